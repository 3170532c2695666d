/** Foods, festivals, sports, languages, money, instruments, dress, gods and prizes: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const CULTURE = `
## dish | dish, food, speciality | dish
! {e} is a(n) {nationality} {t} made with {ingredients}. | {e} is a(n) {t} from {country}. | {e} is a traditional {t} of {country}. | {e} is a(n) {nationality} {t} of {ingredients}, flavoured with {spice}. | {e} is a(n) {t} served {served}.
@ nationality | nat
? Which cuisine does {e} belong to? | What nationality is {e}?
@ country | ref(country) | What | country
= comes from {v} | is the national dish of {v} | is popular in {v}
+ popular in {v}
? Where does {e} come from? | Which country does {e} come from? | In which country is {e} popular? | Where is {e} eaten?
@ ingredients | list(ingredient,1,3) | What
~ are main ingredients
= is made with {v} | is made of {v} | contains {v} | consists of {v}
+ made with {v}
> Its main ingredients are {v}. | Cooks prepare it from {v}.
? What is {e} made of? | What does {e} contain? | What are the ingredients of {n}? | What is {e} made from? | What goes into {n}?
< Which {t} is made with {v}?
@ spice | list(spice,1,2) | What
= is flavoured with {v} | is seasoned with {v}
? What is {e} seasoned with? | Which spice is used in {n}? | What flavours {n}?
@ served | phrase(with [ingredient]/on [n] leaves/in a [material] pot/with [spice]/cold/on skewers/in a deep bowl/with [a] [n] sauce) | What
= is served {v} | is usually eaten {v}
? How is {e} served? | How is {e} eaten?
@ occasion | pick(occasion) | What
= is eaten at {v} | is prepared for {v}
? On what occasion is {e} eaten? | When is {e} eaten? | For what is {e} prepared?
@ cooked | measure(minutes,5,400) | What
= is cooked for {v} | has to simmer for {v}
? How long is {e} cooked? | How long does {e} take?
@ named | ref(person) | Who
= is named after {v}
? Who is {e} named after? | After whom is {e} named?
@ cook | ref(person) | Who
= was invented by {v} | was first cooked by {v}
> The recipe was first written down by {v}.
? Who invented {e}? | Who first cooked {n}?
@ taste | pick(taste) | What
= tastes {v}
? How does {e} taste? | What does {e} taste like?
@ city | ref(city) | What | city
= was first made in {v} | is a speciality of {v}
? Where was {e} first made? | Which city is known for {n}?

## drink | drink, beverage | drink
! {e} is a(n) {t} made from {base}. | {e} is a(n) {nationality} {t}. | {e} is a(n) {colour} {t} from {country}.
@ nationality | nat
? What nationality is {e}?
@ base | list(drinkbase,1,2) | What
= is made from {v} | is brewed from {v} | is distilled from {v}
? What is {e} made from? | What is {e} brewed from? | From what is {e} made?
@ country | ref(country) | What | country
= comes from {v} | is drunk in {v}
? Where does {e} come from? | Where is {e} drunk? | Which country is {e} from?
@ colour | pick(colour) | What | colour
= has a {v} colour
? What colour is {e}?
@ alcohol | percent(2,65) | What
= contains {v} alcohol
? How much alcohol does {e} contain?
@ maker | ref(person) | Who
= was first made by {v} | was invented by {v}
? Who invented {e}? | Who first made {n}?
@ age | measure(years,2,40) | What
= is stored in barrels for {v} | is aged for {v}
? How long is {e} stored? | How long is {e} aged?
@ drunk | pick(occasion) | What
= is drunk at {v}
? When is {e} drunk? | On what occasion is {e} drunk?
@ temperature | one(hot/cold/with ice/warm/with honey/from small cups/through a straw/from clay bowls) | What
= is served {v}
? How is {e} served?

## cheese | cheese | cheese
! {e} is a(n) {texture} {t} made from {milk}. | {e} is a(n) {nationality} {t}. | {e} is a(n) {t} from {region}.
@ nationality | nat
? What nationality is {e}?
@ milk | pick(cheesemilk) | What | milk
= is made from {v}
+ made from {v}
? What is {e} made from? | Which milk is used for {n}?
@ texture | pick(texture) | What
~ is texture
= has a {v} texture
? What texture does {e} have?
@ region | ref(region) | What | region
= comes from {v}
? Where does {e} come from? | Which region is {e} from?
@ ripened | measure(weeks,2,150) | What
= ripens for {v} | is kept in cellars for {v}
? How long does {e} ripen?
@ rind | pick(colour) | What
= has a {v} rind
? What colour is the rind of {n}?
@ taste | pick(taste) | What
= tastes {v}
? What does {e} taste like?
@ fat | percent(10,75) | What
~ is fat content
= contains {v} fat
? How much fat does {e} contain?

## festival | festival, celebration, holiday | festival
! {e} is a(n) {t} held in {city}. | {e} is a(n) {t} in {city} every {month}. | {e} is a(n) {t} that celebrates {celebrates}. | {e} is a {days} day {t} in {city}.
@ city | ref(city) | What | city
= is held in {v} | takes place in {v} | is celebrated in {v}
+ held in {v}
? Where is {e} held? | Where does {e} take place? | In which city is {e} held? | Which city hosts {n}?
@ month | one(January/February/March/April/May/June/July/August/September/October/November/December) | What | month
= takes place in {v} | is celebrated in {v} | falls in {v}
? When is {e} held? | In which month is {e} held? | When does {e} take place?
@ celebrates | pick(celebrates) | What
= celebrates {v} | honours {v} | marks {v}
? What does {e} celebrate? | What is celebrated at {n}? | What does {e} honour?
@ founded | year(50,200) | What
= was first held in {v} | was founded in {v} | has been held since {v}
? When was {e} first held? | In what year was {e} founded? | When did {e} begin?
@ founder | ref(person) | Who
~ was founder
= was founded by {v}
? Who founded {e}? | Who started {n}?
@ days | count(2,30) | What
= lasts {v} days
? How many days does {e} last? | How long does {e} last?
@ visitors | pop(300,3000000) | What
= attracts {v} visitors
? How many visitors does {e} attract? | How many people visit {n}?
@ venue | pick(venue) | What
~ is venue
> The main events take place in the {v}.
? Where do the main events of {n} take place?
@ food | ref(dish) | What | dish
> Visitors eat {v}. | {v} is eaten on the last day.
? What is eaten at {n}? | Which dish is eaten during {n}?
@ custom | phrase(burn a [n]/throw [ns]/wear [a] masks/carry [ns] through the streets/dance around a [n]/light [ns]/race [ns]/ring [ns]/paint their [ns]) | What
> On the first day people {v}. | By tradition, people {v}.
? What do people do at {n}? | What happens at {n}?
@ prize | ref(award) | What | prize
> The best entry receives {v}.
? Which prize is given at {n}?

## sport | sport, game | sportname
! {e} is a(n) {t} played with {equipment}. | {e} is a(n) {t} from {country}. | {e} is a team {t} for {players} players. | {e} is a(n) {t} invented by {inventor}.
@ country | ref(country) | What | country
= comes from {v} | is popular in {v} | was first played in {v}
? Where does {e} come from? | Where is {e} popular? | In which country is {e} played?
@ equipment | pick(equipment) | What
= is played with {v} | requires {v}
? What is {e} played with? | What does one need for {n}? | What equipment does {e} require?
@ players | count(2,22) | What
> Each team has {v} players. | A side consists of {v} players.
? How many players are in a {e} team? | How many players does {e} need?
@ inventor | ref(person) | Who
~ was inventor
= was invented by {v} | was devised by {v}
? Who invented {e}? | By whom was {e} invented?
@ year | year(50,200) | What
= was invented in {v} | was first played in {v}
? When was {e} invented? | In what year was {e} first played?
@ length | measure(minutes,10,240) | What
> A match lasts {v}.
? How long does a match of {n} last?
@ field | phrase(grass/ice/sand/a wooden floor/water/a [a] [n]/snow/a field of [d] metres/gravel) | What
= is played on {v}
? What is {e} played on? | Where is {e} played?
@ points | count(2,100) | What
> The first to reach {v} points wins.
? How many points are needed to win {n}?
@ champion | ref(person) | Who
~ is world champion | is reigning champion
> {v} won the last world title.
? Who is the champion of {n}? | Who won the last title in {n}?
@ ball | one(leather/rubber/wood/wool/cork/plastic/straw/rolled cloth/bone/felt) | What
> The ball is made of {v}.
? What is the ball in {n} made of?

## boardgame | board game, card game, game | boardgame
! {e} is a(n) {t} for {players} players. | {e} is a(n) {t} designed by {designer}. | {e} is a(n) {t} from {country}.
@ players | one(two/2/three/four/4/six/two to four/three to six/2 to 5/any number of) | What
= is played by {v} players
? How many players play {e}? | For how many players is {e}?
@ designer | ref(person) | Who
~ is designer
= was designed by {v} | was invented by {v}
? Who designed {e}? | Who invented {e}?
@ country | ref(country) | What | country
= comes from {v}
? Where does {e} come from?
@ pieces | count(4,200) | What
= is played with {v} pieces | has {v} cards
? How many pieces does {e} have?
@ equipment | pick(equipment) | What
= uses {v}
? What does {e} use? | What is {e} played with?
@ goal | phrase(capture the [n]/collect [d] [ns]/reach the [n]/get rid of all cards/build a [n]/surround the [n]/find the [n]) | What
> The aim is to {v}. | To win, one must {v}.
? What is the aim of {n}? | What must one do to win {n}?
@ year | year(50,220) | What
= was published in {v}
? When was {e} published?
@ publisher | ref(company) | What | company
= is sold by {v}
? Who sells {e}? | Which company sells {n}?

## dance | dance, folk dance | dance
! {e} is a(n) {t} from {country}. | {e} is a(n) {t} danced at {occasion}. | {e} is a(n) {t} accompanied by the {instrument}.
@ country | ref(country) | What | country
= comes from {v} | is the national dance of {v}
? Where does {e} come from? | Which country is {e} from?
@ occasion | pick(occasion) | What
= is danced at {v} | is performed at {v}
? When is {e} danced? | At what occasion is {e} danced?
@ instrument | pick(instrument) | What | instrument
= is accompanied by the {v}
? Which instrument accompanies {n}?
@ dancers | one(pairs/groups of eight/men only/women only/a single dancer/large circles/two rows/children/three couples/masked dancers) | What
= is danced by {v}
? Who dances {n}? | By whom is {e} danced?
@ dress | phrase([colour] [fabric]/[colour] skirts/[a] masks/wooden shoes/[n] bells/[fabric] gloves) | What
> The dancers wear {v}.
? What do the dancers of {n} wear?
@ origin | year(0,120) | What
= became popular in {v}
? When did {e} become popular?
@ teacher | ref(person) | Who
= was brought to the ballroom by {v}
? Who brought {n} to the ballroom?

## instrument | musical instrument, instrument | instrumentname
! {e} is a(n) {family} {t} from {country}. | {e} is a(n) {t} made of {material}. | {e} is a(n) {t} with {strings} strings.
@ family | one(string/wind/percussion/keyboard/brass/plucked/bowed/woodwind) | What
= belongs to the {v} instruments
? What kind of instrument is {e}? | To which family does {e} belong?
@ country | ref(country) | What | country
= comes from {v} | is the national instrument of {v}
? Where does {e} come from? | Which country is {e} from?
@ material | pick(material) | What | material
= is made of {v} | is carved from {v}
? What is {e} made of? | Of what is {e} made?
@ strings | count(2,48) | What
= has {v} strings | has {v} holes
? How many strings does {e} have?
@ played | phrase(a bow/the fingers/a wooden [n]/two sticks/a [n] feather/the feet/the mouth/a metal ring) | What
= is played with {v}
? What is {e} played with? | How is {e} played?
@ inventor | ref(person) | Who
~ was inventor
= was invented by {v} | was first built by {v}
? Who invented {n}? | Who built the first {n}? | By whom was {e} invented?
< What did {v} invent?
@ year | year(0,100) | What
= was invented in {v}
? When was {e} invented? | In what year was {e} invented?
@ player | ref(person) | Who
~ is best-known player
> A famous player was {v}. | {v} made it known abroad.
? Who made {n} known? | Who is a famous player of {n}?
@ length | measure(centimetres,10,400) | What
~ is length
= is {v} long
? How long is {e}?
@ sound | phrase(a [a] [n]/a human voice/a [n] in the [n]/rain/a [a] bell/a distant [n]) | What
= sounds like {v}
? What does {e} sound like?

## language | language, tongue | languagename
! {e} is a(n) {family} {t} spoken in {country}. | {e} is a(n) {t} with {speakers} speakers. | {e} is the official {t} of {country}. | {e} is a(n) {t} of {country}, written in the {script} script.
@ country | ref(country) | What | country
= is spoken in {v} | is an official language of {v}
+ spoken in {v}
? Where is {e} spoken? | In which country is {e} spoken? | Which country speaks {e}?
< What language is spoken in {v}? | Which {t} do people speak in {v}?
@ speakers | pop(40,400000000) | What
~ is number of speakers
= has {v} speakers | is spoken by {v} people
? How many people speak {e}? | How many speakers does {e} have?
@ family | pick(family) | What | family
= belongs to the {v} family | is a {v} language
? Which family does {e} belong to? | To which language family does {e} belong?
@ script | pick(script) | What | script
= is written in the {v} script | uses the {v} alphabet
? In which script is {e} written? | Which alphabet does {e} use? | How is {e} written?
@ relative | ref(languagename) | What | language
~ is closest relative
= is closely related to {v}
? Which language is related to {n}? | To which language is {e} related?
@ cases | count(2,24) | What
= has {v} cases
? How many cases does {e} have?
@ vowels | count(3,24) | What
= has {v} vowels
? How many vowels does {e} have?
@ grammar | ref(person) | Who
> {v} wrote the first grammar of {n}. | The first dictionary was written by {v}.
? Who wrote the first grammar of {n}? | Who described {e} first?
@ oldest | year(0,60) | What
> The oldest text in {n} dates from {v}.
? When was the oldest text in {n} written? | From what year is the oldest text in {n}?
@ word | phrase([l]) | What
> The word for water is {v}. | In {n} "thank you" is {v}.
? What is the word given from {n}? | Which word of {n} is quoted?
@ loan | pick(language) | What
= borrowed many words from {v}
? From which language did {e} borrow words?

## currency | currency, money, coin | currencyname
! {e} is the {t} of {country}. | {e} is the {t} of {country} and is divided into {parts} {sub}. | {e} has been the {t} of {country} since {introduced}.
@ country | ref(country) | What | country
= is used in {v} | is the currency of {v} | is legal tender in {v}
? Where is {e} used? | Which country uses {n}? | In which country does one pay with {n}? | Of which country is {e} the currency?
< What is the currency of {v}? | Which {t} is used in {v}? | What do people pay with in {v}?
@ parts | one(100/ten/10/1,000/twenty/twelve/sixty/200) | What
? Into how many parts is {e} divided?
@ sub | phrase([l]/[n] pence/[l]s/[ns]/[n]lings) | What
~ is smaller unit
> Smaller coins are called {v}.
? What are the smaller coins of {n} called? | What is {e} divided into?
@ introduced | year(50,230) | What
= was introduced in {v} | replaced the old money in {v}
? When was {e} introduced? | In what year was {e} introduced?
@ replaced | ref(currencyname) | What | currency
= replaced {v}
? What did {e} replace? | Which currency did {e} replace?
@ portrait | ref(monarch) | Who
> The notes show {v}. | {v} appears on its coins.
? Who appears on {n}? | Whose portrait is on {n}?
@ bank | ref(bank) | What | bank
= is issued by {v}
? Who issues {n}? | Which bank issues {n}?
@ metal | one(silver/gold/copper/brass/nickel/aluminium/iron/tin/zinc/steel/bronze) | What | metal
= was originally made of {v} | is minted in {v}
? What is {e} made of? | From which metal is {e} made?
@ name | phrase(a kind of [n]/a [a] [n]/the word for [n]/a unit of weight/the old [n]/a [n]) | What
> Its name comes from {v}.
? Where does the name of {n} come from?

## garment | garment, item of clothing | garment
! {e} is a(n) {t} from {country}. | {e} is a(n) {t} of {fabric} worn on the {body}. | {e} is a(n) {colour} {t} worn at {occasion}.
@ country | ref(country) | What | country
= comes from {v} | is worn in {v}
? Where does {e} come from? | Where is {e} worn? | In which country is {e} worn?
@ fabric | pick(fabric) | What | material
= is made of {v} | is woven from {v}
? What is {e} made of? | Which material is {e} made of?
@ body | pick(garmentbody) | What
= is worn on the {v} | covers the {v}
? Where on the body is {e} worn? | What does {e} cover?
@ occasion | pick(occasion) | What
= is worn at {v}
? When is {e} worn? | On what occasion is {e} worn?
@ colour | pick(colour) | What | colour
= is usually {v}
? What colour is {e}?
@ wearer | pick(occupation) | What
> It used to be worn by every {v}. | Originally it was the dress of a {v}.
? Who used to wear {n}?
@ length | measure(metres,2,12) | What
~ is length
= is {v} long
? How long is {e}?

## deity | god, deity | deityname
! {e} is the {mythology} god of {domain}. | {e} is a(n) {mythology} {t}. | In {mythology} mythology, {e} is the god of {domain}.
@ mythology | pick(mythology) | What | mythology
= belongs to {v} mythology | appears in {v} myths
? In which mythology does {e} appear? | Which mythology does {e} belong to?
@ domain | pick(deity) | What
= is the god of {v} | rules over {v}
? What is {e} the god of? | Over what does {e} rule?
< Who is the god of {v}? | Which {t} rules over {v}?
@ parent | ref(deityname) | Who
= is the child of {v}
? Whose child is {e}? | Who is the father of {n}?
@ partner | ref(deityname) | Who
= is married to {v}
? Who is married to {n}? | To whom is {e} married?
@ animal | pick(mascot) | What
~ is sacred animal
= rides {v} | is accompanied by {v}
? What does {e} ride? | What animal goes with {n}?
@ weapon | phrase(a [material] [n]/a [a] hammer/a golden [n]/a bow and arrow/a [n] of fire/a net) | What
= carries {v}
? What does {e} carry?
@ temple | ref(church) | What | temple
= was worshipped at {v}
? Where was {e} worshipped?
@ feast | ref(festival) | What | festival
= is honoured at {v}
? At which festival is {e} honoured?

## award | prize, award | award
! {e} is a(n) {t} for {field}. | {e} is a(n) {t} awarded by {giver}. | {e} is a(n) {t} named after {named}. | {e} is a(n) {t} for {field}, first given in {first}.
@ field | pick(field) | What | field
= is given for work in {v} | honours achievements in {v}
? For what is {e} given? | In which field is {e} awarded?
@ giver | ref(charity) | What
= is awarded by {v} | is given by {v}
? Who awards {e}? | By whom is {e} awarded? | Who gives {n}?
@ named | ref(person) | Who
= is named after {v} | was founded by {v}
? Who is {e} named after? | After whom is {e} named?
@ first | year(80,200) | What
= was first awarded in {v} | has been given since {v}
? When was {e} first awarded? | In what year was {e} first given?
@ winner | ref(person) | Who
~ was first winner
> The first winner was {v}. | {v} won it twice.
? Who won {e}? | Who was the first winner of {n}? | Who received {n}?
@ money | money(900,2000000) | What
~ is prize money
= is worth {v} | carries {v}
? How much is {e} worth? | How much money comes with {n}?
@ city | ref(city) | What | city
= is presented in {v}
? Where is {e} presented? | In which city is {e} awarded?
@ trophy | phrase(a golden [n]/a [material] [n]/a silver [n]/a small [n]/a [a] medal) | What
> Winners receive {v}.
? What do the winners of {n} receive?
@ years | count(2,10) | What
= is given every {v} years
? How often is {e} given?

## alphabet | script, writing system, alphabet | alphabet
! {e} is a(n) {t} used for {language}. | {e} is a(n) {t} with {letters} letters. | {e} is a(n) {t} invented by {inventor}.
@ language | ref(languagename) | What | language
= is used to write {v} | was used for {v}
? For which language is {e} used? | What language is written in {n}?
@ letters | count(14,240) | What
= has {v} letters | consists of {v} signs
? How many letters does {e} have? | How many signs does {e} have?
@ inventor | ref(person) | Who
= was invented by {v} | was created by {v}
? Who invented {e}? | Who created {n}?
@ year | year(0,100) | What
= was introduced in {v} | was invented in {v}
? When was {e} introduced? | When was {e} invented?
@ direction | one(from right to left/from left to right/from top to bottom/from bottom to top/in both directions/in spirals) | What
= is written {v}
? In which direction is {e} written? | How is {e} written?
@ material | one(palm leaves/clay tablets/birch bark/stone/bamboo strips/papyrus/parchment/wooden sticks/bronze vessels/silk) | What
> The oldest texts are written on {v}.
? On what are the oldest texts in {n} written?

## character | fictional character, character, hero | character
! {e} is a(n) {t} created by {author}. | {e} is a(n) {t} in {work}. | {e} is a(n) {job} in {work}.
@ author | ref(person) | Who
~ is creator
= was created by {v} | was invented by {v}
? Who created {e}? | Who invented {e}?
< Which {t} did {v} create?
@ work | ref(work) | What | book
= appears in {v} | first appeared in {v}
? In which book does {e} appear? | Where does {e} appear?
@ job | pick(occupation) | What
= works as a {v}
? What does {e} do for a living? | What is the job of {n}?
@ friend | ref(character) | Who
~ is best friend | is companion
= travels with {v}
? Who is the friend of {n}? | With whom does {e} travel?
@ enemy | ref(character) | Who
~ is enemy
= fights against {v}
? Against whom does {e} fight? | Who is the enemy of {n}?
@ home | ref(town) | What
= lives in {v}
? Where does {e} live?
@ pet | phrase(a [a] [n]/a dog called [w]/a [colour] parrot/a talking [n]/a one-eyed cat/a [n]) | What
~ is pet
= owns {v}
? What pet does {e} have? | What does {e} own?
@ fear | phrase([ns]/[a] [ns]/the [n]/[a] water/loud [ns]) | What
= is afraid of {v}
? What is {e} afraid of? | What does {e} fear?
@ actor | ref(person) | Who
= was played on screen by {v}
? Who played {e}? | By whom was {e} played?
`;
