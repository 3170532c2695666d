/** Lives of scientists, writers, painters, rulers and others: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const PEOPLE = `
## life mixin
! {e} was a(n) {nationality} {t}. | {e} was a(n) {nationality} {t} and {occupation}. | {e} was a(n) {t} born in {birthplace}. | {e} ({born} – {died}) was a(n) {nationality} {t}. | {e} (born {born}) was a(n) {t}. | Born in {birthplace}, {e} was a(n) {nationality} {t}. | {e} was a(n) {nationality} {t} who was born on {born}.
@ nationality | nat | What
~ was nationality
= was a {v} citizen
? What nationality was {e}? | Which nationality did {e} have? | What was the nationality of {n}?
@ occupation | pick(occupation) | What
~ was first profession
= first worked as a(n) {v} | trained as a(n) {v} | earned a living as a(n) {v}
? What did {e} work as? | What job did {e} have? | What else did {e} do for a living?
@ born | date(0,0) | When
= was born on {v}
+ born on {v}
? When was {e} born? | In what year was {e} born? | What is {s} date of birth? | In which year was {e} born? | {n} born when?
@ birthplace | ref(city) | What | city
~ was birthplace | was home town
= was born in {v} | came from {v} | grew up in {v} | came into the world in {v}
+ born in {v} | a native of {v}
> {v} is where {e} was born.
? Where was {e} born? | In which city was {e} born? | What is {s} birthplace? | Where did {e} come from? | Where did {e} grow up?
< Who was born in {v}? | Which {t} came from {v}?
@ died | date(35,85) | When
= died on {v} | passed away on {v}
? When did {e} die? | In what year did {e} die? | What was {s} date of death? | In which year did {e} die?
@ deathplace | ref(city) | What | city
~ was place of death
= died in {v} | spent the last years of life in {v} | is buried in {v}
? Where did {e} die? | In which city did {e} die? | Where did {s} life end?
@ cause | pick(cause) | What
~ was cause of death
= died of {v}
> The cause of death was {v}.
? What did {e} die of? | How did {e} die? | What killed {e}?
@ spouse | ref(person) | Who
= married {v} | was married to {v} | spent many years with {v}
> {v} became {s} partner in marriage. | {s} marriage to {v} was a happy one.
? Who did {e} marry? | Who was {e} married to? | Whom did {e} marry? | What was the name of {s} spouse?
< Who married {v}?
@ children | count(2,14) | What
~ was number of children
= had {v} children | raised {v} children
? How many children did {e} have? | How many children had {e}?
@ father | pick(occupation) | What
= was the child of a(n) {v}
> {s} father was a(n) {v}. | {s} father worked as a(n) {v}. | The father of {n}, a(n) {v}, died early.
? What was {s} father? | What did {s} father do? | What was the profession of {s} father?
@ mother | ref(woman) | Who
> {s} mother was {v}. | {v} was the mother of {n}.
? Who was {s} mother? | What was {s} mother called? | Who was the mother of {n}?
@ university | ref(university) | What | university
= studied at {v} | was educated at {v} | graduated from {v}
+ educated at {v}
? Where did {e} study? | At which university did {e} study? | Where was {e} educated? | Which university did {e} attend?
< Who studied at {v}?
@ teacher | ref(person) | Who
~ was teacher
= was a pupil of {v} | studied under {v} | was taught by {v}
> {v} taught {o}.
? Who taught {n}? | Whose pupil was {e}? | Who was {s} teacher? | Under whom did {e} study?
@ award | ref(award) | What | prize
= received {v} | was awarded {v} | won {v}
> For this work {e} was given {v}.
? Which prize did {e} win? | What award did {e} receive? | What did {e} win?
< Who won {v}? | Who received {v}?
@ awarded | year(30,60) | What
> The greatest honour came in {v}. | Public recognition came in {v}.
? When was {e} honoured? | In what year was {e} honoured?
@ languages | list(language,2,3) | What
= spoke {v} | was fluent in {v}
? Which languages did {e} speak? | What languages could {e} speak? | What did {e} speak?
@ hobby | one(chess/gardening/sailing/playing the violin/collecting beetles/mountain climbing/fishing/playing the flute/beekeeping/walking/keeping parrots/card games/photography/fencing/baking bread/watching birds/collecting stamps/swimming in cold lakes)
= loved {v} | enjoyed {v}
> In free hours {e} enjoyed {v}.
? What did {e} enjoy? | What did {e} do in free time? | What was {s} hobby?
@ moved | ref(country) | What | country
= moved to {v} | emigrated to {v} | settled in {v} | fled to {v} during the war
? Where did {e} move? | Which country did {e} move to? | To which country did {e} emigrate?
@ friend | ref(person) | Who
= was a close friend of {v} | exchanged many letters with {v}
> {v} was a lifelong friend.
? Who was a friend of {n}? | Who was {s} friend? | With whom did {e} exchange letters?
@ nickname | phrase(the [a] [n]/the [n] of [w])
= was nicknamed "{v}" | was known as "{v}"
> Friends called {o} "{v}".
? What was {s} nickname? | What was {e} called by friends? | How was {e} nicknamed?

## scientist | scientist, physicist, chemist, researcher | person
use life
! {e} was a(n) {nationality} {t} who discovered {discovery}. | {e} was a(n) {t} who is best known for discovering {discovery}. | {e} was a pioneer of {field}.
@ discovery | pick(discovery) | What
~ was greatest discovery
= discovered {v} | is best known for the discovery of {v} | is credited with discovering {v}
> The discovery of {v} made {o} famous. | {v} was discovered by {n}.
? What did {e} discover? | What is {e} known for? | What is {e} famous for? | What was discovered by {n}?
< Who discovered {v}? | By whom was {v} discovered? | Who is known for the discovery of {v}?
@ discovered | year(22,60) | What
> The discovery was made in {v}. | The decisive experiment took place in {v}. | {e} made the discovery in {v}.
? When did {e} make the discovery? | In what year did {e} make the discovery? | When was the discovery of {n} made?
@ field | pick(field) | What | field
~ was field | was subject
= worked in {v} | made important contributions to {v} | was a pioneer of {v} | taught {v}
? In which field did {e} work? | What field did {e} work in? | What did {e} teach? | What was the subject of {n}?
@ employer | ref(university) | What | university
= taught at {v} | was a professor at {v} | worked at {v} for many years
? Where did {e} work? | Where was {e} a professor? | Where did {e} teach? | At which university did {e} teach?
@ theory | ref(theory) | What
= formulated {v} | proposed {v}
> {v} bears {s} name. | {v} goes back to {n}.
? What did {e} formulate? | Which theory did {e} propose?
< Who formulated {v}? | Who proposed {v}?
@ book | ref(work) | What | book
= published {v} | wrote {v}
> {s} main work is {v}. | {s} ideas are set out in {v}.
? What did {e} write? | Which book did {e} publish? | What is the title of {s} main work?
< Who wrote {v}? | Who published {v}?
@ colleague | ref(person) | Who
= worked closely with {v} | shared a laboratory with {v}
? Who worked with {n}? | With whom did {e} work?

## inventor | inventor, engineer | person
use life
! {e} was a(n) {nationality} {t} who invented {invention}. | {e} was a(n) {t} best known for {invention}. | {e}, a(n) {nationality} {t}, held {patents} patents.
@ invention | pick(inventionname) | What
~ was most famous invention
= invented {v} | developed {v} | built the first version of {v} | is remembered as the inventor of {v}
+ known for inventing {v}
> {v} was invented by {n}. | {e} patented {v}.
? What did {e} invent? | What was invented by {n}? | What is {e} known for? | Which invention is {e} famous for?
< Who invented {v}? | Who developed {v}? | By whom was {v} invented? | Who is the inventor of {v}?
@ year | year(20,60) | What
> The invention was first shown in {v}. | A patent was granted in {v}. | The first working model was finished in {v}.
? When did {e} receive the patent? | In what year did {e} finish the invention? | When was the invention of {n} made?
@ patents | count(2,900) | What
= held {v} patents | filed {v} patents
? How many patents did {e} hold? | How many patents did {e} have?
@ company | ref(company) | What | company
= founded {v} | set up {v} | started a firm called {v}
> {v} was the firm that {e} founded.
? Which company did {e} found? | What company did {e} start? | What was {s} company called?
< Who founded {v}? | Who set up {v}?
@ rival | ref(person) | Who
= competed with {v} | fought a patent case against {v}
> {s} great rival was {v}.
? Who was {s} rival? | With whom did {e} compete?
@ workshop | ref(town) | What
= had a workshop in {v} | opened a laboratory in {v}
? Where was {s} workshop? | Where did {e} have a laboratory?

## writer | writer, novelist, author, poet | person
use life
! {e} was a(n) {nationality} {t}, best known for {book}. | {e} was the author of {book}. | {e} was a(n) {t} who wrote {book}. | {e} wrote {genre} and was born in {birthplace}.
@ book | ref(work) | What | book
~ was best-known work | is most famous book
= wrote {v} | published {v} | is the author of {v} | became famous with {v}
+ best known for {v}
> {v} was written by {n}. | {s} masterpiece, {v}, has been translated many times.
? What did {e} write? | Which book did {e} write? | What is {e} best known for? | What is {s} most famous work?
< Who wrote {v}? | Who is the author of {v}? | By whom was {v} written? | {v} author
@ published | year(20,65) | What
> It was published in {v}. | {s} first book appeared in {v}. | The first edition came out in {v}.
? When did {e} publish the first book? | In what year did {s} book appear?
@ genre | pick(genre) | What
~ was genre
= mostly wrote {v} | was a master of {v} | is known for {v}
? What genre did {e} write? | What kind of literature did {e} write?
@ theme | list(theme,1,2) | What
~ were main themes
> The books often deal with {v}. | {s} work is about {v}.
? What did {e} write about? | What are {s} books about?
@ penname | ref(person) | What
= wrote under the name {v} | used the pen name {v}
? Under which name did {e} write? | What was {s} pen name? | What pen name did {e} use?
@ influence | ref(person) | Who
= was influenced by {v} | admired {v}
? Who influenced {n}? | By whom was {e} influenced? | Whom did {e} admire?
@ count | count(2,80) | What
= wrote {v} novels | published {v} books
? How many books did {e} write? | How many novels did {e} publish?
@ hero | ref(character) | Who
= created the character {v} | invented {v}, a popular hero
? Which character did {e} create? | What character was created by {n}?
< Who created {v}?

## painter | painter, artist | person
use life
! {e} was a(n) {nationality} {t} known for {painting}. | {e} was a(n) {t} of {style}. | {e}, a(n) {nationality} {t}, lived in {residence}.
@ painting | ref(paintingname) | What | painting
~ is most famous painting | is best-known work
= painted {v} | is best known for {v} | created {v}
> {v} was painted by {n}. | {s} masterpiece is {v}.
? What did {e} paint? | Which painting did {e} create? | What is {s} most famous painting?
< Who painted {v}? | By whom was {v} painted? | Which {t} created {v}? | {v} painter
@ style | pick(artstyle) | What
~ was style
= belonged to {v} | was a leading figure of {v} | is associated with {v}
? Which style did {e} belong to? | To which movement did {e} belong? | What art movement is {e} associated with?
@ medium | pick(medium) | What
= worked mostly in {v} | preferred {v}
? What did {e} work in? | Which technique did {e} prefer?
@ subject | pick(subject) | What
= often painted {v} | was fond of painting {v}
? What did {e} often paint? | What was a favourite subject of {n}?
@ residence | ref(city) | What | city
= lived in {v} | had a studio in {v} | spent most of life in {v}
? Where did {e} live? | Where was {s} studio?
@ museum | ref(museum) | What | museum
> Most of {s} paintings hang in {v}. | {v} holds the largest collection of {s} works. | {s} works are shown at {v}.
? Where are {s} paintings? | Which museum holds works by {n}? | Where can one see {s} works?
@ patron | ref(monarch) | Who
~ was patron
= worked for {v} | was court painter to {v}
? For whom did {e} work? | Who supported {n}?
@ colour | pick(colour) | What
= loved the colour {v} | is known for a special shade of {v}
? Which colour did {e} love? | What colour is {e} known for?

## composer | composer, musician | person
use life
! {e} was a(n) {nationality} {t}. | {e} was a(n) {t} who wrote {work}. | {e} was a(n) {nationality} {t} and played the {instrument}.
@ work | ref(symphony) | What | work
~ is best-known work | is most famous piece
= composed {v} | wrote {v} | is famous for {v}
> {v} was composed by {n}. | {s} best-loved piece is {v}.
? What did {e} compose? | Which work did {e} compose? | What is {e} famous for?
< Who composed {v}? | By whom was {v} composed? | {v} composer | Who wrote {v}?
@ premiere | year(18,60) | What
> It was first performed in {v}. | The première took place in {v}.
? When was {s} work first performed? | In what year was the work of {n} first performed?
@ instrument | pick(instrument) | What | instrument
~ was instrument
= played the {v} | was a gifted player of the {v} | learned the {v} as a child
? Which instrument did {e} play? | What did {e} play? | What instrument did {e} learn?
@ symphonies | count(2,104) | What
= wrote {v} symphonies | composed {v} symphonies
? How many symphonies did {e} write? | How many symphonies did {e} compose?
@ opera | ref(work) | What | opera
~ was only opera
= wrote the opera {v}
? Which opera did {e} write? | What is the name of the opera by {n}?
@ post | ref(church) | What
= was organist at {v} | directed the choir of {v}
? Where was {e} organist? | Where did {e} direct the choir?
@ court | ref(monarch) | Who
= served at the court of {v} | dedicated a mass to {v}
? At whose court did {e} serve? | Whom did {e} serve?

## explorer | explorer, navigator, traveller, seafarer | person
use life
! {e} was a(n) {nationality} {t} who discovered {island}. | {e} was a(n) {t} who sailed aboard {ship}. | {e} was the first person to cross {crossed}.
@ island | ref(island) | What | island
= discovered {v} | was the first European to reach {v} | sighted {v}
> {v} was discovered by {n}.
? What did {e} discover? | Which island did {e} discover? | Which island did {e} reach?
< Who discovered {v}? | Who was the first to reach {v}?
@ year | year(22,55) | What
> The voyage began in {v}. | {e} set sail in {v}. | {e} left home in {v}.
? When did {e} set sail? | In what year did {s} voyage begin? | When did {e} leave?
@ ship | ref(ship) | What | ship
~ was ship
= sailed aboard {v} | commanded {v} | travelled on {v}
> {s} ship was called {v}.
? What was the name of {s} ship? | Which ship did {e} command? | On which ship did {e} sail?
< Who commanded {v}? | Whose ship was {v}?
@ sponsor | ref(monarch) | Who
= sailed in the service of {v} | was sent out by {v}
> {v} paid for the expedition.
? Who paid for {s} expedition? | Who sent out {n}? | In whose service did {e} sail?
@ crossed | ref(desert) | What | desert
= crossed {v} | was the first to cross {v}
? Which desert did {e} cross? | What did {e} cross?
@ crew | count(5,400) | What
= had a crew of {v} men | set out with {v} men
? How many men did {e} have? | How large was {s} crew?
@ goal | one(a route to the spice islands/the North Pole/the South Pole/the source of a great river/a lost city/a northern passage/the magnetic pole/a gold mine/the southern continent/a new whaling ground)
= was looking for {v} | wanted to find {v} | tried to reach {v}
? What was {e} looking for? | What did {e} want to find?

## ruler | ruler, monarch, sovereign | monarch
use life
! {e} ruled {country} from {crowned}. | {e} was the {t} of {country}. | {e} was crowned in {crowned} and ruled for {reign} years. | {e} of the house of {house} was {t} of {country}.
@ country | ref(country) | What | country
= ruled {v} | reigned over {v} | was the sovereign of {v}
? Which country did {e} rule? | Over which country did {e} reign? | What did {e} rule?
< Who ruled {v}? | Who was the ruler of {v}?
@ crowned | year(10,40) | What
= was crowned in {v} | came to the throne in {v} | began to reign in {v} | became monarch in {v}
+ crowned in {v}
> The coronation took place in {v}.
? When was {e} crowned? | In what year did {e} come to the throne? | When did {e} begin to reign?
@ reign | count(2,60) | What
= ruled for {v} years | reigned for {v} years
? How many years did {e} rule? | How long did {e} reign? | For how many years did {e} reign?
@ successor | ref(monarch) | Who
~ was successor
= was succeeded by {v} | left the throne to {v}
> {v} inherited the throne.
? Who succeeded {n}? | Who came after {n}? | By whom was {e} succeeded?
< Who ruled before {v}?
@ predecessor | ref(monarch) | Who
~ was predecessor
= succeeded {v} | followed {v} on the throne | deposed {v}
? Whom did {e} succeed? | Who ruled before {n}?
@ house | splitw | What | house
= belonged to the house of {v} | came from the {v} family
? Which family did {e} belong to? | What dynasty did {e} come from? | To which house did {e} belong?
@ battle | ref(battle) | What | battle
= won {v} | was defeated at {v} | led the army at {v}
? Which battle did {e} fight? | Where did {e} lead the army? | In which battle did {e} take part?
@ palace | ref(castle) | What
= built {v} | resided at {v} | moved the court to {v}
? Where did {e} reside? | What did {e} build? | Which palace did {e} build?
@ reform | one(abolished serfdom/reformed the coinage/founded the first university/closed the monasteries/introduced a new calendar/abolished the death penalty/built a strong navy/moved the capital/banned slavery/lowered the taxes)
= {v}
? What did {e} do as ruler? | What is {e} remembered for?

## politician | politician, statesman, political leader | person
use life
! {e} was a(n) {nationality} {t} who served as {role}. | {e} was {role} of {country}. | {e} was a(n) {t} of {party}.
@ role | pick(role) | What | office
~ was highest office
= served as {v} | was elected {v} | held the office of {v}
? What office did {e} hold? | What was {s} position? | As what did {e} serve?
@ country | ref(country) | What | country
= led {v} | governed {v} | represented {v} abroad
? Which country did {e} lead? | What country did {e} govern?
@ party | ref(party) | What | party
~ was party
= belonged to {v} | was a member of {v} | led {v}
? Which party did {e} belong to? | What was {s} party? | Of which party was {e} a member?
@ term | year(35,60) | What
= took office in {v} | was elected in {v} | came to power in {v}
> The election was held in {v}.
? When did {e} take office? | In what year was {e} elected? | When did {e} come to power?
@ law | ref(law) | What | law
= introduced {v} | is remembered for {v} | signed {v}
? Which law did {e} introduce? | What did {e} sign? | What is {e} remembered for?
@ ban | pick(crime) | What
= campaigned against {v} | fought {v}
? What did {e} campaign against? | What did {e} fight?
@ successor | ref(person) | Who
~ was successor
= was succeeded by {v} | lost the next election to {v}
? Who succeeded {n}? | To whom did {e} lose the election?

## athlete | athlete, sportsperson, champion, player | person
use life
! {e} is a(n) {nationality} {sport} {t}. | {e} is a former {sport} {t} from {birthplace}. | {e} is a(n) {t} who plays for {club}. | {e} competed for {country} in {sport}.
@ sport | pick(sport) | What | sport
~ is sport
= competed in {v} | is known for success in {v}
? Which sport did {e} compete in? | What sport is {e} known for? | What sport did {e} do?
@ club | ref(club) | What | club
~ is club
= plays for {v} | joined {v} | spent most of a long career at {v}
? Which club does {e} play for? | What team did {e} play for? | Which club did {e} join?
< Who plays for {v}? | Who joined {v}?
@ country | ref(country) | What | country
= represented {v} | competed for {v}
? Which country did {e} represent? | For which country did {e} compete?
@ medals | count(2,28) | What
= won {v} medals | collected {v} gold medals | took {v} titles
? How many medals did {e} win? | How many titles did {e} win?
@ record | one(100 metres/marathon/long jump/high jump/pole vault/discus/javelin/200 metres backstroke/hammer throw/400 metres hurdles/triple jump/shot put)
= held the world record in the {v}
? In which event did {e} hold the record? | What record did {e} hold?
@ year | year(18,35) | What
= became world champion in {v} | retired in {v} | made a debut in {v}
? When did {e} make history in sport? | In what year was the career of {n} at its turning point?
@ coach | ref(person) | Who
~ was coach | was trainer
= was trained by {v} | was coached by {v}
? Who coached {n}? | Who trained {n}? | By whom was {e} trained?
@ height | measure(centimetres,150,215) | What
~ is height
= is {v} tall
? How tall is {e}?
@ position | pick(position) | What | position
~ is position
= plays as a {v}
? What position does {e} play? | In which position does {e} play?

## architect | architect, builder, designer | person
use life
! {e} was a(n) {nationality} {t} who designed {building}. | {e} was a(n) {t}, best known for {building}. | {e} was a(n) {style} {t}.
@ building | ref(building) | What | building
~ is best-known building
= designed {v} | built {v} | drew the plans for {v}
> {v} was designed by {n}.
? What did {e} design? | Which building did {e} design? | What did {e} build?
< Who designed {v}? | Who was the architect of {v}? | Who built {v}?
@ style | pick(archstyle) | What | style
~ was style
= built in the {v} style | preferred {v} forms
? In which style did {e} build? | What style did {e} prefer?
@ material | pick(material) | What | material
= liked to build with {v} | was famous for the use of {v}
? What material did {e} like? | With what did {e} like to build?
@ bridge | ref(bridge) | What | bridge
= also designed {v} | was responsible for {v}
? Which bridge did {e} design? | What bridge was {e} responsible for?
@ firm | ref(company) | What
= worked for {v} | founded the firm {v}
? For which firm did {e} work? | What firm did {e} work for?

## philosopher | philosopher, thinker | person
use life
! {e} was a(n) {nationality} {t}. | {e} was a(n) {t} of {school}. | {e}, author of {work}, was a(n) {nationality} {t}.
@ school | pick(school) | What | school
~ was school of thought
= is the founder of {v} | belonged to the school of {v} | defended {v}
? Which school did {e} belong to? | What did {e} defend? | What philosophy did {e} follow?
@ work | ref(work) | What | work
~ is main work
= wrote {v} | set out these ideas in {v}
? What did {e} write? | What is {s} main work? | Which book did {e} write?
< Who wrote {v}?
@ idea | one(knowledge comes from experience/all things change/happiness is the highest good/the world is an illusion/time is not real/virtue can be taught/nature knows no leaps/language shapes thought/power belongs to the people/doubt is the beginning of wisdom/property is a burden/the soul is immortal)
= argued that {v} | taught that {v} | believed that {v}
? What did {e} teach? | What did {e} argue? | What did {e} believe?
@ student | ref(person) | Who
~ was best-known student
= taught {v} | was the teacher of {v}
? Whom did {e} teach? | Who was a pupil of {n}?
< Who taught {v}?
@ critic | ref(person) | Who
= was attacked by {v} | quarrelled with {v}
? Who attacked {n}? | With whom did {e} quarrel?

## actor | actor, film star, performer | person
use life
! {e} is a(n) {nationality} {t} known for {film}. | {e} was a(n) {t} who starred in {film}. | {e} played {character} in {film}.
@ film | ref(film) | What | film
= starred in {v} | became famous with {v} | appeared in {v}
> {v} made {o} a star.
? Which film made {n} famous? | In which film did {e} star? | What film did {e} appear in?
< Who starred in {v}? | Who acted in {v}?
@ character | ref(character) | Who
= played {v} | took the role of {v} | is best known as {v}
? Which role did {e} play? | Who did {e} play? | What character did {e} play?
< Who played {v}? | Who took the role of {v}?
@ debut | year(16,40) | What
= made a debut in {v} | first appeared on stage in {v}
? When did {e} make a debut? | In what year did {e} first appear on stage?
@ theatre | ref(theatre) | What | theatre
= began at {v} | joined the company of {v}
? At which theatre did {e} begin? | Where did {e} begin as an actor?
@ director | ref(person) | Who
= was discovered by the director {v} | often worked with {v}
? Who discovered {n}? | With which director did {e} work?

## physician | physician, doctor, surgeon, nurse | person
use life
! {e} was a(n) {nationality} {t} who first described {disease}. | {e} was a(n) {t} at {hospital}. | {e} was a(n) {nationality} {t} who worked in {field}.
@ disease | ref(disease) | What | disease
= first described {v} | studied {v} | found a cure for {v}
> {v} was first described by {n}.
? Which disease did {e} describe? | What did {e} study? | What illness did {e} study?
< Who first described {v}? | Who found a cure for {v}?
@ hospital | ref(hospital) | What | hospital
= worked at {v} | founded {v} | was head of {v}
? Where did {e} work? | Which hospital did {e} found? | At which hospital did {e} work?
@ field | pick(field) | What
= also taught {v}
? What did {e} teach?
@ method | one(hand washing/vaccination/blood transfusion/open heart surgery/local anaesthesia/X-ray imaging/insulin treatment/keyhole surgery/eye transplants/bone grafting/clean dressings/kidney dialysis)
= introduced {v} | was a pioneer of {v}
? What did {e} introduce? | What was {e} a pioneer of? | Which method did {e} introduce?
< Who introduced {v}?
@ patient | ref(monarch) | Who
~ was most famous patient
= treated {v} | was personal doctor to {v}
? Whom did {e} treat? | Who was treated by {n}?

## commander | general, commander, admiral, military leader | person
use life
! {e} was a(n) {nationality} {t}. | {e} was a(n) {t} who won {battle}. | {e} commanded the army of {country} in {war}.
@ battle | ref(battle) | What | battle
~ was greatest victory
= won {v} | fought at {v} | was wounded at {v} | led the troops at {v}
? Which battle did {e} win? | Where did {e} fight? | Where was {e} wounded? | In which battle did {e} fight?
< Who won {v}? | Who led the troops at {v}?
@ war | ref(war) | What | war
= served in {v} | commanded an army in {v}
? In which war did {e} serve? | In which war did {e} command?
@ country | ref(country) | What
= fought for {v} | commanded the forces of {v}
? For which country did {e} fight? | Whose forces did {e} command?
@ unit | pick(unitname) | What
= commanded a(n) {v} | led a(n) {v}
? What did {e} command?
@ horse | ref(character) | What
= rode a horse called {v}
> {s} horse was named {v}.
? What was {s} horse called? | What was the name of {s} horse?
@ opponent | ref(person) | Who
~ was greatest opponent
= defeated {v} | was defeated by {v}
? Who was the opponent of {n}? | Against whom did {e} fight?
`;
