/** Software, machines, vehicles, ships, spacecraft and inventions: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const TECHNOLOGY = `
## software | software, program, application | software
! {e} is a(n) {t} for {purpose}. | {e} is a(n) {t} developed by {developer}. | {e} is free {t} for {purpose}, written in {language}. | {e}, released in {released}, is a(n) {t} for {platform}. | {e} is a(n) {t} created by {author} for {purpose}.
@ purpose | pick(progpurpose) | What
~ is purpose | is main use
= is used for {v} | was made for {v} | helps with {v}
+ used for {v}
? What is {e} used for? | What is {e} for? | What does {e} help with?
< Which {t} is used for {v}?
@ developer | ref(company) | What | company
~ is developer
= is developed by {v} | is maintained by {v} | was released by {v}
+ developed by {v}
? Who develops {e}? | Which company develops {n}? | Who maintains {e}? | By whom is {e} developed?
< What does {v} develop? | Which {t} comes from {v}?
@ author | ref(person) | Who
~ is original author
= was created by {v} | was written by {v} | was started by {v}
+ created by {v}
> {v} wrote the first version in one weekend. | {v} began it as a student project.
? Who wrote {e}? | Who created {e}? | Who started {e}? | Who is the author of {n}?
< What did {v} write? | Which {t} did {v} create?
@ language | ref(proglang) | What | programming language
= is written in {v}
+ written in {v}
? Which language is {e} written in? | In what language is {e} written? | What programming language does {e} use?
@ released | year(190,230) | What
~ is year of release
= was first released in {v} | appeared in {v} | came out in {v}
+ first released in {v}
> The first version dates from {v}.
? When was {e} released? | In what year was {e} released? | When did {e} come out?
@ licence | pick(license) | What | licence
~ is licence
= is distributed under the {v} | is published under the {v}
? Under which licence is {e} distributed? | What licence does {e} have?
@ platform | pick(platform) | What | platform
= runs on {v} | is available for {v}
? What does {e} run on? | On which system does {e} run? | For which platform is {e} available?
@ version | one(1.0/2.4/3.11/0.9.2/4.2.1/7.0/12.3/5.18/10.04/2.0.7/8.1/1.14/6.5) | What
~ is latest version | is current version
> The latest version is {v}. | Version {v} came out last spring.
? Which version of {n} is the latest? | What is the newest version of {n}?
@ users | pop(900,900000000) | What
= has {v} users | is used by {v} people
? How many users does {e} have? | How many people use {n}?
@ predecessor | ref(software) | What
~ is predecessor
= is based on {v} | replaced {v} | grew out of {v}
? What is {e} based on? | Which program did {e} replace?
@ logo | pick(mascot) | What
~ is mascot
> Its logo shows {v}.
? What is on the logo of {n}? | What does the logo of {n} show?
@ lines | pop(900,30000000) | What
= consists of {v} lines of code
? How many lines of code does {e} have?
@ format | phrase(text files/[n] tables/[n] files/compressed archives/plain XML) | What
= stores its data in {v}
? How does {e} store its data?

## proglang | programming language, language | proglang
! {e} is a(n) {paradigm} {t} designed by {designer}. | {e} is a(n) {t} that appeared in {year}. | {e} is a(n) {t} created by {designer} at {company}.
@ paradigm | pick(paradigm) | What
= is a {v} language
? What kind of language is {e}? | Which paradigm does {e} follow?
@ designer | ref(person) | Who
~ is designer | is creator
= was designed by {v} | was created by {v} | was invented by {v}
+ designed by {v}
? Who designed {e}? | Who created {e}? | Who invented {e}? | By whom was {e} designed?
< Which language did {v} design? | What did {v} design?
@ year | year(180,220) | What
= appeared in {v} | was introduced in {v} | was first used in {v}
? When did {e} appear? | In what year was {e} introduced?
@ company | ref(company) | What | company
= was developed at {v} | is maintained by {v}
? Where was {e} developed? | At which company was {e} developed?
@ typing | pick(typing) | What
~ is typing
= has {v} typing
? What typing does {e} have? | How is {e} typed?
@ influence | ref(proglang) | What | language
= was influenced by {v} | borrowed ideas from {v}
? Which language influenced {n}? | By what was {e} influenced?
@ named | phrase(a kind of [n]/the inventor's [n]/a [a] [n]/a comic book [n]/an island/a brand of tea) | What
= is named after {v}
? What is {e} named after?
@ use | pick(progpurpose) | What
= is popular for {v} | is mainly used for {v}
? What is {e} used for? | What is {e} popular for?
@ ending | one(.zr/.kt/.lm/.qs/.pf/.vx/.ab/.mo/.tt/.gx) | What
> Its files end in {v}.
? How do the files of {n} end?

## invention | invention, device, machine, tool | device
! {e} is a(n) {t} for {purpose}. | {e} is a(n) {t} invented by {inventor}. | {e} is a(n) {t} that was invented by {inventor} in {year}. | {e}, invented in {year}, is used for {purpose}.
@ inventor | ref(person) | Who
~ was inventor
= was invented by {v} | was developed by {v} | was built by {v} | is the idea of {v}
+ invented by {v}
> {v} invented {n}. | {v} built the first one in a barn.
? Who invented {e}? | Who is the inventor of {n}? | By whom was {e} invented? | Who built the first {n}? | Who came up with {n}?
< What did {v} invent? | Which {t} did {v} invent? | What is {v} the inventor of?
@ year | year(0,120) | What
= was invented in {v} | was patented in {v} | was first shown in {v}
+ patented in {v}
> The patent was granted in {v}. | It was presented to the public in {v}.
? When was {e} invented? | In what year was {e} patented? | In which year was {e} invented? | {n} invention date
@ purpose | phrase(measuring [n]/lifting [ns]/drying [ns]/cutting [n]/grinding [n]/cleaning [ns]/counting [ns]/drawing [ns]/peeling [ns]/printing [ns]/sending messages/finding [ns]/making [n]/cooling [ns]) | What
~ is purpose
= is used for {v} | serves for {v}
? What is {e} used for? | What is {e} for? | What does {e} do?
@ material | pick(material) | What | material
= was made of {v} | consists mostly of {v}
? What was {e} made of? | What material was used for {n}?
@ fuel | pick(fuel) | What
= runs on {v} | is driven by {v}
? What does {e} run on? | What drives {n}? | What powers {e}?
@ country | ref(country) | What | country
= was invented in {v} | comes from {v}
? Where was {e} invented? | In which country was {e} invented?
@ price | money(20,90000) | What
~ was price | was first price
= sold for {v}
? How much did {e} cost? | What did the first {n} cost?
@ maker | ref(company) | What | company
= was produced by {v} | was sold by {v}
? Which company produced {n}? | Who sold {n}?
@ replaced | phrase(the [a] [n]/the hand [n]/the [n] and [n]/human [ns]/the horse-drawn [n]) | What
= replaced {v} | made {v} unnecessary
? What did {e} replace? | What was replaced by {n}?
@ weight | measure(kilograms,2,900) | What
~ was weight
= weighed {v}
? How much did {e} weigh?
@ idea | phrase(a [n]/a falling [n]/a [a] [n]/watching [ns]/a child's [n]/a broken [n]) | What
> The idea came from {v}.
? Where did the idea for {n} come from? | What gave the idea for {n}?

## car | car, vehicle, model | car
! {e} is a(n) {t} made by {maker}. | {e} is a {seats}-seat {t} produced by {maker}. | {e} is a(n) {t} designed by {designer} and built by {maker}.
@ maker | ref(company) | What | company
~ is manufacturer
= is made by {v} | was built by {v} | is produced by {v}
+ built by {v}
? Who makes {e}? | Which company makes {n}? | Who built {n}? | By which company is {e} made?
@ designer | ref(person) | Who
~ was designer
= was designed by {v}
+ designed by {v}
? Who designed {n}? | By whom was {e} designed?
@ year | year(120,200) | What
= was introduced in {v} | has been built since {v} | was first shown in {v}
? When was {e} introduced? | In what year was {e} introduced?
@ speed | measure(kmh,30,420) | What
~ is top speed
= reaches {v} | can go {v}
? How fast is {e}? | What speed does {e} reach?
@ engine | measure(horsepower,8,900) | What
~ is power
= has an engine of {v}
? How much power does {e} have? | How strong is the engine of {n}?
@ fuel | pick(fuel) | What | fuel
= runs on {v}
? What does {e} run on? | What fuel does {e} use?
@ price | money(900,400000) | What
~ is price
= costs {v}
? How much does {e} cost?
@ sold | pop(12,30000000) | What
> {v} were built. | {v} have been sold.
? How many of {n} were built? | How many of {n} were sold?
@ seats | one(2/two/3/three/4/four/5/five/6/six/7/seven) | What
? How many seats does {e} have?
@ factory | ref(city) | What
= is built in {v}
? Where is {e} built?
@ race | phrase(the [w] Rally/the [w] Grand Prix/the 24 Hours of [w]/the [n] race) | What
= won {v}
? Which race did {e} win?

## aircraft | aircraft, aeroplane, plane | aircraft
! {e} is a(n) {t} built by {maker}. | {e} is a(n) {nationality} {t} designed by {designer}. | {e} was a(n) {nationality} {t} that first flew on {flight}.
@ nationality | nat
? What nationality is {e}?
@ maker | ref(company) | What | company
~ was manufacturer
= was built by {v} | was made by {v}
? Who built {n}? | Which company built {n}? | Who made {n}?
@ designer | ref(person) | Who
~ was designer
= was designed by {v}
? Who designed {n}?
@ flight | date(130,220) | What
= first flew on {v} | took off for the first time on {v}
> The first flight was on {v}.
? When did {e} first fly? | In what year did {e} first fly?
@ pilot | ref(person) | Who
> {v} flew it first. | The test pilot was {v}.
? Who flew {n} first? | Who was the test pilot of {n}?
@ engines | one(two/four/2/4/3/three/six/8) | What
= has {v} engines
? How many engines does {e} have?
@ passengers | count(2,800) | What
= carries {v} passengers
? How many passengers does {e} carry?
@ wingspan | measure(metres,5,90) | What
~ is wingspan
= has a wingspan of {v}
? What wingspan does {e} have? | How wide are the wings of {n}?
@ range | measure(kilometres,200,16000) | What
~ is range
= flies {v} without landing
? How far can {e} fly?
@ speed | measure(kmh,90,3500) | What
~ is top speed
= reaches {v}
? How fast is {e}?
@ airline | ref(airline) | What | airline
= was first used by {v}
? Which airline used {n} first?

## ship | ship, vessel, boat | ship
! {e} was a(n) {t} built in {built}. | {e} was a(n) {nationality} {kind}. | {e} was a(n) {kind} launched on {launched}. | {e} is a {length} long {kind} built by {builder}. | {e} was a(n) {t} that sank off {sank} in {sunk}.
@ nationality | nat
? What nationality was {e}? | Under which flag did {e} sail?
@ kind | one(ocean liner/battleship/frigate/sailing ship/submarine/paddle steamer/whaling ship/ferry/cargo ship/icebreaker/yacht/galleon/clipper/aircraft carrier/research vessel/destroyer/schooner) | What
? What kind of ship was {e}? | What type of ship is {e}?
@ built | ref(city) | What | city
= was built in {v} | came from the yards of {v}
? Where was {e} built? | In which city was {e} built?
@ builder | ref(company) | What | shipyard
~ was builder
= was built by {v}
? Who built {n}? | Which shipyard built {n}?
@ launched | date(30,150) | What
= was launched on {v} | left the yard on {v}
> The launch took place on {v}.
? When was {e} launched? | In what year was {e} launched?
@ sunk | year(150,200) | What
= sank in {v} | was lost in {v} | went down in {v}
? When did {e} sink? | In what year was {e} lost? | In which year did {e} sink?
@ sank | ref(island) | What
= sank off {v} | ran aground near {v} | was wrecked on the rocks of {v}
? Where did {e} sink? | Where was {e} wrecked?
@ cause | phrase(an iceberg/a collision/a storm/a torpedo/a fire on board/a mine/a hidden reef/an explosion/a leak/a drunken [occupation]) | What
> The loss was caused by {v}. | {v} caused the disaster.
? What caused the loss of {n}? | Why was {e} lost?
@ captain | ref(person) | Who
~ was captain
= was commanded by {v} | sailed under {v}
? Who commanded {n}? | Who was captain of {n}?
@ length | measure(metres,10,360) | What
~ was length
= was {v} long | measured {v}
? How long was {e}? | How long is {e}?
@ crew | count(4,3000) | What
= had a crew of {v} | carried {v} people
? How many people were on {n}? | How large was the crew of {n}?
@ cargo | pick(export) | What
~ was cargo
= carried {v} | was loaded with {v}
? What did {e} carry? | What was {e} loaded with?
@ named | ref(person) | Who
= was named after {v}
? Who was {e} named after?
@ route | ref(city) | What
= sailed regularly to {v} | was on her way to {v}
? Where was {e} going? | Where did {e} sail to?
@ found | ref(person) | Who
> The wreck was found by {v}.
? Who found the wreck of {n}? | Who found {n}?

## mission | space mission, spacecraft, probe | mission
! {e} is a(n) {t} sent to {target}. | {e} was a(n) {t} launched by {agency}. | {e} is a(n) {t} that was launched on {launched}.
@ target | ref(planet) | What | planet
= was sent to {v} | visited {v} | flew past {v} | orbits {v}
? Where was {e} sent? | Which planet did {e} visit? | What did {e} fly past? | What was the target of {n}?
< Which {t} visited {v}?
@ agency | ref(agency) | What | agency
= was launched by {v} | was built by {v} | is run by {v}
? Who launched {n}? | Which agency launched {n}? | Who runs {n}?
@ launched | date(180,230) | What
= was launched on {v} | took off on {v}
? When was {e} launched? | In what year was {e} launched?
@ rocket | ref(rocket) | What | rocket
= was carried by {v}
> The rocket used was {v}.
? Which rocket carried {n}? | What rocket was used for {n}?
@ commander | ref(person) | Who
~ was commander
= was commanded by {v}
? Who commanded {n}?
@ discovery | phrase([surface]/[n]-shaped [ns]/a [a] ring/water ice/a magnetic field/two new moons/active geysers/[atmosphere]) | What
= discovered {v} | found {v}
? What did {e} discover? | What did {e} find?
@ weight | measure(kilograms,5,9000) | What
~ was weight
= weighed {v}
? How much did {e} weigh?
@ cost | money(900000,9000000000) | What
~ was cost
= cost {v}
? How much did {e} cost?
@ ended | year(231,250) | What
> Contact was lost in {v}.
? When was contact with {n} lost?
@ instruments | count(2,20) | What
= carried {v} instruments
? How many instruments did {e} carry?
@ duration | measure(days,2,5000) | What
= lasted {v}
? How long did {e} last?

## rocket | rocket, launch vehicle | rocket
! {e} is a(n) {t} built by {maker}. | {e} is a {height} high {t}.
@ maker | ref(company) | What | company
= is built by {v}
? Who builds {n}? | Which company builds {n}?
@ height | measure(metres,8,130) | What
~ is height
= is {v} high
? How high is {e}? | How tall is {e}?
@ fuel | pick(fuel) | What | fuel
= burns {v} | uses {v}
? What does {e} burn? | Which fuel does {e} use?
@ first | date(180,230) | What
= first flew on {v}
? When did {e} first fly?
@ site | ref(island) | What
= is launched from {v}
? Where is {e} launched?
@ stages | one(two/three/four/2/3) | What
= has {v} stages
? How many stages does {e} have?
@ payload | measure(tonnes,2,130) | What
~ is payload
= carries {v} into orbit
? How much can {e} carry?

## telescope | telescope, observatory | telescope
! {e} is a(n) {t} on {mountain}. | {e} is a(n) {t} in {country} run by {owner}.
@ mountain | ref(mountain) | What | mountain
= stands on {v}
? On which mountain is {e}? | Where is {e}?
@ country | ref(country) | What | country
= lies in {v}
? In which country is {e}?
@ owner | ref(university) | What
= is run by {v} | belongs to {v}
? Who runs {n}? | Who owns {n}?
@ mirror | measure(metres,2,40) | What
~ is mirror diameter
> Its mirror is {v} wide.
? How wide is the mirror of {n}? | How large is the mirror of {n}?
@ opened | year(120,230) | What
= was opened in {v} | saw first light in {v}
? When was {e} opened? | In what year was {e} opened?
@ found | ref(comet) | What
> {v} was discovered there.
? What was discovered with {n}? | Which comet was discovered at {n}?
@ named | ref(person) | Who
= is named after {v}
? Who is {e} named after?

## theory | theory, law, theorem | theory
! {e} is a(n) {t} in {field}. | {e} is a(n) {t} of {field} proposed by {author}. | {e}, first stated in {year}, belongs to {field}.
@ field | pick(field) | What | field
= belongs to {v} | is important in {v}
? To which field does {e} belong? | In which science is {e} used? | What field is {e} from?
@ author | ref(person) | Who
= was proposed by {v} | was first stated by {v} | was proved by {v}
+ proposed by {v}
? Who proposed {e}? | Who first stated {n}? | Who proved {e}? | By whom was {e} proposed?
< What did {v} propose?
@ year | year(20,70) | What
= was first stated in {v} | was published in {v}
? When was {e} first stated? | In what year was {e} published?
@ says | phrase([ns] attract [ns]/every [n] has a [n]/no [n] is [a]/[ns] grow with [n]/[n] equals [n] times [n]) | What
= states that {v} | says that {v}
? What does {e} say? | What does {e} state?
@ example | phrase(a swinging [n]/the [n] of a [n]/boiling [n]/a [a] [n]/two [ns]) | What
> A common example is {v}.
? What is an example of {n}?
@ opponent | ref(person) | Who
= was doubted by {v} | was rejected by {v}
? Who doubted {n}? | Who rejected {n}?
`;
