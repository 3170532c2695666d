/** Buildings, bridges, castles, churches, railways and other works of builders: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const STRUCTURES = `
## site mixin
! {e} is a(n) {t} in {city}. | {e} is a(n) {t} in {city} designed by {architect}. | {e}, built by {architect}, is a(n) {t} in {city}. | {e} is a {height} high {t} in {city}. | {e} is a(n) {t} in {city} that was opened in {opened}.
@ city | ref(city) | What | city
~ is location
= stands in {v} | is located in {v} | is found in the centre of {v}
+ located in {v}
> It can be seen from everywhere in {v}. | {v} is proud of {o}.
? Where is {e}? | In which city is {e}? | What city is {e} in? | Where does {e} stand? | Which city has {n}?
< Which {t} is in {v}? | What {t} stands in {v}?
@ architect | ref(person) | Who
~ was architect
= was designed by {v} | was built by {v} | is the work of {v} | was planned by {v}
+ designed by {v}
> {v} designed {n}. | The plans were drawn by {v}. | The architect was {v}.
? Who designed {e}? | Who built {e}? | By whom was {e} designed? | Which architect built {n}? | Who drew the plans of {n}?
< What did {v} design? | Which {t} did {v} build?
@ opened | year(30,100) | What
~ was year of opening
= was opened in {v} | was completed in {v} | has stood since {v} | was finished in {v}
+ completed in {v} | opened in {v}
> Work ended in {v}. | It was inaugurated in {v}.
? When was {e} opened? | When was {e} completed? | In what year was {e} finished? | In which year was {e} built? | When was {e} built?
@ begun | year(10,29) | What
= was begun in {v}
> Construction began in {v}. | The foundation stone was laid in {v}.
? When did construction of {n} begin? | When was {e} begun? | In what year did work on {n} start?
@ height | measure(metres,8,700) | What
~ is height
= is {v} high | is {v} tall | rises to {v} | stands {v} tall | reaches a height of {v}
? How tall is {e}? | How high is {e}? | What height is {e}? | How many metres tall is {e}?
@ material | pick(material) | What | material
= is built of {v} | is made of {v} | was built from {v}
> Its walls are of {v}. | The main material is {v}.
? What is {e} made of? | What material is {e} made of? | Of what is {e} built? | Which material was used for {n}?
@ cost | money(5000,900000000) | What
~ was cost
= cost {v} | was built for {v}
? How much did {e} cost? | What did {e} cost?
@ visitors | pop(900,9000000) | What
= is visited by {v} people a year | receives {v} visitors every year
? How many people visit {n}? | How many visitors does {e} have?
@ patron | ref(monarch) | Who
= was built for {v} | was commissioned by {v} | was paid for by {v}
> {v} ordered it to be built.
? For whom was {e} built? | Who commissioned {n}? | Who paid for {n}?
@ style | pick(archstyle) | What
~ is style
= is built in the {v} style | is an example of {v} architecture
? In which style is {e} built? | What style is {e}? | What kind of architecture is {e}?
@ damaged | pick(event) | What
= was damaged by {v} | was destroyed by {v} and rebuilt
? What damaged {n}? | What destroyed {n}?
@ stairs | count(30,1900) | What
= has {v} steps
> {v} steps lead to the top.
? How many steps does {e} have? | How many steps lead to the top of {n}?
@ workers | count(30,9000) | What
= was built by {v} workers
> {v} workers took part in the construction.
? How many workers built {n}?
@ nick | phrase(the [a] [n]/the [n] of [ns]/the [a] lady/the [n]) | What
~ is nickname
= is nicknamed "{v}" | is popularly called "{v}"
? What is {e} nicknamed? | What do people call {n}? | What is {s} nickname?

## building | building, tower, skyscraper, palace | building
use site
@ floors | count(2,160) | What
= has {v} floors | contains {v} storeys
? How many floors does {e} have? | How many storeys has {e}?
@ tenant | ref(company) | What | company
= houses {v} | is the seat of {v}
? Which company is in {n}? | Who has offices in {n}?
@ roof | phrase(a [a] dome/a [material] roof/a garden/[d] chimneys/a golden [n]/a weather vane) | What
= is crowned by {v}
? What crowns {n}? | What is on top of {n}?

## bridge | bridge | bridge
use site
! {e} is a(n) {t} across {river}. | {e} is a {length} long {t} that crosses {river}. | {e} carries traffic across {river} at {city}.
@ river | ref(river) | What | river
= crosses {v} | spans {v} | leads across {v}
+ spanning {v}
> It carries traffic over {v}.
? Which river does {e} cross? | What does {e} cross? | Over which river does {e} lead? | What river does {e} span?
< Which {t} crosses {v}?
@ length | measure(metres,15,40000) | What
~ is length | is total length
= is {v} long | has a length of {v}
? How long is {e}? | How many metres long is {e}?
@ spans | count(2,60) | What
= has {v} arches | rests on {v} pillars
? How many arches does {e} have? | On how many pillars does {e} rest?
@ kind | one(suspension/arch/cantilever/drawbridge/covered/cable-stayed/truss/swing/footbridge) | What
? What kind of bridge is {e}?
@ cars | pop(300,300000) | What
= is used by {v} cars a day
? How many cars use {n}?

## castle | castle, fortress, stronghold | castle
use site
@ family | splitw | What | family
= belonged to the {v} family | was the seat of the {v} family
? Which family owned {n}? | To which family did {e} belong?
@ towers | count(2,30) | What
= has {v} towers
? How many towers does {e} have?
@ ghost | phrase(a [a] [n]/a headless [occupation]/the [a] lady/a [a] monk/a weeping [n]) | What
= is said to be haunted by {v}
? Who haunts {n}? | What haunts {n}?
@ siege | ref(war) | What | war
= was besieged during {v} | was captured in {v}
? In which war was {e} captured? | During which war was {e} besieged?
@ now | one(a museum/a hotel/a school/a prison/a youth hostel/a ruin/a wine cellar/a library/an army barracks/a concert hall) | What
= is now {v} | serves today as {v}
? What is {e} today? | What does {e} serve as now?

## church | church, temple, place of worship | church
use site
@ religion | pick(religion) | What
= belongs to {v} | is a centre of {v}
? Which religion does {e} belong to?
@ saint | phrase(Saint [w]/the god of [deity]/the goddess of [deity]) | What
= is dedicated to {v}
? To whom is {e} dedicated? | Who is {e} dedicated to?
@ bells | count(2,60) | What
= has {v} bells
? How many bells does {e} have?
@ tomb | ref(monarch) | Who
= contains the tomb of {v}
> {v} is buried there.
? Who is buried in {n}? | Whose tomb is in {n}?
@ organ | ref(person) | Who
> Its organ was built by {v}.
? Who built the organ of {n}?
@ treasure | phrase(a [a] [n]/a golden [n]/the [n] of Saint [w]/a [material] altar/[d] icons) | What
~ is greatest treasure
= is famous for {v}
? What is {e} famous for?

## stadium | stadium, arena, sports ground | stadium
use site
! {e} is the home of {club}. | {e} is a(n) {t} with {capacity} seats.
@ club | ref(club) | What | club
= is the home of {v}
? Which club plays at {n}? | Who plays at {n}? | Whose home is {n}?
@ capacity | pop(900,130000) | What
~ is capacity
= holds {v} people | has {v} seats | has room for {v} spectators
? How many people does {e} hold? | How many seats does {e} have? | How many spectators fit into {n}?
@ sport | pick(sport) | What | sport
= is used for {v}
? Which sport is played at {n}? | What is {e} used for?

## airport | airport, airfield | airport
! {e} is the main {t} of {city}. | {e} is a(n) {t} near {city}. | {e} is a(n) {t} named after {named}.
@ city | ref(city) | What | city
= serves {v} | lies near {v}
? Which city does {e} serve? | Where is {e}? | What city is {e} near?
@ named | ref(person) | Who
= is named after {v}
? Who is {e} named after? | After whom is {e} named?
@ passengers | pop(9000,90000000) | What
= handles {v} passengers a year
> {v} passengers use it every year.
? How many passengers use {n}?
@ runways | count(2,7) | What
= has {v} runways
? How many runways does {e} have?
@ opened | year(120,200) | What
= was opened in {v}
? When was {e} opened? | In what year was {e} opened?
@ airline | ref(airline) | What | airline
= is the base of {v}
? Which airline is based at {n}?
@ distance | measure(kilometres,3,70) | What
= lies {v} from the centre
? How far is {e} from the centre?
@ code | code | What
~ is code | is airport code
= has the code {v}
? What code does {e} have?

## station | railway station, station | station
use site
@ platforms | count(2,40) | What
= has {v} platforms
? How many platforms does {e} have?
@ line | ref(railway) | What | line
= is served by {v} | is the terminus of {v}
? Which line serves {n}?

## lighthouse | lighthouse, light | lighthouse
use site
! {e} is a(n) {t} on {island}. | {e} is a {colour} {t} built in {opened}.
@ island | ref(island) | What | island
= stands on {v}
? On which island is {e}? | Where does {e} stand?
@ range | measure(kilometres,8,60) | What
~ is range
> Its light can be seen for {v}. | Its beam reaches {v}.
? How far can the light of {n} be seen? | How far does {e} shine?
@ colour | pick(colour) | What | colour
= is painted {v}
? What colour is {e}? | In what colour is {e} painted?
@ keeper | ref(person) | Who
~ was last keeper
= was kept by {v} for many years
? Who was the keeper of {n}? | Who kept {n}?
@ flash | measure(seconds,2,60) | What
= flashes every {v}
? How often does {e} flash?

## theatre | theatre, opera house, playhouse | theatre
use site
@ seats | pop(90,9000) | What
= seats {v} people | has {v} seats
? How many people does {e} seat? | How many seats has {e}?
@ first | ref(work) | What | play
= opened with {v}
> The first play given there was {v}.
? What was the first play at {n}? | With which play did {e} open?
@ director | ref(person) | Who
~ is director
= is led by {v}
? Who leads {n}? | Who is in charge of {n}?

## monument | monument, memorial, statue, landmark | monument
use site
! {e} is a(n) {t} in {city} that commemorates {event}. | {e} is a(n) {t} in honour of {honours}.
@ event | ref(battle) | What
= commemorates {v} | recalls {v}
? What does {e} commemorate? | Which battle does {e} recall?
@ honours | ref(person) | Who
= honours {v} | was put up in memory of {v} | shows {v} on horseback
? Whom does {e} honour? | Who is honoured by {n}? | Whom does {e} show?
@ sculptor | ref(person) | Who
~ was sculptor
= was sculpted by {v}
? Who sculpted {n}? | Which sculptor made {n}?
@ weight | measure(tonnes,2,9000) | What
~ is weight
= weighs {v}
? How much does {e} weigh? | How heavy is {e}?
@ gift | ref(country) | What | country
= was a gift from {v} | was given by the people of {v}
? Who gave {n}? | Which country gave {n}? | From which country did {e} come?

## dam | dam | dam
! {e} is a(n) {t} on {river}. | {e} is a {height} high {t} in {country}. | {e} dams {river} in {country}.
@ river | ref(river) | What | river
= holds back {v} | lies on {v}
? Which river does {e} hold back? | On which river is {e}?
< Which {t} is on {v}?
@ country | ref(country) | What | country
= stands in {v}
? Where is {e}? | In which country is {e}?
@ height | measure(metres,10,330) | What
~ is height
= is {v} high
? How high is {e}?
@ lake | ref(lake) | What | lake
= forms {v} | created {v}
> The water behind it is called {v}.
? Which lake did {e} create? | What lake is formed by {n}?
@ power | measure(megawatts,5,22000) | What
~ is output
= produces {v} | generates {v}
? How much power does {e} produce?
@ completed | year(100,200) | What
= was completed in {v}
? When was {e} completed? | In what year was {e} finished?
@ purpose | pick(purpose) | What
~ is main purpose
= serves {v} | was built for {v}
? What was {e} built for? | What does {e} serve?
@ engineer | ref(person) | Who
~ was chief engineer
= was built under {v}
? Who built {n}? | Which engineer built {n}?
@ villages | count(2,90) | What
> {v} villages were flooded by it.
? How many villages were flooded by {n}?

## canal | canal, waterway | canal
! {e} is a(n) {t} that links {start} with {end}. | {e} is a {length} long {t} in {country}. | {e} is a(n) {t} in {country}.
@ start | ref(river) | What
= begins at {v}
? Where does {e} begin?
@ end | ref(sea) | What
= leads to {v} | ends at {v}
? Where does {e} end? | Where does {e} lead?
@ country | ref(country) | What | country
= crosses {v}
? Where is {e}? | In which country is {e}?
@ length | measure(kilometres,3,1800) | What
~ is length
= is {v} long
? How long is {e}?
@ opened | year(60,150) | What
= was opened in {v} | was dug in {v}
? When was {e} opened? | In what year was {e} opened?
@ locks | count(2,90) | What
= has {v} locks
? How many locks does {e} have?
@ engineer | ref(person) | Who
~ was engineer
= was planned by {v} | was built under {v}
? Who planned {n}? | Who built {n}?
@ depth | measure(metres,2,30) | What
~ is depth
= is {v} deep
? How deep is {e}?
@ cargo | pick(export) | What
> Barges carry {v} on it. | It was dug to carry {v}.
? What is carried on {n}? | What cargo travels on {n}?

## tunnel | tunnel | tunnel
! {e} is a {length} long {t} under {mountain}. | {e} is a(n) {t} in {country}. | {e} runs beneath {mountain}.
@ mountain | ref(mountain) | What | mountain
= passes under {v}
? Under which mountain does {e} pass? | What does {e} pass under?
@ country | ref(country) | What | country
= lies in {v}
? Where is {e}? | In which country is {e}?
@ length | measure(kilometres,2,60) | What
~ is length
= is {v} long
? How long is {e}?
@ opened | year(100,200) | What
= was opened in {v}
? When was {e} opened? | In what year was {e} opened?
@ engineer | ref(person) | Who
~ was engineer
= was dug under {v}
? Which engineer built {n}? | Who built {n}?
@ toll | money(20,900) | What
~ is toll
> Drivers pay {v}.
? How much is the toll of {n}? | What do drivers pay in {n}?
@ deaths | count(2,300) | What
> {v} workers died during its construction.
? How many workers died building {n}?

## railway | railway line, railway, line | railway
! {e} is a(n) {t} between {start} and {end}. | {e} is a {length} long {t} in {country}. | {e} connects {start} with {end}.
@ start | ref(city) | What
= starts in {v}
? Where does {e} start? | In which city does {e} begin?
@ end | ref(town) | What
= ends in {v} | runs to {v}
? Where does {e} end? | To where does {e} run?
@ country | ref(country) | What | country
= crosses {v}
? In which country is {e}?
@ length | measure(kilometres,5,9000) | What
~ is length
= is {v} long
? How long is {e}?
@ opened | year(100,180) | What
= was opened in {v}
? When was {e} opened? | In what year was {e} opened?
@ gauge | measure(millimetres,600,1700) | What
~ is gauge
= has a gauge of {v}
? Which gauge does {e} have?
@ stations | count(3,120) | What
= has {v} stations
? How many stations does {e} have?
@ cargo | pick(export) | What
= carries {v}
? What does {e} carry?
@ tunnel | ref(tunnel) | What | tunnel
= passes through {v}
? Which tunnel does {e} pass through?
@ speed | measure(kmh,20,430) | What
~ is top speed
> Trains reach {v}.
? How fast are trains on {n}?

## park | national park, park, nature reserve | park
! {e} is a(n) {t} in {country}. | {e} is a(n) {t} founded in {founded} to protect {animal}. | {e} is a(n) {t} around {lake}.
@ country | ref(country) | What | country
= lies in {v}
? Where is {e}? | In which country is {e}? | What country is {e} in?
@ founded | year(150,220) | What
= was founded in {v} | has been protected since {v}
? When was {e} founded? | In what year was {e} founded?
@ animal | ref(animal) | What | animal
= protects {v} | is the last home of {v}
? Which animal does {e} protect? | What animal lives in {n}?
@ area | measure(sqkm,3,90000) | What
~ is area
= covers {v}
? How large is {e}? | How big is {e}?
@ lake | ref(lake) | What | lake
= surrounds {v}
? Which lake is in {n}?
@ mountain | ref(mountain) | What | mountain
~ is highest point
= includes {v}
? Which mountain is in {n}?
@ visitors | pop(900,9000000) | What
= has {v} visitors a year
? How many people visit {n}?
@ tree | pick(tree) | What
= is known for its old {v} trees
? Which trees grow in {n}? | What trees is {e} known for?

## garden | garden, park | garden
! {e} is a(n) {t} in {city}. | {e} is a(n) {t} laid out by {designer}.
@ city | ref(city) | What | city
= lies in {v}
? Where is {e}? | In which city is {e}?
@ designer | ref(person) | Who
~ was designer
= was laid out by {v} | was designed by {v}
? Who designed {n}? | Who laid out {n}?
@ area | measure(hectares,2,900) | What
~ is area
= covers {v}
? How large is {e}?
@ plants | pop(200,90000) | What
= contains {v} kinds of plants
? How many plants grow in {n}?
@ flower | ref(plant) | What | plant
= is famous for {v}
? What plant is {e} famous for? | Which plant is {e} known for?
@ opened | year(60,200) | What
= was opened to the public in {v}
? When was {e} opened?
@ fountain | ref(monument) | What
> {v} stands in the middle.
? What stands in the middle of {n}?

## street | street, road, avenue | street
! {e} is a(n) {t} in {city}. | {e} is a(n) {t} named after {named}. | {e} is the longest {t} in {city}.
@ city | ref(city) | What | city
= runs through {v}
? Where is {e}? | In which city is {e}?
@ named | ref(person) | Who
= is named after {v}
? Who is {e} named after? | After whom is {e} named?
@ length | measure(metres,80,9000) | What
~ is length
= is {v} long
? How long is {e}?
@ shops | phrase(bookshops/cafés/antique dealers/[n] shops/theatres/jewellers/night clubs/banks/tailors) | What
= is known for its {v}
? What is {e} known for?
@ start | ref(station) | What
= begins at {v}
? Where does {e} begin?
@ oldname | ref(street) | What
= was formerly called {v}
? What was {e} called before? | What was the old name of {n}?
@ house | ref(person) | Who
> {v} lived at number 17.
? Who lived in {n}?
`;
