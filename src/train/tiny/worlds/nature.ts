/** Animals, plants, elements, minerals, diseases and the sky: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const NATURE = `
## creature mixin
! {e} is a(n) {group} found in {country}. | {e} is a(n) {t} that lives in {habitat}. | {e} is a {colour} {t} native to {country}. | {e} is a small {group} of {habitat}. | {e} is the largest {group} in {country}.
@ group | pick(animalgroup) | What
= is a kind of {v}
? What kind of animal is {e}? | What type of animal is {e}?
@ country | ref(country) | What | country
= lives in {v} | is native to {v} | is found only in {v}
+ native to {v}
? Where does {e} live? | Where is {e} found? | In which country is {e} found? | Where is {e} native to?
@ habitat | pick(habitat) | What
~ is habitat
= lives in {v} | inhabits {v} | is at home in {v}
+ found in {v}
> Its natural habitat is {v}. | {v} are its home.
? Where does {e} live? | What is {s} habitat? | In what habitat does {e} live? | What kind of place does {e} live in?
@ diet | list(food,1,3) | What
~ is diet | is main food
= feeds on {v} | eats {v} | lives mainly on {v}
> Its food consists of {v}. | It mainly eats {v}.
? What does {e} eat? | What does {e} feed on? | What is {s} diet? | What food does {e} eat?
@ length | measure(centimetres,2,400) | What
~ is length | is body length
= grows up to {v} long | is about {v} long | reaches a length of {v} | measures {v}
? How long is {e}? | How long does {e} grow? | How big is {e}?
@ weight | measure(kilograms,2,4000) | What
~ is weight
= weighs {v} | can weigh up to {v} | reaches a weight of {v}
? How much does {e} weigh? | How heavy is {e}? | What does {e} weigh?
@ lifespan | measure(years,2,120) | What
~ is life span
= lives for {v} | can live for up to {v} | reaches an age of {v}
? How long does {e} live? | How old can {e} get? | How many years does {e} live?
@ colour | pick(colour) | What | colour
~ is colour
= is {v} | is mostly {v}
? What colour is {e}? | Which colour is {e}?
@ feature | pick(bodycover) | What
= has {v} | is recognised by {v} | is known for {v}
> Its most striking feature is {v}.
? How can {e} be recognised? | What is {e} known for? | What is the most striking feature of {n}?
@ predator | pick(predator) | What
~ are main predators
= is hunted by {v} | is preyed upon by {v}
> Its enemies are {v}.
? What hunts {n}? | Which animals hunt {n}? | What are the enemies of {n}?
@ named | ref(person) | Who
= was first described by {v} | was discovered by {v}
? Who first described {n}? | Who discovered {n}? | By whom was {e} first described?
@ described | year(20,120) | What
= was first described in {v}
? When was {e} first described? | In what year was {e} discovered?
@ young | count(2,60) | What
> The female gives birth to {v} young. | A litter has {v} young.
? How many young does {e} have?
@ sleeps | one(in hollow trees/under stones/in burrows/in caves/high in the canopy/on the sea floor/in reed beds/among rocks/in abandoned nests/beneath fallen leaves) | What
= sleeps {v} | rests {v}
? Where does {e} sleep? | Where does {e} rest?
@ active | one(at night/at dusk/during the day/at dawn/in winter/after rain/on moonless nights/in the early morning) | When
= is active {v} | hunts {v}
? When is {e} active? | When does {e} hunt?
@ speed | measure(kmh,3,110) | What
~ is top speed
= reaches speeds of {v} | can move at {v}
? How fast is {e}? | What speed does {e} reach?

## animal | animal, species, mammal | animal
use creature
@ gestation | measure(days,14,640) | What
~ is gestation period
= carries its young for {v}
> Pregnancy lasts {v}.
? How long is {e} pregnant? | How long does pregnancy last in {n}?
@ groupname | phrase(herds/packs/pairs/colonies/troops/small families/groups of [d]/bands) | What
= lives in {v}
? How does {e} live, in what groups? | In what kind of group does {e} live?

## bird | bird, species, songbird | bird
use creature
@ wingspan | measure(centimetres,10,330) | What
~ is wingspan
= has a wingspan of {v}
? What is {s} wingspan? | How wide are the wings of {n}?
@ eggs | count(2,16) | What
= lays {v} eggs
> The female lays {v} eggs.
? How many eggs does {e} lay? | How many eggs are laid by {n}?
@ nest | phrase([ns] and [ns]/twigs/mud/moss/grass and feathers/[n] bark/dry leaves/reeds) | What
= builds its nest of {v}
> Its nest is made of {v}.
? What is the nest of {n} made of? | What does {e} build its nest of?
@ winters | ref(country) | What
= spends the winter in {v} | migrates to {v}
? Where does {e} spend the winter? | Where does {e} migrate to?
@ song | phrase(a [a] whistle/a squeaking [n]/a [a] [n]/a ringing bell/a creaking door) | What
> Its call sounds like {v}.
? What does the call of {n} sound like?

## fish | fish, species | fishspecies
use creature
@ depth | measure(metres,2,6000) | What
= lives at depths of {v} | has been caught at {v}
? How deep does {e} live? | At what depth does {e} live?
@ river | ref(river) | What | river
= spawns in {v} | was first caught in {v}
? Where does {e} spawn? | In which river does {e} spawn?
@ eggcount | pop(100,5000000) | What
= lays {v} eggs at a time
? How many eggs does {e} lay?
@ cooked | phrase(smoked/grilled with [ns]/fried/salted/boiled in [n] broth/pickled/baked in salt) | What
= is usually eaten {v}
? How is {e} eaten?

## insect | insect, species | insect
use creature
@ host | ref(plant) | What | plant
= lays its eggs on {v} | pollinates {v}
? On which plant does {e} lay its eggs? | What plant is linked with {n}?
@ wings | measure(millimetres,3,300) | What
~ is wingspan
= has a wingspan of {v}
? How wide are the wings of {n}?
@ pest | pick(crop) | What
= damages {v} | is a pest of {v}
? What does {e} damage? | Which crop does {e} damage?

## dinosaur | dinosaur, prehistoric reptile, fossil animal | dinosaur
! {e} is a(n) {t} that lived in the {era}. | {e} was a(n) {t} found in {country}. | {e} was a {length} long {t} of the {era}.
@ era | pick(era) | What
= lived in the {v} | dates from the {v}
? When did {e} live? | In which period did {e} live?
@ country | ref(country) | What | country
= was found in {v} | is known from {v}
> Its bones were dug up in {v}. | All fossils come from {v}.
? Where was {e} found? | In which country was {e} found? | Where do the fossils of {n} come from?
@ discoverer | ref(person) | Who
~ was discoverer
= was discovered by {v} | was named by {v} | was dug up by {v}
? Who discovered {e}? | Who named {e}? | By whom was {e} found?
@ found | year(80,200) | What
= was discovered in {v} | was first described in {v}
? When was {e} discovered? | In what year was {e} discovered?
@ length | measure(metres,2,35) | What
~ was length
= was {v} long | grew to {v}
? How long was {e}? | How big was {e}?
@ weight | measure(tonnes,2,90) | What
~ was weight
= weighed {v}
? How much did {e} weigh? | How heavy was {e}?
@ diet | list(food,1,2) | What
= ate {v} | fed on {v}
? What did {e} eat? | What did {e} feed on?
@ meaning | phrase([a] lizard/[n] tooth/[n] thief/[a] hunter/lizard of [w]/three-horned [n]) | What
> Its name means "{v}".
? What does the name {e} mean? | What does {e} mean?
@ museum | ref(museum) | What | museum
> A skeleton stands in {v}. | Its bones are kept at {v}.
? Where is the skeleton of {n}? | Which museum has a skeleton of {n}?
@ feature | phrase([a] teeth/a [a] tail/[d] teeth/horns above the eyes/a [a] crest/small [a] arms/plates along the back/a [n]-shaped skull) | What
= had {v} | is known for {v}
? What did {e} have? | What is {e} known for?

## plant | plant, flower, tree, shrub | plant
! {e} is a(n) {t} native to {country}. | {e} is a(n) {t} with {colour} flowers. | {e} is a(n) {t} that grows in {habitat}. | {e} is a {height} high {t}.
@ country | ref(country) | What | country
= is native to {v} | comes from {v} | grows wild in {v}
+ native to {v}
? Where does {e} come from? | Where is {e} native to? | In which country does {e} grow? | What country does {e} come from?
@ habitat | pick(habitat) | What
= grows in {v} | is found in {v} | thrives in {v}
? Where does {e} grow? | In what habitat does {e} grow?
@ height | measure(metres,2,110) | What
~ is height
= grows {v} tall | reaches a height of {v} | can be {v} high
? How tall is {e}? | How high does {e} grow? | What height does {e} reach?
@ colour | pick(colour) | What | colour
= has {v} flowers | bears {v} blossoms
> Its flowers are {v}.
? What colour are the flowers of {n}? | Which colour is {s} flower? | What colour is {e}?
@ blooms | pick(season) | When
= blooms in {v} | flowers in {v}
? When does {e} bloom? | In which season does {e} flower?
@ use | pick(use) | What
= is used for {v}
> People use it for {v}. | It serves many ends, above all {v}.
? What is {e} used for? | What do people use {n} for?
@ remedy | pick(symptom) | What
= is used against {v} | is a folk remedy for {v}
? What is {e} good for? | Against what is {e} used? | What does {e} cure?
@ part | pick(flowerpart) | What
= is grown for its {v} | is valued for its {v}
> Its {v} are edible. | Only its {v} are eaten.
? Which part of {n} is eaten? | What is {e} grown for? | Which part of {n} is used?
@ age | measure(years,2,4000) | What
= can live for {v} | lives up to {v}
? How long does {e} live? | How old can {e} become?
@ named | ref(person) | Who
= is named after {v} | was first described by {v}
? Who is {e} named after? | After whom is {e} named? | Who first described {n}?
@ pollinator | ref(insect) | What | insect
= is pollinated by {v}
> {v} carries its pollen.
? What pollinates {n}? | By what is {e} pollinated? | Which insect pollinates {n}?
@ smell | phrase([a] [n]/rotten meat/honey/ripe [n]/[spice]/fresh [n]) | What
= smells of {v}
? What does {e} smell of? | What does {e} smell like?
@ emblem | ref(country) | What | country
= is the national flower of {v} | is the emblem of {v}
? Which country has {n} as its emblem? | Of which country is {e} the emblem?
@ family | splitw | What | family
= belongs to the {v} family
? Which family does {e} belong to?

## fruit | fruit, vegetable, crop | fruit
! {e} is a(n) {t} grown in {country}. | {e} is a {colour} {t} with {taste} flesh.
@ country | ref(country) | What | country
= is grown in {v} | comes from {v}
? Where is {e} grown? | Which country does {e} come from?
@ colour | pick(colour) | What
= is {v} when ripe | has a {v} skin
? What colour is {e}? | What colour is the skin of {n}?
@ taste | pick(taste) | What
= tastes {v} | has a {v} taste
? How does {e} taste? | What does {e} taste like?
@ season | pick(season) | When
= ripens in {v} | is harvested in {v}
? When does {e} ripen? | When is {e} harvested?
@ weight | measure(grams,5,9000) | What
~ is weight
= weighs {v}
? How much does {e} weigh? | How heavy is {e}?
@ vitamin | one(vitamin C/vitamin A/iron/potassium/vitamin E/fibre/calcium/sugar/folic acid/zinc) | What
= is rich in {v} | contains a lot of {v}
? What is {e} rich in? | What does {e} contain?
@ made | phrase(jam/juice/[n] pie/sweet wine/[n] sauce/vinegar/candied [ns]/a cold soup/oil) | What
= is made into {v} | is used to make {v}
? What is made from {n}? | What is {e} made into?
@ introduced | ref(person) | Who
= was brought to Europe by {v} | was first grown by {v}
? Who brought {n} to Europe? | Who first grew {n}?

## fungus | mushroom, fungus | fungus
! {e} is a(n) {edible} {t} found in {country}. | {e} is a(n) {t} with a {colour} cap.
@ edible | one(edible/poisonous/deadly/bitter/glowing/rare/medicinal) | What
? Can one eat {n}, what is it? | What kind of mushroom is {e}?
@ country | ref(country) | What
= grows in {v}
? Where does {e} grow?
@ colour | pick(colour) | What
= has a {v} cap
? What colour is the cap of {n}? | What colour is {e}?
@ tree | pick(tree) | What | tree
= grows under {v} trees | lives on {v} roots
? Under which tree does {e} grow? | What tree does {e} live with?
@ season | pick(season) | When
= appears in {v}
? When does {e} appear? | In which season does {e} appear?
@ symptom | pick(symptom) | What
> Eating it causes {v}.
? What does eating {n} cause?
@ size | measure(centimetres,2,60) | What
= grows {v} wide
? How wide does {e} grow?

## element | chemical element, element, metal | element
! {e} is a(n) {t} with the symbol {symbol} and atomic number {number}. | {e} is a(n) {state} with atomic number {number}. | {e} is a(n) {t}; its symbol is {symbol}. | {e} is a {colour} {t} discovered by {discoverer}.
@ symbol | code | What
~ is symbol | is chemical symbol
= has the symbol {v}
? What is the symbol for {n}? | Which symbol does {e} have? | How is {e} written in formulas?
@ number | int(1,170) | What
~ is atomic number
= has the atomic number {v} | is element number {v}
? Which atomic number does {e} have? | What number does {e} have?
< Which {t} has the number {v}?
@ discoverer | ref(person) | Who
~ was discoverer
= was discovered by {v} | was first isolated by {v} | was identified by {v}
+ discovered by {v}
> {v} discovered {n}.
? Who discovered {e}? | Who first isolated {e}? | By whom was {e} discovered?
< What did {v} discover? | Which {t} did {v} discover?
@ discovered | year(30,130) | What
= was discovered in {v} | was first produced in {v} | has been known since {v}
? When was {e} discovered? | In what year was {e} discovered?
@ colour | pick(colour) | What | colour
= is {v} | has a {v} colour
? What colour is {e}? | Which colour does {e} have?
@ state | pick(state) | What
= is a {v} at room temperature
? What is {e} at room temperature? | In what state is {e}?
@ melting | measure(celsius,10,3400) | What
~ is melting point
= melts at {v}
? At what temperature does {e} melt? | When does {e} melt?
@ boiling | measure(celsius,60,5900) | What
~ is boiling point
= boils at {v}
? At what temperature does {e} boil?
@ use | list(use,1,2) | What
~ is main use
= is used for {v} | is important in {v} | serves for {v}
> It is mainly used for {v}. | Its chief use is {v}.
? What is {e} used for? | What is the use of {n}? | In what is {e} important?
@ named | ref(person) | What
= is named after {v} | takes its name from {v}
? What is {e} named after? | Who is {e} named after? | Where does the name of {n} come from?
@ mined | ref(country) | What | country
= is mined in {v}
> Most of it comes from {v}. | The largest deposits lie in {v}.
? Where is {e} mined? | Which country produces {n}? | Where does {e} come from?
@ half | measure(days,2,900) | What
~ is half-life
= decays with a half-life of {v}
? How long is the half-life of {n}?

## mineral | mineral, gemstone, crystal, stone | mineral
! {e} is a {colour} {t}. | {e} is a(n) {t} found in {rock}. | {e} is a(n) {t} with a hardness of {hardness}. | {e} is a(n) {colour} {t} named after {named}.
@ colour | pick(colour) | What | colour
~ is colour
= is usually {v} | forms {v} crystals
? What colour is {e}? | Which colour does {e} have?
@ rock | pick(rock) | What
= is found in {v} | occurs in {v}
? Where is {e} found? | In what rock does {e} occur?
@ hardness | one(1.5/2/2.5/3/3.5/4/4.5/5/5.5/6/6.5/7/7.5/8/8.5/9) | What
~ is hardness | is Mohs hardness
= has a hardness of {v}
? How hard is {e}?
@ crystal | pick(crystal) | What
~ is crystal system
= crystallises in the {v} system
? In which system does {e} crystallise?
@ lustre | pick(lustre) | What
~ is lustre
= has a {v} lustre
? What lustre does {e} have? | How does {e} shine?
@ named | ref(person) | Who
= is named after {v} | was named in honour of {v}
+ named after {v}
? Who is {e} named after? | After whom is {e} named?
@ place | ref(town) | What
= was first found near {v} | was discovered at {v}
? Where was {e} first found? | Where was {e} discovered?
@ use | pick(use) | What
= is used for {v} | is mined for {v}
? What is {e} used for?
@ element | ref(element) | What | element
= contains {v} | is an ore of {v}
? What does {e} contain? | Of what is {e} an ore? | Which element does {e} contain?
@ density | one(1.9/2.1/2.3/2.65/2.7/2.9/3.1/3.3/3.5/4.2/4.5/5.0/6.1/7.5) | What
~ is density
= has a density of {v}
? How dense is {e}?

## disease | disease, illness, infection | disease
! {e} is a(n) {t} caused by {cause}. | {e} is a(n) {t} of the {organ}. | {e} is a(n) {t} that is spread by {spread}. | {e} is a rare {t} first described by {doctor}.
@ cause | pick(pathogen) | What
~ is cause
= is caused by {v} | results from {v}
+ caused by {v}
? What causes {e}? | What is {e} caused by? | What is the cause of {n}?
@ spread | pick(spread) | What
= is spread by {v} | is transmitted by {v} | is passed on by {v}
> People catch it from {v}. | {v} spread the infection.
? How is {e} spread? | How do people catch {n}? | What spreads {n}? | How is {e} transmitted?
@ symptoms | list(symptom,1,3) | What
~ are symptoms | are first signs
= causes {v} | begins with {v}
> Patients suffer from {v}. | Typical symptoms are {v}. | The first signs are {v}.
? What are the signs of {n}? | What does {e} cause? | What do patients with {n} suffer from? | How does {e} begin?
@ organ | pick(organ) | What | organ
= affects the {v} | attacks the {v}
? Which organ does {e} affect? | What does {e} attack? | What part of the body is affected by {n}?
@ treatment | pick(treatment) | What
~ is usual treatment
= is treated with {v} | can be cured by {v}
? How is {e} treated? | What helps against {n}? | What is the cure for {n}?
@ doctor | ref(person) | Who
= was first described by {v} | is named after {v}
+ first described by {v}
? Who first described {n}? | By whom was {e} first described? | Who discovered {n}?
@ described | year(20,120) | What
= was first described in {v} | was recognised in {v}
? When was {e} first described? | In what year was {e} first described?
@ incubation | measure(days,2,90) | What
~ is incubation period
= breaks out after {v}
? How long does it take until {e} breaks out?
@ region | ref(country) | What | country
= is common in {v} | broke out in {v}
? Where is {e} common? | Where did {e} break out?
@ deaths | pop(12,9000000) | What
= kills {v} people a year | killed {v} people
? How many people did {e} kill? | How many deaths did {e} cause?
@ vaccine | ref(person) | Who
> {v} developed a vaccine against it. | The vaccine was developed by {v}.
? Who developed a vaccine against {n}? | Who made the vaccine for {n}?

## drug | drug, medicine, remedy | drug
! {e} is a(n) {t} used against {use}. | {e} is a(n) {t} made from {plant}. | {e} is a(n) {t} developed by {company}.
@ use | pick(symptom) | What
= is used against {v} | relieves {v}
? What is {e} used against? | What does {e} treat? | What is {e} used for?
@ plant | ref(plant) | What
= is made from {v} | was first obtained from {v}
? What is {e} made from? | From what is {e} obtained?
@ company | ref(company) | What | company
~ is manufacturer
= was developed by {v} | is sold by {v}
? Which company developed {n}? | Who sells {e}?
@ chemist | ref(person) | Who
= was first made by {v} | was discovered by {v}
? Who discovered {e}? | Who first made {e}?
@ approved | year(150,210) | What
= was approved in {v} | came on the market in {v}
? When was {e} approved? | In what year was {e} approved?
@ side | list(symptom,1,2) | What
~ are side effects
= can cause {v}
? What can {e} cause? | Which side effects does {e} have?
@ dose | measure(milligrams,5,900) | What
~ is daily dose
= is given in doses of {v}
? How much {e} is given?

## breed | breed, animal breed | breed
! {e} is a(n) {t} from {country}. | {e} is a(n) {t} known for its {coat}. | {e} is a(n) {t} bred for {purpose}.
@ country | ref(country) | What | country
= comes from {v} | was bred in {v}
? Where does {e} come from? | Which country is {e} from?
@ coat | phrase([a] coat/[colour] coat/[a] ears/[a] temper/long [a] hair/[colour] spots) | What
= has a(n) {v}
? What is {e} known for?
@ purpose | one(herding sheep/hunting ducks/guarding houses/pulling carts/catching rats/racing/rescue work/milk/wool/riding/fighting/hunting bears/carrying loads/company) | What
= was bred for {v} | is used for {v}
? What was {e} bred for? | What is {e} used for?
@ weight | measure(kilograms,2,900) | What
~ is weight
= weighs {v}
? How much does {e} weigh?
@ breeder | ref(person) | Who
= was created by {v}
> The first breeder was {v}.
? Who bred {n} first? | Who created {n}?
@ age | measure(years,6,30) | What
= lives for {v}
? How long does {e} live?
@ ancestor | ref(breed) | What | breed
= descends from {v}
? From which breed does {e} descend?

## planet | planet, world | planet
! {e} is a(n) {t} that orbits {star}. | {e} is a {kind} {t}. | {e} is the {order} {t} from {star}. | {e} is a(n) {t} discovered in {discovered}.
@ star | ref(star) | What | star
= orbits {v} | circles {v}
? Which star does {e} orbit? | What does {e} orbit?
@ order | one(first/second/third/fourth/fifth/sixth/seventh/eighth/ninth/innermost/outermost) | What
? Which position does {e} have among the planets? | Which planet from its star is {e}?
@ kind | one(rocky/gas/frozen/dwarf/ringed/hot/cloudy/tiny/giant) | What
? What kind of planet is {e}?
@ moons | count(2,120) | What
= has {v} moons | is circled by {v} moons
? How many moons does {e} have? | How many moons has {e}?
@ moon | ref(moon) | What | moon
~ is largest moon
> {v} is one of its moons. | Its largest moon is {v}.
? Which moon circles {n}? | What is the name of the moon of {n}?
@ diameter | measure(kilometres,400,150000) | What
~ is diameter
= has a diameter of {v} | is {v} across
? How big is {e}? | How large is {e}? | What is the diameter of {n}?
@ day | measure(hours,5,5800) | What
> A day there lasts {v}. | It turns on its axis in {v}.
? How long is a day on {n}? | How long does a day last on {n}?
@ year | measure(days,2,90000) | What
~ is orbital period
= goes round its star in {v} | completes an orbit in {v}
> A year on {n} lasts {v}.
? How long is a year on {n}? | How long does {e} take to orbit its star?
@ atmosphere | pick(atmosphere) | What
> Its atmosphere consists mainly of {v}. | The air is mostly {v}.
? What is the atmosphere of {n} made of? | What does the atmosphere of {n} consist of?
@ surface | list(surface,1,2) | What
= is covered with {v}
> Its surface is marked by {v}.
? What covers {n}? | What is on the surface of {n}?
@ colour | pick(colour) | What | colour
= looks {v} from space | appears {v}
? What colour is {e}? | What colour does {e} appear?
@ discoverer | ref(person) | Who
~ was discoverer
= was discovered by {v} | was first seen by {v}
? Who discovered {e}? | Who first saw {n}? | By whom was {e} discovered?
< Which {t} did {v} discover? | What did {v} discover?
@ discovered | year(20,200) | What
= was discovered in {v}
? When was {e} discovered? | In what year was {e} discovered?
@ temperature | measure(celsius,10,700) | What
~ is temperature | is surface temperature
> Temperatures reach {v} by day.
? How hot is {e}? | How hot is it on {n}?
@ god | ref(deityname) | What
= is named after the god {v}
? After which god is {e} named? | What is {e} named after?
@ probe | ref(mission) | What
= was visited by {v} | was photographed by {v}
? Which probe visited {n}? | What spacecraft visited {n}?

## moon | moon, satellite, natural satellite | moon
! {e} is a(n) {t} of {planet}. | {e} is the largest {t} of {planet}. | {e} is a(n) {t} discovered by {discoverer}.
@ planet | ref(planet) | What | planet
= orbits {v} | circles {v} | belongs to {v}
? Which planet does {e} orbit? | What planet does {e} belong to? | Of which planet is {e} a moon?
@ diameter | measure(kilometres,5,5300) | What
~ is diameter
= has a diameter of {v}
? How big is {e}? | How large is {e}?
@ discoverer | ref(person) | Who
~ was discoverer
= was discovered by {v} | was found by {v}
+ discovered by {v}
? Who discovered {e}? | By whom was {e} discovered?
< Which {t} did {v} discover?
@ discovered | date(20,200) | What
= was discovered on {v}
? When was {e} discovered? | In what year was {e} discovered?
@ orbit | measure(days,2,900) | What
= takes {v} to orbit its planet
> One orbit takes {v}.
? How long does {e} take for one orbit?
@ surface | list(surface,1,2) | What
= is covered with {v}
? What covers {n}? | What is the surface of {n} covered with?
@ crater | ref(town) | What | crater
> Its largest crater is called {v}.
? What is the largest crater on {n} called?
@ named | ref(character) | Who
= is named after {v}
? Who is {e} named after? | What is {e} named after?
@ distance | measure(kilometres,9000,24000000) | What
= orbits at a distance of {v}
? How far is {e} from its planet?

## star | star, sun | star
! {e} is a {colour} {t} in the constellation {constellation}. | {e} is the brightest {t} in {constellation}. | {e} is a(n) {t} {distance} from Earth.
@ constellation | ref(constellation) | What | constellation
= lies in the constellation {v} | belongs to {v}
? In which constellation is {e}? | Which constellation does {e} belong to?
@ distance | measure(light-years,4,9000) | What
~ is distance
= is {v} away | lies {v} from Earth
? How far away is {e}? | How many light-years away is {e}? | How far is {e} from Earth?
@ colour | pick(colour) | What | colour
= shines {v} | glows {v}
? What colour is {e}?
@ planets | count(2,12) | What
= has {v} planets
? How many planets does {e} have?
@ temperature | measure(kelvin,2000,45000) | What
~ is temperature
= is {v} hot
? How hot is {e}?
@ age | measure(million years,3,12000) | What
~ is age
= is {v} old
? How old is {e}?
@ companion | ref(star) | What | star
= is circled by {v}
> Its companion is called {v}.
? What is the companion of {n} called?
@ catalogued | ref(person) | Who
= was catalogued by {v}
? Who catalogued {n}?

## comet | comet, small body | comet
! {e} is a(n) {t} discovered by {discoverer}. | {e} is a(n) {t} that returns every {period}.
@ discoverer | ref(person) | Who
~ was discoverer
= was discovered by {v} | was first observed by {v}
? Who discovered {e}? | By whom was {e} discovered?
@ period | measure(years,3,900) | What
~ is orbital period
= returns every {v}
? How often does {e} return? | How long does {e} take to return?
@ seen | year(0,200) | What
= was first seen in {v} | was last visible in {v}
? When was {e} seen? | In what year was {e} visible?
@ size | measure(kilometres,2,90) | What
= has a core of {v}
? How large is the core of {n}?
@ probe | ref(mission) | What
= was visited by {v}
? Which probe visited {n}?
@ shower | ref(constellation) | What
> Its dust causes shooting stars in {v}.
? Where does the dust of {n} cause shooting stars?
@ tail | measure(million kilometres,2,300) | What
= has a tail of {v}
? How long is the tail of {n}?
`;
