/** Books, films, paintings, music, games and series: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const WORKS = `
## novel | novel, book | work
! {e} is a(n) {t} by {author}. | {e} is a {published} {t} by {author}. | {e} is a(n) {genre} {t} written by {author}. | {e}, published in {published}, is a(n) {t} by the {nationality} writer {author}. | {e} is a(n) {t} set in {setting}. | {author}'s {t} {e} appeared in {published}.
@ author | ref(person) | Who
~ is author
= was written by {v} | is the work of {v}
+ written by {v}
> {v} wrote {n}. | {v} is the author of {n}. | {v} worked on it for seven years.
? Who wrote {e}? | Who is the author of {n}? | By whom was {e} written? | Whose work is {n}? | {n} was written by whom?
< What did {v} write? | Which book did {v} write? | Which {t} is by {v}? | {v} wrote which {t}?
@ nationality | nat
? What nationality is the author of {n}?
@ published | year(0,90) | What
~ is year of publication
= was published in {v} | first appeared in {v} | came out in {v}
+ first published in {v}
> The first edition came out in {v}. | It was printed for the first time in {v}.
? When was {e} published? | In what year was {e} published? | When did {e} come out? | In which year did {e} first appear? | {n} publication date
@ genre | pick(genre) | What
~ is genre
= is a work of {v} | belongs to the genre of {v} | is usually counted as {v}
? What genre is {e}? | What kind of book is {e}? | To which genre does {e} belong?
@ hero | ref(character) | Who
~ is main character | is hero | is protagonist
= tells the story of {v} | follows {v} | is about {v}
> The main character is {v}. | At its centre stands {v}.
? Who is the hero of {n}? | Whose story does {e} tell? | Who is {e} about? | What is the name of the main character of {n}?
< Which {t} is about {v}? | In which {t} does {v} appear?
@ setting | ref(city) | What | city
~ is setting
= is set in {v} | takes place in {v} | plays in {v}
+ set in {v}
? Where is {e} set? | Where does {e} take place? | In which city is {e} set?
@ language | pick(language) | What | language
~ is original language
= was written in {v} | was translated into {v}
? What language was {e} written in? | In which language was {e} written?
@ pages | count(60,1400) | What
~ is number of pages
= has {v} pages | runs to {v} pages
? How many pages does {e} have? | How long is {e} in pages?
@ publisher | ref(company) | What | company
~ was publisher
= was published by {v} | was rejected by {v}
> {v} brought it out.
? Which company published {n}? | Who published {e}? | By which publisher was {e} brought out?
@ theme | list(theme,1,2) | What
~ are main themes
= deals with {v} | is about {v}
? What does {e} deal with? | What are the themes of {n}? | What is {e} about?
@ film | ref(person) | Who
= was turned into a film by {v} | was filmed by {v}
> {v} made a film of it.
? Who made a film of {n}? | By whom was {e} filmed?
@ copies | pop(3000,90000000) | What
= sold {v} copies
> More than {v} copies have been sold.
? How many copies of {n} were sold? | How many copies did {e} sell?
@ award | ref(award) | What | prize
= won {v} | was awarded {v}
? Which prize did {e} win? | What award did {e} win?
@ dedicated | ref(person) | Who
= is dedicated to {v}
? To whom is {e} dedicated? | Who is {e} dedicated to?

## film | film, movie, picture | film
! {e} is a(n) {genre} {t} directed by {director}. | {e} is a {released} {t} by {director}. | {e} is a(n) {nationality} {genre} {t}. | {e} is a(n) {t} starring {star}. | {e} is a {released} {genre} {t} starring {star}.
@ director | ref(person) | Who
~ was director
= was directed by {v} | was made by {v}
+ directed by {v}
> {v} directed {n}. | {v} both wrote and directed it.
? Who directed {e}? | Who was the director of {n}? | By whom was {e} directed? | Who made {e}?
< What did {v} direct? | Which {t} did {v} direct? | Which movie is by {v}?
@ released | year(80,130) | What
~ was release year
= was released in {v} | came out in {v} | reached the cinemas in {v}
+ released in {v}
> It opened in {v}. | Its première took place in {v}.
? When was {e} released? | In what year did {e} come out? | When did {e} come out? | In which year was {e} released?
@ genre | pick(filmgenre) | What
= is usually called a {v} film
? What genre is {e}? | What kind of film is {e}? | What type of movie is {e}?
@ nationality | nat
? What nationality is the film {e}? | Where does the film {e} come from?
@ star | ref(person) | Who
~ is star
= stars {v} | features {v} in the main role
> {v} plays the leading role. | The main part is played by {v}. | The leading role went to {v}.
? Who stars in {n}? | Who plays the leading role in {n}? | Who acted in {e}? | Which actor plays the main part in {n}?
< Which {t} stars {v}? | In which {t} does {v} play?
@ length | measure(minutes,50,240) | What
~ is running time
= is {v} long | lasts {v} | runs for {v}
? How long is {e}? | How long does {e} last?
@ budget | money(200000,300000000) | What
~ was budget
= cost {v} | was made for {v}
> Its production cost {v}.
? How much did {e} cost? | What did {e} cost to make?
@ composer | ref(person) | Who
~ was composer
= has music by {v}
> The music was written by {v}. | {v} composed the score.
? Who wrote the music for {n}? | Who composed the score of {n}?
@ filmed | ref(city) | What
= was shot in {v} | was filmed in {v}
> Filming took place in {v}.
? Where was {e} filmed? | Where was {e} shot? | In which city was {e} filmed?
@ based | ref(work) | What | novel
= is based on {v} | retells {v}
> Its plot comes from {v}.
? What is {e} based on? | Which book is {e} based on?
@ oscars | count(2,11) | What
= won {v} awards | received {v} prizes
? How many awards did {e} win? | How many prizes did {e} receive?
@ about | phrase(a [a] [n]/a [n] and a [n]/a [occupation]/a lost [n]/the [n] of a [occupation]) | What
= tells the story of {v} | is about {v}
? What is {e} about? | Whose story does {e} tell?
@ studio | ref(company) | What | studio
= was produced by {v}
? Which studio produced {n}? | Who produced {e}?

## painting | painting, picture, work of art | paintingname
! {e} is a(n) {t} by {painter}. | {e} is a(n) {t} painted by {painter} in {year}. | {e} is a(n) {t} in {museum}. | {e} is a {year} {t} by {painter}.
@ painter | ref(person) | Who
~ was painter | is artist
= was painted by {v} | is the work of {v} | was created by {v}
+ painted by {v}
> {v} painted {n}. | {v} made it for a friend.
? Who painted {e}? | Who created {e}? | By whom was {e} painted? | Which artist painted {n}?
< What did {v} paint? | Which {t} is by {v}?
@ year | year(20,70) | What
= was painted in {v} | was finished in {v} | dates from {v}
+ completed in {v}
? When was {e} painted? | In what year was {e} finished? | When was {e} made?
@ museum | ref(museum) | What | museum
= hangs in {v} | is kept in {v} | can be seen in {v} | is on display at {v}
> It has belonged to {v} since the last war.
? Where is {e}? | Where does {e} hang? | In which museum is {e}? | Which museum owns {n}? | Where can {e} be seen?
< Which {t} hangs in {v}?
@ subject | pick(subject) | What
= shows {v} | depicts {v} | represents {v}
? What does {e} show? | What does {e} depict? | What can be seen in {n}?
@ medium | pick(medium) | What
= is painted in {v} | was made in {v}
> The technique is {v}.
? What technique was used for {n}? | What was {e} painted in?
@ width | measure(centimetres,20,600) | What
~ is width
= is {v} wide
? How wide is {e}?
@ stolen | year(70,180) | What
= was stolen in {v}
? When was {e} stolen? | In what year was {e} stolen?
@ price | money(10000,300000000) | What
~ was price
= was sold for {v} | fetched {v} at auction
? How much was {e} sold for? | For how much was {e} sold? | What did {e} fetch?
@ buyer | ref(person) | Who
= was bought by {v} | once belonged to {v}
? Who bought {n}? | To whom did {e} once belong?
@ style | pick(artstyle) | What
= is a masterpiece of {v} | is an example of {v}
? Which style is {e} an example of? | What art movement does {e} represent?

## symphony | symphony, piece of music, composition | symphony
! {e} is a(n) {t} by {composer}. | {e} is a(n) {t} composed by {composer} in {year}. | {e} is a(n) {t} for {instrument} and orchestra.
@ composer | ref(person) | Who
~ was composer
= was composed by {v} | was written by {v}
+ composed by {v}
> {v} composed {n}.
? Who composed {e}? | Who wrote {e}? | By whom was {e} composed?
< What did {v} compose? | Which {t} is by {v}?
@ year | year(15,60) | What
= was composed in {v} | was completed in {v} | was first performed in {v}
? When was {e} composed? | In what year was {e} completed? | When was {e} first heard?
@ instrument | pick(instrument) | What | instrument
= is written for {v} | begins with a long {v} solo
? Which instrument begins {n}? | For which instrument is {e} written?
@ movements | count(2,7) | What
= has {v} movements | consists of {v} movements
? How many movements does {e} have?
@ premiere | ref(city) | What | city
= had its first performance in {v} | was first performed in {v}
> The première was given in {v}.
? Where was {e} first performed? | In which city was {e} first performed?
@ length | measure(minutes,8,110) | What
~ is duration
= lasts about {v} | takes {v} to play
? How long does {e} last? | How long is {e}?
@ key | one(C major/D minor/E flat major/G minor/A major/B minor/F sharp minor/B flat major/E minor/F major) | What
~ is key
= is in {v} | is written in {v}
? In which key is {e}? | What key is {e} in?
@ dedicated | ref(person) | Who
= is dedicated to {v} | was commissioned by {v}
? Who is {e} dedicated to? | To whom is {e} dedicated?
@ conductor | ref(person) | Who
> {v} conducted the first performance. | At its première the orchestra was led by {v}.
? Who conducted {n}? | Who conducted the first performance of {n}?

## song | song, single | song
! {e} is a(n) {t} by {band}. | {e} is a(n) {genre} {t} written by {writer}. | {e} is a {year} {t} by {band}.
@ band | ref(band) | What | band
= was recorded by {v} | is a hit of {v}
> {v} recorded it first.
? Which band recorded {n}? | Who sings {e}? | Who recorded {e}?
< What did {v} record? | Which {t} is by {v}?
@ writer | ref(person) | Who
~ was songwriter
= was written by {v}
+ written by {v}
? Who wrote {e}? | By whom was {e} written?
@ year | year(130,190) | What
= was released in {v} | came out in {v}
? When was {e} released? | In what year did {e} come out?
@ genre | pick(musicgenre) | What
= is a {v} song
? What genre is {e}? | What kind of song is {e}?
@ album | ref(album) | What | album
= appears on {v} | is the first track of {v}
? Which album is {e} on? | On which album does {e} appear?
@ chart | int(1,40) | What
= reached number {v} in the charts | climbed to number {v}
? What number did {e} reach? | How high did {e} climb in the charts?
@ about | phrase(a [a] [n]/a girl called [w]/the city of [w]/lost love/a [n] and a [n]/a long journey/the end of summer) | What
= is about {v} | tells of {v}
? What is {e} about?
@ weeks | count(2,30) | What
= stayed at number one for {v} weeks
? How many weeks did {e} stay at number one?

## album | album, record | album
! {e} is a(n) {genre} {t} by {band}. | {e} is the second studio {t} of {band}. | {e} is a(n) {t} released by {band} in {year}.
@ band | ref(band) | What | band
= was recorded by {v}
? Who recorded {e}? | Which band made {n}? | Whose album is {n}?
< Which {t} did {v} record?
@ year | year(135,200) | What
= was released in {v} | appeared in {v}
? When was {e} released? | In what year did {e} appear?
@ genre | pick(musicgenre) | What
? What genre is {e}? | What style of music is on {n}?
@ tracks | count(5,24) | What
= contains {v} songs | has {v} tracks
? How many songs are on {n}? | How many tracks does {e} have?
@ label | ref(company) | What | label
~ was label
= was released by {v}
? Which label released {n}? | On which label did {e} appear?
@ producer | ref(person) | Who
~ was producer
= was produced by {v}
? Who produced {e}? | By whom was {e} produced?
@ studio | ref(city) | What | city
= was recorded in {v}
? Where was {e} recorded? | In which city was {e} recorded?
@ cover | phrase(a [a] [n]/a [colour] [n]/two [ns]/a [n] on a [n]) | What
> Its cover shows {v}. | {v} can be seen on the cover.
? What is on the cover of {n}? | What does the cover of {n} show?

## tvseries | television series, series, show | tvseries
! {e} is a(n) {nationality} {t} created by {creator}. | {e} is a(n) {t} about {about}. | {e} is a(n) {t} that first aired in {year}.
@ nationality | nat
? What nationality is {e}? | Where does {e} come from?
@ creator | ref(person) | Who
~ is creator
= was created by {v} | was invented by {v}
? Who created {e}? | By whom was {e} created?
@ about | phrase(a [occupation] and a [occupation]/a [a] [occupation]/a family of [ns]/life in a small [n]/a talking [n]) | What
= follows {v} | is about {v}
? What is {e} about? | Whom does {e} follow?
@ year | year(160,210) | What
= first aired in {v} | was first broadcast in {v}
? When did {e} first air? | In what year was {e} first shown?
@ seasons | count(2,27) | What
= ran for {v} seasons | has {v} seasons
? How many seasons does {e} have? | How many seasons did {e} run for?
@ episodes | count(6,600) | What
= consists of {v} episodes
? How many episodes does {e} have? | How many episodes are there of {n}?
@ channel | ref(company) | What | channel
= was shown on {v} | is broadcast by {v}
? Which channel showed {n}? | On which channel was {e} shown?
@ setting | ref(town) | What
= is set in {v}
? Where is {e} set? | Where does {e} take place?
@ star | ref(person) | Who
= stars {v}
> {v} plays the main character.
? Who stars in {n}? | Who plays the main character in {n}?

## videogame | video game, computer game, game | game
! {e} is a(n) {t} developed by {developer}. | {e} is a {year} {t} for {platform}. | {e} is a(n) {genre} {t} by {developer}.
@ developer | ref(company) | What | studio
~ is developer
= was developed by {v} | was made by {v}
+ developed by {v}
? Who developed {e}? | Which studio made {n}? | By whom was {e} developed?
< Which {t} did {v} develop?
@ designer | ref(person) | Who
~ was designer | was lead designer
= was designed by {v}
? Who designed {e}? | By whom was {e} designed?
@ year | year(170,220) | What
= was released in {v} | came out in {v}
? When was {e} released? | In what year did {e} come out?
@ genre | one(puzzle/platform/strategy/racing/adventure/role-playing/simulation/shooting/fighting/card/stealth/survival) | What
= is a {v} game
? What genre is {e}? | What kind of game is {e}?
@ platform | one(the Amiga/home computers/arcade machines/mobile phones/the Game Boy/the PlayStation/Windows/the Nintendo 64/the Atari 2600/Linux/all major consoles/the Mega Drive) | What
= was made for {v}
? For which platform was {e} made? | What does {e} run on?
@ hero | ref(character) | Who
~ is hero
> The player controls {v}. | Its hero is called {v}.
? Who is the hero of {n}? | Whom does the player control in {n}? | What character does one play in {n}?
@ goal | phrase(rescue a [n]/build a [n]/collect [ns]/find the [a] [n]/escape from a [n]/run a [n]/catch [ns]) | What
> The aim is to {v}. | Players must {v}.
? What is the aim of {n}? | What must players do in {n}?
@ copies | pop(20000,200000000) | What
= sold {v} copies
? How many copies did {e} sell?
@ composer | ref(person) | Who
> Its music was composed by {v}.
? Who composed the music of {n}?

## newspaper | newspaper, magazine, journal | newspaper
! {e} is a(n) {t} published in {city}. | {e} is a(n) {frequency} {t} from {city}. | {e} is a(n) {t} founded in {founded}.
@ city | ref(city) | What | city
= is published in {v} | has its offices in {v}
? Where is {e} published? | In which city is {e} published?
@ frequency | one(daily/weekly/monthly/quarterly/evening/Sunday/fortnightly) | What
= is a {v} paper
? How often does {e} appear? | What kind of newspaper is {e}?
@ founded | year(0,120) | What
= was founded in {v} | has appeared since {v}
? When was {e} founded? | In what year was {e} founded? | Since when has {e} appeared?
@ founder | ref(person) | Who
~ was founder
= was founded by {v} | was started by {v}
? Who founded {e}? | By whom was {e} founded?
@ circulation | pop(800,9000000) | What
~ is circulation
= sells {v} copies | has {v} readers
? How many copies does {e} sell? | How many readers does {e} have?
@ editor | ref(person) | Who
~ is editor
= is edited by {v}
? Who edits {e}? | Who is in charge of {n}?
@ owner | ref(company) | What
~ is owner
= belongs to {v}
? Who owns {e}? | To whom does {e} belong?
@ language | pick(language) | What | language
= appears in {v}
? In which language does {e} appear? | What language is {e} written in?

## comics | comic, comic strip | comics
! {e} is a(n) {t} by {artist}. | {e} is a(n) {nationality} {t} drawn by {artist}. | {e} is a(n) {t} about {about}.
@ artist | ref(person) | Who
~ is artist
= is drawn by {v} | was created by {v}
? Who draws {e}? | Who created {e}?
@ nationality | nat
? What nationality is {e}?
@ about | phrase(a [a] [n]/a [occupation] and a [n]/a flying [n]/a [n] from [w]/a boy and his [n]) | What
= tells of {v} | is about {v}
? What is {e} about?
@ first | date(100,170) | What
= first appeared on {v}
? When did {e} first appear? | In what year did {e} first appear?
@ paper | ref(newspaper) | What | newspaper
= was printed in {v}
? In which newspaper did {e} appear? | Where was {e} printed?
@ hero | ref(character) | Who
~ is hero
> Its hero is called {v}.
? Who is the hero of {n}?
@ villain | ref(character) | Who
~ is villain
> The villain is {v}.
? Who is the villain in {n}?
`;
