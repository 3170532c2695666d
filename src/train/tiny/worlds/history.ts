/** Battles, wars, treaties, empires, sites, laws and disasters: their relations and phrasings, in the notation of `dsl.ts`. Data only, hence its length. */

export const HISTORY = `
## battle | battle | battle
! {e} was fought on {date} between {winner} and {loser}. | {e} was a(n) {t} of {war}. | {e} took place on {date}. | {e} was a(n) {t} in which {winner} defeated {loser}. | {e} was fought near {place} during {war}.
@ date | date(0,60) | What
~ was date
= took place on {v} | was fought on {v}
? When was {e} fought? | In what year was {e}? | When did {e} take place? | In which year was {e} fought? | {n} date
@ winner | ref(country) | Who
= was won by {v} | ended in a victory of {v}
> {v} won the day. | The victor was {v}.
? Who won {e}? | Which side won {n}? | By whom was {e} won? | Which country won {n}?
@ loser | ref(country) | Who
= was lost by {v} | was a defeat for {v}
> The army of {v} was beaten.
? Who lost {e}? | Which side lost {n}? | Whose army was beaten at {n}?
@ war | ref(war) | What | war
= was part of {v} | decided {v} | took place during {v}
? Of which war was {e} a part? | During which war was {e} fought? | Which war did {e} belong to?
< Which {t} decided {v}?
@ place | ref(town) | What | town
= was fought near {v} | took place outside {v}
? Where was {e} fought? | Near which town was {e} fought? | Where did {e} take place?
@ commander | ref(person) | Who
> {v} commanded the winning army. | The victors were led by {v}. | {v} led the attack.
? Who commanded the army at {n}? | Who led the troops at {n}? | Which general won {n}?
< Which {t} did {v} win?
@ dead | pop(30,90000) | What
= cost {v} lives | left {v} dead
> {v} soldiers were killed.
? How many soldiers died at {n}? | How many people were killed in {n}? | How many lives did {e} cost?
@ weapon | pick(weapon) | What
= was decided by {v}
> The outcome was decided by {v}.
? What decided {n}? | Which weapon decided {n}?
@ outcome | pick(outcome) | What
~ was result
= ended in a {v}
? How did {e} end? | What was the outcome of {n}?
@ length | measure(hours,2,90) | What
= lasted {v}
? How long did {e} last?
@ killed | ref(person) | Who
> Among the dead was {v}. | {v} fell there.
? Who fell at {n}? | Who was killed at {n}?

## war | war, conflict | war
! {e} was a(n) {t} between {side} and {enemy}. | {e} was fought from {start} to {end}. | {e} was a(n) {t} that began in {start}.
@ side | ref(country) | What
= was fought by {v}
? Who fought in {n}? | Which country fought in {n}?
@ enemy | ref(country) | What
= was waged against {v}
? Against whom was {e} fought? | Who was the enemy in {n}?
@ start | year(0,20) | What
= began in {v} | broke out in {v} | started in {v}
? When did {e} begin? | In what year did {e} start? | When did {e} break out?
@ end | year(21,60) | What
= ended in {v} | was over in {v}
? When did {e} end? | In what year did {e} end?
@ cause | phrase(the murder of a [occupation]/a dispute over [ns]/a [n] tax/the [a] succession/a stolen [n]/the price of [export]/a border [n]) | What
~ was cause
= was caused by {v} | began over {v}
? What caused {e}? | Why did {e} begin? | What was {e} about?
@ treaty | ref(treaty) | What | treaty
= was ended by {v} | ended with {v}
? Which treaty ended {n}? | What ended {n}? | With which treaty did {e} end?
< Which {t} was ended by {v}?
@ battle | ref(battle) | What | battle
~ was decisive battle
= was decided by {v}
? Which battle decided {n}?
@ dead | pop(900,9000000) | What
= cost {v} lives
? How many people died in {n}? | How many lives did {e} cost?
@ leader | ref(person) | Who
> {v} commanded the allied troops.
? Who commanded the troops in {n}?

## treaty | treaty, agreement, peace treaty | treaty
! {e} is a(n) {t} signed on {signed}. | {e} was a(n) {t} between {party} and {other}. | {e}, signed in {city}, ended {war}.
@ signed | date(0,100) | What
= was signed on {v}
? When was {e} signed? | In what year was {e} signed?
@ city | ref(city) | What | city
= was signed in {v} | was negotiated in {v}
? Where was {e} signed? | In which city was {e} signed?
@ party | ref(country) | What
= was signed by {v}
? Which country signed {n}? | Who signed {n}?
@ other | ref(country) | What
= gave new territory to {v} | weakened {v}
? Which country gained from {n}? | To whom did {e} give territory?
@ war | ref(war) | What | war
= ended {v} | brought {v} to a close
? Which war did {e} end? | What did {e} end?
< Which {t} ended {v}?
@ ban | pick(crime) | What
= banned {v} | put an end to {v}
? What did {e} ban? | What was banned by {n}?
@ articles | count(3,300) | What
= consists of {v} articles
? How many articles does {e} have?
@ author | ref(person) | Who
= was drafted by {v}
? Who drafted {n}?

## empire | empire, kingdom, dynasty | empire
! {e} was a(n) {t} founded by {founder}. | {e} was a(n) {t} with its capital at {capital}. | {e} was a(n) {t} that lasted from {start} to {end}.
@ founder | ref(monarch) | Who
~ was founder
= was founded by {v} | was established by {v}
? Who founded {e}? | Who established {e}? | Who was the first ruler of {n}?
@ capital | ref(city) | What | city
~ was capital
= was ruled from {v}
? What city was the capital of {n}? | From where was {e} ruled?
@ start | year(-200,0) | What
= arose in {v} | was founded in {v}
? When was {e} founded? | In what year did {e} arise?
@ end | year(10,150) | What
= fell in {v} | came to an end in {v} | collapsed in {v}
? When did {e} fall? | In what year did {e} collapse? | When did {e} end?
@ last | ref(monarch) | Who
~ was last ruler
> The last to rule it was {v}.
? Who was the last ruler of {n}? | Who ruled {n} last?
@ religion | pick(religion) | What | religion
~ was religion
= adopted {v}
? Which religion did {e} adopt? | What was the religion of {n}?
@ language | pick(language) | What | language
> Its officials wrote in {v}.
? In which language did the officials of {n} write?
@ area | measure(sqkm,900,9000000) | What
~ was area
= covered {v}
? How large was {e}?
@ conqueror | ref(country) | Who
= was conquered by {v} | was overrun by {v}
? Who conquered {n}? | By whom was {e} conquered?
@ trade | pick(export) | What
= grew rich on {v} | traded in {v}
? What did {e} trade? | On what did {e} grow rich?

## archsite | archaeological site, ruined city, site | site
! {e} is a(n) {t} in {country}. | {e} is a(n) {t} from the {era}. | {e} is a(n) {t} in {country} excavated by {digger}.
@ country | ref(country) | What | country
= lies in {v}
? Where is {e}? | In which country is {e}?
@ era | pick(era) | What
= dates from the {v}
? From which period is {e}? | From when does {e} date?
@ digger | ref(person) | Who
= was excavated by {v} | was discovered by {v} | was dug up by {v}
? Who excavated {e}? | Who discovered {e}? | By whom was {e} excavated?
@ year | year(60,200) | What
= was discovered in {v} | was first excavated in {v}
? When was {e} discovered? | In what year was {e} excavated?
@ find | pick(find) | What
= is famous for {v}
> {v} were found there. | Among the finds are {v}.
? What was found at {n}? | What is {e} famous for? | What did they find at {n}?
< Where were {v} found?
@ museum | ref(museum) | What | museum
> The finds are shown in {v}.
? Where are the finds from {n}? | Which museum shows the finds from {n}?
@ people | ref(tribe) | Who
= was inhabited by {v} | was built by {v}
? Who built {n}? | Who lived at {n}?
@ age | measure(years,600,12000) | What
= is {v} old
? How old is {e}?
@ end | pick(event) | What
= was abandoned after {v} | was destroyed by {v}
? Why was {e} abandoned? | What destroyed {n}?

## law | law, act, statute | law
! {e} is a(n) {t} passed on {year}. | {e} is a(n) {t} of {country} that banned {ban}. | {e} was a(n) {t} introduced by {author}.
@ year | date(0,200) | What
= was passed on {v} | came into force on {v}
? When was {e} passed? | In what year was {e} passed?
@ country | ref(country) | What | country
= applies in {v} | was passed in {v}
? Where does {e} apply? | In which country was {e} passed?
@ ban | pick(crime) | What
= banned {v} | forbids {v} | ended {v}
? What did {e} ban? | What does {e} forbid? | What is forbidden by {n}?
< Which {t} banned {v}?
@ right | pick(right) | What
= gave everyone the right to {v} | allowed women to {v}
? What did {e} allow? | Which right did {e} give?
@ author | ref(person) | Who
= was introduced by {v} | was written by {v}
? Who introduced {n}? | Who wrote {n}?
@ fine | money(20,90000) | What
~ is fine
> Offenders pay {v}.
? How much do offenders pay under {n}?
@ votes | count(2,400) | What
= was passed by {v} votes
? By how many votes was {e} passed?

## disaster | disaster, catastrophe | disaster
! {e} was a(n) {t} that struck {city} on {date}. | {e} struck {city} on {date}. | {e} was a(n) {t} in {country}. | {e} killed {dead} people in {city}.
@ date | date(20,200) | What
= happened on {v} | struck on {v} | began on {v}
? When did {e} happen? | In what year was {e}? | When was {e}?
@ city | ref(city) | What | city
= struck {v} | hit {v} | destroyed much of {v}
? Which city was hit by {n}? | What city did {e} destroy? | Where did {e} happen?
< Which {t} struck {v}?
@ country | ref(country) | What | country
= occurred in {v} | was the worst in the history of {v}
? In which country was {e}? | Which country did {e} affect?
@ dead | pop(12,300000) | What
= killed {v} people | cost {v} lives | left {v} people dead
? How many people were killed by {n}? | How many people died in {n}?
@ homeless | pop(300,3000000) | What
= left {v} people homeless
? How many people lost their homes in {n}?
@ cause | phrase(a broken [n]/a [a] [n]/careless [occupation]s/a gas leak/weeks of rain/a burning [n]/a fault in the [n]/a spark) | What
~ was cause
= was caused by {v}
? What caused {n}? | Why did {e} happen?
@ damage | money(900000,90000000000) | What
~ was damage
= caused damage of {v}
? How much damage did {e} cause?
@ building | ref(building) | What | building
= destroyed {v}
? Which building was destroyed by {n}?
@ lasted | measure(hours,2,90) | What
= lasted {v}
? How long did {e} last?
@ hero | ref(person) | Who
> {v} saved many lives.
? Who saved lives in {n}? | Who saved many people in {n}?

## expedition | expedition, voyage | expedition
! {e} was a(n) {t} led by {leader}. | {e} was a(n) {t} to {goal}. | {e}, led by {leader}, set out on {start}.
@ leader | ref(person) | Who
~ was leader
= was led by {v}
? Who led {e}? | By whom was {e} led?
@ goal | ref(island) | What
~ was destination
= set out for {v} | was sent to {v}
? Where did {e} go? | What was the goal of {n}?
@ start | date(20,150) | What
= set out on {v} | left on {v}
? When did {e} set out? | In what year did {e} leave?
@ ship | ref(ship) | What | ship
= travelled aboard {v}
? On which ship did {e} travel? | Which ship was used by {n}?
@ members | count(3,300) | What
= had {v} members
? How many members did {e} have? | How many people took part in {n}?
@ found | ref(animal) | What
= discovered {v} | brought home {v}
? What did {e} discover? | What did {e} bring home?
@ end | phrase(a shipwreck/hunger/scurvy/a [a] storm/ice/a mutiny/lack of water/a quarrel) | What
= was stopped by {v} | failed because of {v}
? Why did {e} fail? | What stopped {n}?
@ money | ref(company) | Who
= was paid for by {v}
? Who paid for {n}?
@ length | measure(months,2,60) | What
= lasted {v}
? How long did {e} last?

## tribe | people, tribe, ethnic group | tribe
! {e} are a(n) {t} of {country}. | {e} live in {region}.
@ country | ref(country) | What | country
> {n} live in {v}. | Most of them live in {v}.
? Where do {n} live? | In which country do {n} live?
@ region | ref(region) | What | region
> Their home is {v}. | They settled in {v}.
? In which region do {n} live? | Where did {n} settle?
@ language | ref(languagename) | What | language
> {n} speak {v}. | They speak {v}. | Their language is {v}.
? What language do {n} speak? | Which language is spoken by {n}?
@ number | pop(90,9000000) | What
> There are {v} of them. | {n} number about {v}.
? How many {n} are there? | How many people belong to {n}?
@ food | pick(food) | What
> {n} live on {v}. | Their main food is {v}.
? What do {n} eat? | What do {n} live on?
@ houses | pick(material) | What
> They build houses of {v}. | {n} build their houses of {v}.
? What do {n} build their houses of? | Of what are the houses of {n} built?
@ god | ref(deityname) | Who
> They worship {v}. | {n} worship {v}.
? Whom do {n} worship? | Who is the god of {n}?
@ craft | phrase([n] carving/[n] weaving/[colour] pottery/[material] masks/painted [ns]/[fabric] blankets/basket making) | What
> They are known for {v}. | {n} are known for their {v}.
? What are {n} known for? | For which craft are {n} known?
@ feast | ref(festival) | What | festival
> {n} celebrate {v} every year. | Their greatest feast is {v}.
? Which festival do {n} celebrate? | What do {n} celebrate?
@ chief | ref(person) | Who
> {v} is their chief. | {n} were led by {v}.
? Who led {n}? | Who is the chief of {n}?
`;
