/** Countries, cities, waters, heights and other places: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const GEOGRAPHY = `
## country | country, nation, state | country
! {e} is a(n) {t} in {continent}. | {e} is a landlocked {t} in {continent}. | {e} is a(n) {government} in {continent} with its capital at {capital}. | {e} is a {region} {t}; its capital is {capital}.
@ continent | ref(continent) | What | continent
~ is continent
= lies in {v} | is situated in {v} | belongs to {v}
? Where is {e}? | In which continent is {e}? | On what continent does {e} lie? | What part of the world is {e} in?
@ capital | ref(city) | What | city
~ is capital | is capital city
= is governed from {v}
+ governed from {v}
> The government sits in {v}, the capital. | {v} has been the capital of {n} for more than a century. | Its capital, {v}, lies on the coast.
? Which city is {s} capital? | What city is the capital of {n}?
< {v} is the capital of which {t}? | Of which {t} is {v} the capital? | Which {t}'s capital is {v}?
@ region | one(mountainous/coastal/small/large/densely populated/sparsely populated/flat/tropical) | What
? What kind of country is {e}?
@ government | pick(government) | What
~ is form of government | is system of government
= is a(n) {v}
? How is {e} governed? | What type of government does {e} have?
@ population | pop(20000,200000000) | What
~ is population
= has a population of {v} | has about {v} inhabitants | is home to {v} people
? How many people live in {e}? | How many inhabitants does {e} have? | How large is the population of {e}?
@ languages | ref(languagename) | What | language
~ is official language | is main language
= has {v} as its official language
> Most of its people speak {v}. | {v} is spoken by the majority of the population. | The people of {n} speak {v}.
? What language is spoken in {e}? | What do people speak in {e}? | Which language do people in {e} speak?
< In which {t} is {v} spoken? | Where is {v} spoken?
@ currency | ref(currencyname) | What | currency
~ is currency
= uses {v} as its currency
> Its currency, {v}, was introduced in the last century. | People in {n} pay with {v}.
? What money is used in {e}? | Which currency does {e} use? | What do people pay with in {e}?
< Which {t} uses {v}?
@ independence | year(80,200) | What
= became independent in {v} | gained independence in {v} | has been independent since {v}
+ independent since {v}
> Independence was declared in {v}.
? When did {e} become independent? | In what year did {e} gain independence? | Since when has {e} been independent?
@ mountain | ref(mountain) | What | mountain
~ is highest mountain | is highest point
> The highest mountain in {n} is {v}. | It rises to its highest point at {v}. | {v} is the highest peak in {n}.
? What is the tallest mountain in {e}? | Which mountain is the highest in {e}?
< In which {t} is {v} the highest mountain?
@ exports | list(export,1,3) | What
~ are main exports
= exports {v} | mainly exports {v}
> Its economy depends on exports of {v}.
? What does {e} export? | Which goods does {e} export?
@ neighbour | ref(country) | What | country
= borders {v} to the north | shares a long border with {v} | is separated from {v} by mountains
? Which country borders {e}? | What is {s} neighbour?
< Which {t} borders {v}?
@ area | measure(sqkm,300,2000000)
~ is area
= covers {v} | has an area of {v}
? How large is {e}? | How big is {e}?
@ leader | ref(person) | Who
~ is president | is head of state | is prime minister
= is led by {v}
? Who leads {e}? | Who governs {e}?
@ flag | pick(flag)
> Its flag shows {v}. | {v} appears on the flag of {n}. | The national flag bears {v}.
? What is on the flag of {e}? | What does the flag of {n} show?

## city | city, port, town | city
! {e} is a(n) {t} in {country}. | {e} is the largest {t} in {country}. | {e} is a(n) {t} on {river} in {country}. | {e} is a(n) {t} with {population} inhabitants. | {e} is a(n) {t} founded in {founded}.
@ country | ref(country) | What | country
= lies in {v} | is situated in {v} | is one of the oldest cities in {v}
? Where is {e}? | In which country is {e}? | What country is {e} in? | Which country does {e} belong to?
@ river | ref(river) | What | river
= stands on {v} | lies on the banks of {v} | is crossed by {v}
> {v} flows through {n}. | {v} runs through the centre of {n}.
? Which river flows through {e}? | What river does {e} stand on? | On which river does {e} lie?
< Which {t} does {v} flow through? | What {t} lies on {v}?
@ population | pop(8000,15000000)
~ is population
= has a population of {v} | has {v} inhabitants | is home to about {v} people
? How many people live in {e}? | How many inhabitants has {e}? | How big is the population of {n}?
@ founded | year(-300,100)
= was founded in {v} | dates from {v} | received its charter in {v}
+ founded in {v} | established in {v}
> Settlers arrived there in {v} and built the town. | {s} foundation dates to {v}.
? When was {e} founded? | In what year was {e} founded? | How old is {e}, when was it established?
@ founder | ref(person) | Who
~ was founder
= was founded by {v} | was laid out by {v} | was established by {v}
+ founded by {v}
> {v} founded {n}. | It was {v} who founded {n}.
? Who founded {e}? | Who established {e}? | By whom was {e} founded?
@ mayor | ref(person) | Who
~ is mayor
> {v} has been mayor since the last election. | Its current mayor is {v}.
? Who is mayor of {n}? | Who runs the city of {n}?
< Where is {v} mayor?
@ landmark | pick(landmark)
= is known for its {v} | is famous for its {v} | attracts visitors with its {v}
> Tourists come to see its {v}. | Its best-known sight is the {v}.
? What is {e} known for? | What is {e} famous for? | What attracts visitors to {e}?
@ industry | pick(industry)
~ is main industry
= lives mainly from {v} | grew rich through {v} | depends on {v}
> The chief industry is {v}. | Most people there work in {v}.
? What does {e} live from? | What is the main industry in {n}?
@ district | count(3,40)
= is divided into {v} districts | consists of {v} districts | has {v} boroughs
? How many districts does {e} have? | Into how many parts is {e} divided?
@ university | ref(university) | What | university
> Its university, {v}, is among the oldest in the land. | {v} is located in {n}. | {n} is the seat of {v}.
? Which university is in {n}? | What is the name of the university in {n}?
< Where is {v}? | In which {t} is {v}?
@ event | pick(event)
= was destroyed by {v} | was largely rebuilt after {v} | suffered from {v} | was damaged by {v}
? What destroyed {n}? | What disaster struck {n}?

## river | river, stream, waterway | river
! {e} is a(n) {t} in {country}. | {e} is a(n) {t} that flows into {mouth}. | {e} is a {length} long {t} in {country}. | {e} rises in {source} and flows through {country}. | {e}, a(n) {t} in {country}, is {length} long.
@ country | ref(country) | What | country
= flows through {v} | crosses {v} | is one of the main rivers of {v}
? Where is {e}? | Which country does {e} flow through? | In what country is {e}?
@ mouth | ref(sea) | What | sea
~ is mouth
= flows into {v} | empties into {v} | drains into {v} | reaches the sea at {v} | discharges into {v}
+ flowing into {v}
> After a winding course it enters {v}. | It finally joins {v}.
? Where does {e} end? | Into which sea does {e} flow? | What does {e} flow into? | Where does {e} empty?
@ source | ref(range) | What
~ is source
= rises in {v} | has its source in {v} | springs from {v}
+ rising in {v}
? Where does {e} rise? | Where does {e} begin? | Where is the source of {n}? | In which mountains does {e} rise?
@ length | measure(kilometres,15,5000) | What
~ is length | is total length
= is {v} long | runs for {v} | flows for {v} | has a length of {v} | stretches over {v}
? How long is {e}? | How many kilometres long is {e}? | For how many miles does {e} run?
@ tributary | ref(river) | What | river
~ is main tributary | is largest tributary
= is fed by {v} | is joined by {v}
> {v} joins it from the north. | {v} is its largest tributary.
? Which river flows into {n}? | Which river joins {n}? | What feeds {e}?
@ city | ref(city) | What | city
= passes through {v} | flows past {v} | runs through the city of {v}
> The largest city on its banks is {v}. | {v} stands on its banks.
? Which city lies on {n}? | What city does {e} flow through? | What is the largest city on {n}?
< On which {t} does {v} lie? | Which {t} flows through {v}?
@ dam | ref(dam) | What | dam
= is dammed at {v} | is held back by {v}
> {v} was built across it. | {v} controls its floods.
? Which dam stands on {n}? | What dam was built across {n}?
@ fish | pick(fishname)
= is known for its {v} | is rich in {v}
> Anglers come for its {v}.
? What fish live in {n}? | Which fish is {e} known for?
@ meaning | phrase([a] water/[a] [n]/[n] of [ns]/long [n])
> Its name means "{v}". | The name of {n} means "{v}" in an old local tongue.
? What does the name of {n} mean? | What does {n} mean?
@ basin | measure(sqkm,100,900000)
~ is drainage basin
= drains {v} | has a basin of {v}
? How large is the basin of {n}? | How big an area does {e} drain?

## mountain | mountain, peak, summit | mountain
! {e} is a(n) {t} in {country}. | {e} is a {height} high {t} in {range}. | {e} is the highest {t} in {country}. | {e} is a(n) {t} of {range}. | {e}, at {height}, is the highest {t} of {range}.
@ country | ref(country) | What | country
= rises in {v} | stands in {v}
? Where is {e}? | In which country is {e}? | What country is {e} in?
@ range | ref(range) | What | mountain range
= belongs to {v} | is part of {v} | lies in {v}
? Which range does {e} belong to? | To which mountains does {e} belong? | What range is {e} part of?
@ height | measure(metres,400,8700)
~ is height | is elevation
= is {v} high | rises to {v} | stands {v} above sea level | reaches {v} | has a height of {v}
? How high is {e}? | How tall is {e}? | What height does {e} reach? | How many metres high is {e}?
@ climber | ref(person) | Who
= was first climbed by {v} | was conquered by {v} | was first ascended by {v}
+ first climbed by {v}
> The first person to reach the summit was {v}. | {v} made the first ascent.
? Who first climbed {n}? | Who was the first to climb {n}? | Who reached the summit of {n} first? | By whom was {e} first climbed?
< Which {t} did {v} climb first?
@ climbed | year(0,150)
= was first climbed in {v}
+ first climbed in {v}
> The first ascent was made in {v}. | The summit was reached for the first time in {v}.
? When was {e} first climbed? | In what year was {e} first climbed? | In which year was the summit of {n} reached?
@ rock | pick(rock)
= consists of {v} | is made of {v} | is built of {v}
? What is {e} made of? | What kind of rock is {e} made of?
@ name | ref(person) | Who
= is named after {v} | takes its name from {v} | was named for {v}
+ named after {v}
? Who is {e} named after? | After whom is {e} named?
@ hut | ref(hotel) | What
> Climbers spend the night at {v}. | The usual route starts at {v}.
? Where do climbers stay on {n}?
@ glacier | ref(glacier) | What | glacier
> {v} descends from its northern side. | Its eastern face feeds {v}.
? Which glacier is on {n}? | What glacier descends from {n}?

## lake | lake, body of water | lake
! {e} is a(n) {t} in {country}. | {e} is a(n) {kind} {t} in {country}. | {e} is a {depth} deep {t}. | {e} is the largest {t} in {country}.
@ country | ref(country) | What | country
= lies in {v} | is found in {v}
? Where is {e}? | What country is {e} in? | In which country does {e} lie?
@ kind | one(freshwater/saltwater/glacial/volcanic/artificial/alpine/tidal/brackish)
= is a(n) {v} lake
? What kind of lake is {e}? | What type of lake is {e}?
@ depth | measure(metres,3,1400)
~ is depth | is maximum depth
= is {v} deep | has a depth of {v} | reaches a depth of {v}
? How deep is {e}? | What depth does {e} reach?
@ area | measure(sqkm,1,60000)
~ is surface area
= covers {v} | has a surface of {v} | covers an area of {v}
? How large is {e}? | What area does {e} cover? | How big is {e}?
@ inflow | ref(river) | What | river
= is fed by {v} | receives water from {v}
> {v} flows into the lake. | Its main inflow is {v}.
? Which river feeds {e}? | What river flows into {n}?
@ outflow | ref(river) | What | river
= is drained by {v} | drains into {v}
> {v} flows out of it. | Its outflow is {v}.
? Which river drains {e}? | What river flows out of {n}?
@ fish | pick(fishname)
= is home to {v} | is famous for its {v}
? Which fish live in {n}? | What fish is {e} home to?
@ island | ref(island) | What | island
> An island called {v} lies in it. | Its largest island is {v}.
? Which island is in {n}? | What is the largest island in {n}?
@ town | ref(city) | What | town
> The town of {v} lies on its shore. | {v} stands on its northern shore.
? Which town is on the shore of {n}? | What town lies on {n}?
< On which {t} is {v}?
@ origin | one(a glacier/a meteorite impact/a volcanic crater/a landslide/a fault in the crust/a dam/a collapsed cave/ice)
= was formed by {v} | was created by {v}
+ formed by {v}
? How was {e} formed? | What formed {e}? | What created {e}?

## island | island, isle | island
! {e} is a(n) {t} in {sea}. | {e} is a(n) {t} that belongs to {country}. | {e} is a(n) {t} off the coast of {country}. | {e} is a(n) {origin} {t} in {sea}.
@ sea | ref(sea) | What | sea
= lies in {v} | is surrounded by {v}
? Where is {e}? | In which sea is {e}? | What sea surrounds {e}?
@ country | ref(country) | What | country
= belongs to {v} | is part of {v} | is governed by {v}
? Which country does {e} belong to? | What country owns {e}? | To which state does {e} belong?
@ origin | one(volcanic/coral/rocky/sandy/wooded/granite/tidal/limestone)
? What kind of island is {e}?
@ population | pop(10,900000)
~ is population
= has {v} inhabitants | has a population of {v}
? How many people live on {n}? | How many inhabitants does {e} have?
@ area | measure(sqkm,1,90000)
~ is area
= covers {v} | has an area of {v}
? How large is {e}? | How big is {e}?
@ discoverer | ref(person) | Who
= was discovered by {v} | was first sighted by {v}
+ discovered by {v}
> {v} discovered {n} on the way home.
? Who discovered {e}? | By whom was {e} discovered? | Who first saw {n}?
< Which {t} did {v} discover? | What did {v} discover?
@ discovered | year(0,200)
= was discovered in {v} | was first visited in {v}
? When was {e} discovered? | In what year was {e} discovered?
@ town | ref(town) | What | town
~ is largest town | is main town | is capital
> Most islanders live in {v}.
? Which town is the largest on {n}? | Where do most people on {n} live?
@ peak | ref(mountain) | What | mountain
~ is highest point
> The land rises to {v} in the centre.
? What is the highest mountain on {n}?
@ bird | ref(bird) | What | bird
= is home to {v} | is known for its {v}
? Which bird lives on {n}? | What bird is found on {n}?
@ export | pick(export)
= exports {v} | produces {v}
? What does {e} produce? | What do the people of {n} export?

## desert | desert | desert
! {e} is a(n) {t} in {country}. | {e} is a(n) {t} that covers {area}. | {e} is a {kind} {t} in {country}.
@ country | ref(country) | What | country
= lies in {v} | covers much of {v} | stretches across {v}
? Where is {e}? | Which country is {e} in? | In what country does {e} lie?
@ area | measure(sqkm,900,3000000)
~ is area
= covers {v} | extends over {v}
? How large is {e}? | How big is {e}? | What area does {e} cover?
@ kind | one(cold/hot/sandy/stony/salt/coastal/high)
? What kind of desert is {e}?
@ temperature | measure(celsius,30,58)
> Temperatures reach {v} in summer. | In July it can be as hot as {v}.
? How hot does {e} get? | What temperature does {e} reach?
@ rainfall | measure(millimetres,2,250)
= receives {v} of rain a year
> Only {v} of rain falls there each year.
? How much rain falls in {n}? | How much rain does {e} get?
@ people | ref(tribe) | Who
= is inhabited by {v} | is the home of {v}
? Who lives in {n}? | Which people live in {n}?
@ animal | ref(animal) | What | animal
= is home to {v}
> One of its few animals is {v}.
? Which animal lives in {n}? | What animal can be found in {n}?
@ crossed | ref(person) | Who
= was first crossed by {v}
> The first European to cross it was {v}.
? Who first crossed {n}? | Who was first to cross {n}?
@ plant | ref(plant) | What | plant
> Hardly anything but {v} grows there.
? What grows in {n}? | Which plant grows in {n}?

## town | town, village, settlement | town
! {e} is a small {t} in {region}. | {e} is a(n) {t} in {country}. | {e} is a(n) {t} of {population} people in {region}. | {e} is a(n) {t} on {river}.
@ country | ref(country) | What | country
= lies in {v}
? Where is {e}? | In which country is {e}?
@ region | ref(region) | What | region
= belongs to {v} | is in the region of {v}
? Which region is {e} in? | In which region does {e} lie?
@ population | pop(40,40000) | What
~ is population
= has {v} inhabitants | has a population of {v} | is home to {v} people
? How many people live in {e}? | How many inhabitants does {e} have?
@ river | ref(river) | What | river
= lies on {v}
? Which river does {e} lie on? | On which river is {e}?
@ church | ref(church) | What
= is known for {v} | clusters round {v}
? What is {e} known for? | Which church stands in {n}?
@ mentioned | year(-300,0) | What
= was first mentioned in {v}
> The first record of the place dates from {v}.
? When was {e} first mentioned? | In what year was {e} first mentioned?
@ native | ref(person) | Who
= is the birthplace of {v}
> {v} was born there. | {v} was born in {n}.
? Who was born in {e}? | Who comes from {n}?
@ crop | pick(crop) | What
> The surrounding fields produce {v}. | Farmers there grow {v}.
? What do farmers in {n} grow? | Which crop is grown around {n}?
@ market | pick(weekday) | When
> A market is held every {v}.
? On which day is the market in {n}? | When is the market held in {n}?
@ distance | measure(kilometres,3,90) | What
= lies {v} from the coast
? How far is {e} from the coast?
@ twin | ref(city) | What
~ is twin town
= is twinned with {v}
? With which city is {e} twinned?

## region | region, province, district | region
! {e} is a(n) {t} of {country}. | {e} is a(n) {t} in the {direction} of {country}. | {e} is a(n) {t} with {population} inhabitants.
@ country | ref(country) | What | country
= belongs to {v} | lies in {v}
? Where is {e}? | In which country is {e}? | Which country does {e} belong to?
@ direction | pick(direction) | What
? In which part of the country is {e}?
@ capital | ref(city) | What | city
~ is capital | is largest city
= is governed from {v}
? Which city is the capital of {n}? | What is the main city of {n}?
< {v} is the capital of which {t}?
@ population | pop(9000,30000000) | What
~ is population
= has {v} inhabitants
? How many people live in {e}?
@ crop | pick(crop) | What
= is known for its {v} | produces {v}
? What does {e} produce? | What is grown in {e}?
@ area | measure(sqkm,200,400000) | What
~ is area
= covers {v}
? How large is {e}? | How big is {e}?
@ governor | ref(person) | Who
~ is governor
= is governed by {v}
? Who governs {e}?
@ dish | ref(dish) | What | dish
= is the home of {v}
> A typical dish is {v}.
? What is a typical dish of {n}? | Which dish comes from {n}?
@ climate | pick(climate) | What
~ is climate
= has a {v} climate
? What is the climate like in {n}? | What climate does {e} have?
@ mineral | ref(mineral) | What | mineral
> {v} is mined there.
? What is mined in {n}? | Which mineral is mined in {n}?

## volcano | volcano, mountain | volcano
! {e} is a(n) {kind} {t} in {country}. | {e} is a(n) {t} on {island}. | {e} is a {height} high {t} that last erupted in {erupted}.
@ country | ref(country) | What | country
= stands in {v}
? Where is {e}? | In which country is {e}?
@ kind | one(active/extinct/dormant/shield/submarine/cone-shaped)
= is {v}
? What kind of volcano is {e}?
@ island | ref(island) | What | island
= lies on {v}
? On which island is {e}?
@ height | measure(metres,200,6800) | What
~ is height
= is {v} high | rises {v}
? How high is {e}? | How tall is {e}?
@ erupted | year(0,200) | What
= last erupted in {v} | erupted in {v}
> The last eruption was in {v}.
? When did {e} last erupt? | In what year did {e} erupt?
@ destroyed | ref(city) | What | city
= destroyed {v} | buried {v} under ash
? Which city did {e} destroy? | What did {e} destroy? | What city was buried by {n}?
< Which {t} destroyed {v}?
@ dead | pop(12,90000) | What
> The eruption killed {v} people. | {v} people lost their lives.
? How many people were killed by {n}?
@ crater | measure(metres,50,9000) | What
~ is crater width
> Its crater is {v} wide.
? How wide is the crater of {n}?
@ climbed | ref(person) | Who
= was first climbed by {v}
? Who first climbed {n}?
@ god | ref(deityname) | Who
> Local people believe that {v} lives inside it.
? Who is believed to live in {n}?

## waterfall | waterfall, falls | waterfall
! {e} is a(n) {t} on {river}. | {e} is a {height} high {t} in {country}. | {e} is the highest {t} in {country}.
@ river | ref(river) | What | river
= lies on {v} | is formed by {v}
? Which river forms {n}? | On which river is {e}?
@ country | ref(country) | What | country
= is found in {v}
? Where is {e}? | In which country is {e}?
@ height | measure(metres,5,980) | What
~ is height
= is {v} high | drops {v}
? How high is {e}? | How tall is {e}?
@ discoverer | ref(person) | Who
= was discovered by {v} | was named by {v}
? Who discovered {e}? | Who named {e}?
@ park | ref(park) | What | park
= lies in {v}
? In which park is {e}?
@ meaning | phrase(the [a] [n]/thundering [n]/[n] of [ns]/white [n]) | What
> Its name means "{v}".
? What does the name of {n} mean? | What does {e} mean?
@ width | measure(metres,5,2700) | What
~ is width
= is {v} wide
? How wide is {e}?

## sea | sea, body of water | sea
! {e} is a(n) {t} off the coast of {country}. | {e} is a(n) {t} between {country} and {other}.
@ country | ref(country) | What
= washes the shores of {v}
? Which country lies on {n}? | Where is {e}?
@ other | ref(country) | What
= separates the mainland from {v}
? What does {e} separate from the mainland?
@ depth | measure(metres,20,10900) | What
~ is depth | is greatest depth
= is {v} deep
? How deep is {e}?
@ island | ref(island) | What | island
~ is largest island
> {v} lies in the middle of it.
? Which island lies in {n}? | What is the largest island of {n}?
@ river | ref(river) | What | river
= receives {v}
> {v} flows into it.
? Which river flows into {n}?
@ port | ref(city) | What | port
~ is main port
> Its most important harbour is {v}.
? Which city is a port on {n}?
@ area | measure(sqkm,900,4000000) | What
~ is area
= covers {v}
? How large is {e}?
@ fish | ref(fishspecies) | What | fish
= is rich in {v}
? Which fish lives in {n}?

## cave | cave, cave system | cave
! {e} is a(n) {t} in {country}. | {e} is a {length} long {t} discovered by {discoverer}.
@ country | ref(country) | What | country
= lies in {v}
? Where is {e}? | In which country is {e}?
@ length | measure(metres,40,90000) | What
~ is length
= is {v} long
? How long is {e}?
@ discoverer | ref(person) | Who
= was discovered by {v} | was first explored by {v}
? Who discovered {e}? | Who first explored {n}?
@ year | year(50,220) | What
= was discovered in {v}
? When was {e} discovered? | In what year was {e} discovered?
@ find | pick(find) | What
= is known for {v}
> {v} were found inside.
? What was found in {n}? | What is {e} known for?
@ rock | pick(rock) | What | rock
= was formed in {v}
? In what rock was {e} formed?
@ animal | ref(animal) | What | animal
= shelters {v}
? Which animal lives in {n}?

## glacier | glacier | glacier
! {e} is a(n) {t} in {country}. | {e} is a {length} long {t} on {mountain}.
@ country | ref(country) | What
= lies in {v}
? Where is {e}? | In which country is {e}?
@ mountain | ref(mountain) | What | mountain
= flows down from {v}
? From which mountain does {e} flow?
@ length | measure(kilometres,2,400) | What
~ is length
= is {v} long
? How long is {e}?
@ river | ref(river) | What | river
= feeds {v}
? Which river does {e} feed?
@ named | ref(person) | Who
= is named after {v}
? Who is {e} named after?
@ melts | measure(metres,2,300) | What
= retreats by {v} a year
? By how much does {e} retreat?
`;
