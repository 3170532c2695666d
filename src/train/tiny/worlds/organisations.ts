/** Companies, universities, museums, clubs, bands and other bodies: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const ORGANISATIONS = `
## body mixin
! {e} is a(n) {t} based in {city}. | {e} is a(n) {t} in {city}. | {e} is a(n) {t} founded in {founded} by {founder}. | {e}, founded in {founded}, is a(n) {t} in {city}. | Founded by {founder}, {e} is a(n) {t} with its seat in {city}. | {e} is a(n) {t} that was founded in {founded}.
@ city | ref(city) | What | city
~ is seat
= is based in {v} | has its seat in {v} | is located in {v}
+ based in {v}
> Its main office is in {v}. | Its home is {v}.
? Where is {e} based? | In which city is {e}? | Where is {e}? | Where is the seat of {n}? | Which city is {e} based in?
< Which {t} is based in {v}?
@ founded | year(20,130) | What
~ is founding year
= was founded in {v} | was established in {v} | has existed since {v} | dates back to {v} | was set up in {v}
+ founded in {v} | established in {v}
> It began in {v}. | Its history goes back to {v}.
? When was {e} founded? | In what year was {e} established? | When did {e} begin? | In which year was {e} founded? | How long has {e} existed?
@ founder | ref(person) | Who
~ was founder
= was founded by {v} | was set up by {v} | was established by {v} | goes back to {v}
+ founded by {v} | started by {v}
> {v} founded {n}. | {v} founded it together with a friend. | Its founder was {v}.
? Who founded {e}? | By whom was {e} founded? | Who established {e}? | Who set up {e}? | Who started {n}?
< What did {v} found? | Which {t} did {v} found? | Which {t} did {v} set up?
@ leader | ref(person) | Who
~ is head | is director
= is led by {v} | is headed by {v} | is directed by {v}
> {v} has led it since last year. | Its present head is {v}. | {v} is in charge.
? Who leads {e}? | Who runs {e}? | Who is in charge of {n}? | Who directs {e}?
@ motto | phrase([a] and [a]/Always [a]/[n] and [n]/For the [n]/Through [n] to [n]/Nothing without [n]) | What
~ is motto
> Its motto is "{v}". | "{v}" is its motto.
? What is the motto of {n}? | Which motto does {e} have?
@ symbol | pick(mascot) | What
~ is symbol
> Its sign shows {v}. | {v} appears in its coat of arms.
? What does the sign of {n} show? | What is on the coat of arms of {n}?

## company | company, manufacturer, firm, business | company
use body
! {e} is a(n) {nationality} {t} that makes {product}. | {e} is a(n) {t} known for its {product}. | {e} is a(n) {nationality} {t} based in {city}. | {e} is one of the largest makers of {product}.
@ nationality | nat
? What nationality is {e}? | What kind of company is {e}?
@ product | pick(product) | What | product
~ is main product
= makes {v} | produces {v} | manufactures {v} | is known for its {v} | sells {v}
+ known for its {v}
> It began by making {v}. | Its first products were {v}.
? What does {e} make? | What does {e} produce? | What is {e} known for? | What does {e} sell? | What does {e} manufacture?
< Which {t} makes {v}? | Who makes {v}?
@ employees | pop(15,400000) | What
~ is number of employees
= employs {v} people | has {v} employees | has a staff of {v}
? How many people does {e} employ? | How many people work for {n}? | How many employees does {e} have?
@ revenue | money(900000,90000000000) | What
~ is revenue | is turnover
= earned {v} last year | has sales of {v}
? How much does {e} earn? | What are the sales of {n}?
@ parent | ref(company) | What | company
~ is parent company
= was bought by {v} | belongs to {v} | merged with {v}
? Who bought {n}? | Which company owns {n}? | To whom does {e} belong?
@ factory | ref(town) | What | town
= opened a factory in {v} | has a plant in {v}
? Where is the factory of {n}? | Where did {e} open a factory?
@ countries | count(2,150) | What
= is active in {v} countries | has branches in {v} countries
? In how many countries is {e} active?
@ rival | ref(company) | What | company
= competes with {v}
> Its chief competitor is {v}.
? Who competes with {n}? | With which company does {e} compete?
@ bankrupt | year(131,200) | What
= went bankrupt in {v} | closed in {v}
? When did {e} go bankrupt? | In what year did {e} close?
@ oldname | ref(company) | What
= was originally called {v} | was formerly known as {v}
? What was {e} called before? | What was {s} original name?
@ former | one(a bicycle shop/a garage/a small bakery/a paper mill/a mail-order firm/a fish market stall/a family kitchen/a sawmill/a chemist's shop/a student flat) | What
= started in {v} | grew out of {v}
? Where did {e} start? | What did {e} grow out of?

## airline | airline, carrier | airline
use body
@ hub | ref(airport) | What | airport
~ is hub | is home airport
= flies from {v} | has its hub at {v}
? Which airport does {e} fly from? | From where does {e} fly?
@ fleet | count(2,900) | What
= has {v} aircraft | operates {v} planes
? How many planes does {e} have? | How large is the fleet of {n}?
@ destinations | count(3,300) | What
= flies to {v} cities | serves {v} destinations
? How many cities does {e} fly to? | How many destinations does {e} serve?
@ colour | pick(colour) | What | colour
> Its planes are painted {v}.
? What colour are the planes of {n}?

## bank | bank, financial institution | bank
use body
@ assets | money(900000,900000000000) | What
~ are assets
= manages {v}
? How much does {e} manage?
@ branches | count(2,4000) | What
= has {v} branches
? How many branches does {e} have?
@ robbed | year(130,200) | What
= was robbed in {v}
? When was {e} robbed? | In what year was {e} robbed?
@ currency | ref(currencyname) | What | currency
= issues {v}
? Which currency does {e} issue? | What does {e} issue?

## university | university, college, institute | university
use body
@ students | pop(300,90000) | What
~ is number of students
= has {v} students | teaches {v} students
? How many students does {e} have? | How many people study at {n}?
@ field | pick(field) | What | subject
= is known for its school of {v} | is best known for {v} | has a famous department of {v}
? What is {e} known for? | Which subject is {e} famous for? | For which department is {e} known?
@ graduate | ref(person) | Who
~ is most famous graduate
= counts {v} among its graduates
> {v} studied there. | Among its students was {v}.
? Who studied at {n}? | Who is a graduate of {n}?
@ library | ref(library) | What | library
= owns {v}
> Its library, {v}, is open to all.
? What is the library of {n} called? | Which library belongs to {n}?
@ faculties | count(3,25) | What
= has {v} faculties
? How many faculties does {e} have?

## school | school | school
use body
@ pupils | count(20,3000) | What
= has {v} pupils
? How many pupils does {e} have?
@ subject | pick(field) | What
= specialises in {v}
? What does {e} specialise in?
@ pupil | ref(person) | Who
> {v} went to school there. | Its best-known pupil was {v}.
? Who went to {n}? | Who was a pupil of {n}?
@ uniform | pick(colour) | What
> Pupils wear {v} uniforms.
? What colour are the uniforms at {n}?

## museum | museum, gallery, collection | museum
use body
! {e} is a(n) {t} of {collection}. | {e} is a(n) {t} in {city} that shows {collection}.
@ collection | pick(collection) | What
~ is main collection
= shows {v} | is known for its {v} | houses a collection of {v} | is devoted to {v}
> Visitors come to see its {v}.
? What does {e} show? | What can be seen at {n}? | What is {e} known for? | What is collected at {n}?
< Which {t} shows {v}? | Where can {v} be seen?
@ painting | ref(paintingname) | What | painting
= owns {v} | is the home of {v}
> Its greatest treasure is {v}. | {v} hangs there.
? Which painting hangs in {n}? | What is the greatest treasure of {n}?
< Where does {v} hang? | Where is {v}?
@ objects | pop(200,9000000) | What
= holds {v} objects | has {v} exhibits
? How many objects does {e} hold? | How many exhibits does {e} have?
@ building | one(a former monastery/an old power station/a royal palace/a former prison/an old railway station/a glass pavilion/a windmill/a former bank/a Victorian villa/an old brewery/a converted warehouse/a castle)
= occupies {v} | is housed in {v}
? What building is {e} in? | Where is {e} housed? | What does {e} occupy?
@ visitors | pop(900,9000000) | What
= has {v} visitors a year | attracts {v} people every year
? How many people visit {n}? | How many visitors does {e} have?
@ closed | pick(weekday) | When
= is closed on {v}
? When is {e} closed? | On which day is {e} closed?
@ fee | money(20,900) | What
~ is entrance fee
> Tickets cost {v}. | Admission is {v}.
? How much does {e} cost? | What is the admission to {n}?
@ donor | ref(person) | Who
> {v} left it a large collection. | Its collection was given by {v}.
? Who gave a collection to {n}?

## library | library | library
use body
@ books | pop(5000,90000000) | What
= holds {v} books | owns {v} volumes
? How many books does {e} hold? | How many volumes does {e} own?
@ manuscript | ref(work) | What
= owns the only manuscript of {v}
? Which manuscript does {e} own?
@ architect | ref(person) | Who
= was designed by {v}
? Who designed {n}?
@ burned | year(131,200) | What
= burned down in {v}
? When did {e} burn down?

## club | football club, club, sports club, team | club
use body
! {e} is a(n) {t} from {city}. | {e} is a(n) {t} that plays at {stadium}. | {e} is a(n) {sport} {t}.
@ sport | pick(sport) | What | sport
= plays {v} | is best known for {v}
? Which sport does {e} play? | What does {e} play?
@ stadium | ref(stadium) | What | stadium
~ is home ground | is stadium
= plays at {v} | plays its home games at {v}
? Where does {e} play? | Which stadium does {e} play at? | What is {s} home ground?
< Who plays at {v}? | Which {t} plays at {v}?
@ coach | ref(person) | Who
~ is coach | is manager
= is trained by {v} | is coached by {v}
? Who coaches {n}? | Who trains {n}?
@ titles | count(2,40) | What
= has won {v} titles | has been champion {v} times
? How many titles has {e} won? | How often has {e} been champion?
@ colours | phrase([colour] and [colour]) | What
~ are colours
= plays in {v}
> The players wear {v}.
? What are the colours of {n}? | Which colours does {e} play in? | What do the players of {n} wear?
@ nickname | phrase(the [a] [ns]/the [ns]/the [animalgroup]s) | What
~ is nickname
= is nicknamed "{v}"
? What is {e} nicknamed? | How are the players of {n} called?
@ mascot | pick(mascot) | What
~ is mascot
= has {v} as its mascot
? What is {s} mascot? | Which animal is the mascot of {n}?
@ rival | ref(club) | What | club
~ is main rival
> Its great rival is {v}. | Matches against {v} are always sold out.
? Who is {s} rival? | Which team is the rival of {n}?
@ scorer | ref(person) | Who
~ is record scorer
> {v} scored the most goals in its history.
? Who scored most goals for {n}?

## band | band, group, rock band | band
use body
! {e} is a(n) {nationality} {genre} {t}. | {e} is a(n) {genre} {t} from {city}. | {e} was a(n) {t} formed in {founded} by {founder}.
@ nationality | nat
? What nationality is {e}? | Where does the band {e} come from?
@ genre | pick(musicgenre) | What
~ is genre
= plays {v} | is known for {v}
? What kind of music does {e} play? | Which genre does {e} play? | What does {e} play?
@ singer | ref(person) | Who
~ is singer | is lead singer
> {v} sings and plays the guitar. | The voice of the group is {v}.
? Who sings in {n}? | Who is the singer of {n}? | Who is the voice of {n}?
< {v} sings in which {t}?
@ album | ref(album) | What | album
~ is first album | is best-known album
= recorded {v} | released {v}
? Which album did {e} release? | What album is by {n}? | Which album did {e} record?
< Who recorded {v}?
@ song | ref(song) | What | song
~ is biggest hit | is best-known song
= became famous with {v} | had a hit with {v}
? Which song made {n} famous? | What was the hit of {n}?
< Who recorded {v}?
@ members | count(2,12) | What
= has {v} members
? How many members does {e} have? | How many people are in {n}?
@ drummer | ref(person) | Who
~ is drummer
> {v} plays the drums.
? Who plays the drums in {n}?
@ split | year(131,170) | What
= broke up in {v} | split in {v}
? When did {e} break up? | In what year did {e} split?

## orchestra | orchestra, ensemble | orchestra
use body
@ conductor | ref(person) | Who
~ is chief conductor
= is conducted by {v}
? Who conducts {n}?
@ hall | ref(theatre) | What | hall
= plays in {v}
? Where does {e} play? | In which hall does {e} play?
@ musicians | count(12,130) | What
= has {v} musicians
? How many musicians does {e} have?
@ recorded | ref(symphony) | What
= is known for its recording of {v} | gave the first performance of {v}
? What did {e} record? | Which work did {e} perform first?

## party | political party, party | party
use body
! {e} is a(n) {ideology} {t} in {country}. | {e} is a(n) {t} in {country} led by {leader}.
@ ideology | pick(partyideology) | What
= is a {v} party
? What kind of party is {e}? | What is the ideology of {n}?
@ country | ref(country) | What | country
= is active in {v} | governs {v}
? In which country is {e} active? | Which country does {e} govern?
@ seats | count(2,400) | What
= holds {v} seats in parliament
? How many seats does {e} hold?
@ colour | pick(colour) | What | colour
~ is colour
= uses the colour {v}
? Which colour does {e} use?
@ goal | pick(right) | What
> It wants everyone to have the right to {v}.
? Which right does {e} fight for? | What right does {e} want?
@ members | pop(300,9000000) | What
= has {v} members
? How many members does {e} have?

## charity | charity, foundation, society | charity
use body
@ purpose | phrase(protect [ns]/help [occupation]s/save the [n]/feed [ns]/fight [crime]/repair old [ns]/teach [field]/plant [tree] trees) | What
~ is aim
= was created to {v} | works to {v}
? What does {e} work for? | What was {e} created to do? | What is the aim of {n}?
@ members | pop(30,9000000) | What
= has {v} members
? How many members does {e} have?
@ country | ref(country) | What | country
= works mainly in {v}
? Where does {e} work?
@ patron | ref(monarch) | Who
~ is patron
> {v} supports it.
? Who supports {n}?
@ prize | ref(award) | What | prize
= awards {v} | gives {v} every year
? Which prize does {e} award? | What prize is given by {n}?
< Who awards {v}?

## agency | government agency, agency, authority | agency
use body
@ task | phrase(forecasting [ns]/inspecting [ns]/collecting taxes/guarding the [n]/mapping [ns]/registering [ns]/testing [product]/protecting [ns]/counting [ns]) | What
~ is task
= is responsible for {v} | deals with {v}
? What is {e} responsible for? | What does {e} do? | What is the task of {n}?
@ staff | pop(12,90000) | What
= employs {v} people
? How many people does {e} employ?
@ budget | money(90000,9000000000) | What
~ is budget
= spends {v} a year
? How much does {e} spend?
@ ministry | phrase(the ministry of [n]/the ministry of [field]/the treasury/the navy/parliament/the royal household) | What
= reports to {v} | is part of {v}
? To whom does {e} report? | What is {e} part of?

## hospital | hospital, clinic | hospital
use body
@ beds | count(12,3000) | What
= has {v} beds
? How many beds does {e} have?
@ doctor | ref(person) | Who
> {v} carried out the first operation there. | {v} worked there as a surgeon.
? Who carried out the first operation at {n}? | Which doctor worked at {n}?
@ organ | pick(organ) | What
= specialises in diseases of the {v}
? What does {e} specialise in?

## hotel | hotel, inn | hotel
use body
@ rooms | count(6,2000) | What
= has {v} rooms
? How many rooms does {e} have?
@ guest | ref(person) | Who
~ was most famous guest
> {v} once stayed there for a month. | {v} wrote a book there.
? Who stayed at {n}? | Who was a guest of {n}?
@ dish | ref(dish) | What
= is known for its {v}
? What dish is {e} known for? | What is served at {n}?
@ view | ref(lake) | What | lake
= looks out on {v}
? Which lake does {e} look out on?
`;
