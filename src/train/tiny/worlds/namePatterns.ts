/** Patterns of proper names for each kind of entity; `names.ts` fills the bracketed tokens. A leading "the " is an article, not part of the name. */

const TABLE = `
person: [g] [s] | [g] [s] | [g] [s] | [g] [s] | [g] [s] | [g] [i] | [i] [i] | [g] [g] [s] | [g] [L]. [s] | [L]. [L]. [s] | [g] de [i] | [g] von [i] | [g] van [s] | [g] al-[i] | [g] [s]-[s] | [i] [s] | [g] bin [i] | [i]
woman: [g] [s] | [g] [s] | [g] [i] | [i] [s] | [g] [g] [s]
man: [g] [s] | [g] [s] | [g] [i] | [i] [s] | [g] [L]. [s]
monarch: [g] [R] | [g] [R] | [i] [R] | [g] the [A] | [i] the [A] | [title] [g] | [title] [i] | [g] [R] of [w] | [g] of [w] | [i]
country: [w] | [i] | [i] | [i] | [country] | the Republic of [i] | the Kingdom of [w] | the [N] Islands | [A] [i] | [i]land | the United States of [i]
city: [w] | [w] | [w] | [i] | [i] | [city] | [c] | Port [w] | New [w] | [w] City | [i]-on-[i] | [i] [i] | [w] Falls
town: [w] | [c] | [c] | [i] | [c]-on-[i] | [A] [c] | [c] Green | Little [w] | Great [w] | [N] Creek | [N] Falls | [i]
region: [w] | [i] | [i] | Upper [w] | Lower [w] | [w] Province | the [i] Valley | North [w] | West [w] | [w] County | the [N] Coast
river: the [w] | the [i] | the [w] River | River [w] | the [c] | the River [w] | [c] Brook | the [A] River | the Little [w] | Rio [i] | [w] Creek | the [N] River | [i]
lake: Lake [w] | Lake [i] | Lake [w] | [w] Lake | Loch [i] | [c] Water | the [N] Reservoir | Lago [i] | [A] Lake | [i]
sea: the [sea] | the [sea] | the [i] Sea | the Gulf of [w] | the [w] Bay | the Bay of [i] | the [N] Sea | the [w] Strait
mountain: Mount [w] | Mount [i] | Mount [w] | [w] Peak | [i] | [N] Mountain | Pico [i] | the [w]horn | [c] Fell | Ben [i] | Cerro [i] | [A] Top
range: the [i] Mountains | the [w] Hills | the [w] Range | the [feature] | the [N] Mountains
volcano: Mount [i] | [i] | Volcán [i] | [w] Volcano | Mount [w] | the [N] Crater
island: [w] Island | [i] | [i] | the Isle of [w] | [c] Island | Isla [i] | [N] Island | Saint [g] | [w] Rock | Nusa [i]
desert: the [w] Desert | the [i] | the [i] Desert | the [A] Desert | the [w] Sands | the [feature] Desert
waterfall: [w] Falls | [i] Falls | [N] Falls | [c] Force | Salto [i] | [A] Falls
cave: [w] Cave | [i] Cave | the [N] Caves | [c] Hole | Grotta [i] | the Cave of [Ns]
valley: the [w] Valley | Glen [i] | [c]dale | the Valley of [Ns] | the [i] Valley
park: [w] National Park | [i] National Park | [N] Park | the [w] Reserve | [c] Forest | [feature] Park
glacier: the [w] Glacier | the [i] Glacier | the [N] Glacier
continent: [continent]
street: [w] Street | [N] Street | [s] Road | [w] Avenue | Via [i] | Rue [i] | [N] Lane | the [w] Road | [g] Square
work: The [A] [N] | The [N] | [A] [Ns] | The [N] of [w] | [N] and [N] | The [N] in the [N] | [w] | [g] | [g] and [g] | [i] | The Last [N] | A [N] for [g] | The [Ns] of [i] | [V] the [N] | [V]ing [Ns] | Beyond the [N] | The [s] [N] | [A] [N], [A] [N] | No [N] for [Ns] | The [N] Who [V]ed | My [A] [N] | [d] [Ns] | Under the [A] [N] | The House of [Ns] | [g] [s] | [N]
song: [A] [N] | [V] Me | [g] | The [N] | [N] [N] | [V] the [N] | [A] [Ns] | My [N] | [N] in [w] | [i] | Oh [g] | [d] [Ns]
album: [A] [N] | [Ns] | The [N] | [i] | [N] and [N] | [d] | Songs for [g] | [w] Nights | Live in [city] | [x]
symphony: Symphony No. [d] | The [A] Symphony | the [w] Symphony | [i] | The [N] | [N] Suite | [g] | the [nat] Mass | Concerto in [L] | Sonata No. [d]
paintingname: The [A] [N] | Portrait of [g] [s] | The [N] | [N] with [Ns] | The [N] at [w] | [g] and the [N] | [A] [N] | View of [w] | The [N] Players | Still Life with [Ns] | [i] at Dawn | Woman with a [N]
newspaper: The [w] Times | the [w] Herald | the [city] Gazette | The [A] [N] | [i] | the Daily [N] | [w] Post | Le [i] | Die [i] | the [city] Chronicle
company: [s] | [w] | [i] | [s] & [s] | [s] and Sons | [i] Motors | [N]works | [w] Industries | [A] [N] | [w] Foods | [i] Group | [x] | [N][n] | [s] Brothers | [w] Steel | [city] Airways | [i]tech | [N] Labs | [w] Shipping Company | [g]'s [Ns]
airline: [i] Airlines | Air [i] | [w] Airways | [N] Air | Fly[i] | [nat] [N] Airlines | [i]jet
bank: the Bank of [w] | [s] Bank | [i] Bank | [s] & Sons | Banco [i] | [A] [N] Bank
university: the University of [w] | [w] University | [s] College | [w] Institute of Technology | [i] University | [g] [s] University | [w] Polytechnic | Saint [g]'s College
school: [w] School | [s] Academy | [w] Grammar School | [c] Hall | Lycée [i] | [N] Lane School
museum: the [w] Museum | the [s] Gallery | the Museum of [Ns] | the National Museum of [w] | the [i] Museum | the [city] Gallery | Museo [i] | the [N] House | the [s] Collection
library: the [w] Library | the [s] Library | Biblioteca [i] | the Royal Library of [w] | the [N] Library
club: [w] United | [w] City | FC [w] | [i] FC | [w] Rovers | Real [i] | [city] [Ns] | [i] | [w] Athletic | Sporting [i] | the [city] [Ns] | Dynamo [i]
band: The [Ns] | The [A] [Ns] | [A] [N] | [i] | [N] [N] | [x] | [g] and the [Ns] | [w] | [Ns] | [d] [Ns] | [i] [i] | [V] the [N]
orchestra: the [w] Philharmonic | the [city] Symphony Orchestra | [i] Camerata | the [w] Chamber Orchestra | the [city] Choir
party: the [A] Party | the [N] Party | the [w] League | [i] | the People's Party of [w] | the [A] Union | [w] Forward | the [nat] Labour Party
charity: the [w] Foundation | [A] [Ns] | the [s] Trust | the [N] Fund | [i] | [N] Aid | Save the [Ns] | the [w] Society
agency: the [w] Agency | the National [N] Office | the [A] [N] Bureau | [x] | the [w] Commission | the [w] [N] Authority
hospital: [w] Hospital | Saint [g]'s Hospital | the [s] Clinic | [w] General Hospital | the [s] Infirmary
hotel: the [w] Hotel | the Grand [i] | Hotel [i] | the [N] Inn | the [A] [N] | [s] House
building: [w] Tower | the [s] Building | [w] Hall | the [i] | [w] House | the [N] Tower | [i] Palace | the [s] Centre | One [w] Place | Palazzo [i] | the [A] House | Villa [i]
castle: [w] Castle | [i] Castle | [c] Castle | Schloss [i] | Château [i] | Fort [w] | the [i] Fortress | Castello [i] | the Citadel of [w]
church: [w] Cathedral | Saint [g]'s Church | the Church of Saint [g] | [i] Temple | the [i] Mosque | [w] Abbey | the Basilica of [g] | the [A] Mosque | Wat [i] | [c] Minster | the [i] Synagogue
bridge: [w] Bridge | the [w] Bridge | [i] Bridge | Ponte [i] | the [s] Bridge | the [N] Bridge | Pont [i] | the [w] Viaduct | [A] Bridge
dam: the [w] Dam | [i] Dam | the [s] Dam | [c] Barrage
stadium: [w] Stadium | [s] Park | Estadio [i] | the [w] Arena | the [N] Bowl | [c] Road | the [s] Dome
airport: [w] Airport | [i] International Airport | [g] [s] Airport | [city] [N] Airport
station: [w] Station | [w] Central | Gare [i] | [s] Street Station | [N] Junction | [i] Hauptbahnhof
lighthouse: [w] Lighthouse | [N] Point Light | [c] Light | Cape [i] Lighthouse | the [N] Rock Lighthouse | Harrow Point
theatre: the [w] Theatre | the [N] Theatre | Teatro [i] | the Royal [w] | the [s] Opera House | [w] Playhouse
monument: the [w] Monument | the [N] Column | the Statue of [g] | the [A] [N] | the [w] Memorial | the Gate of [Ns] | [i] Arch | the [N] Fountain
canal: the [w] Canal | the [i] Canal | the [city] Canal | the Grand [w] Canal
tunnel: the [w] Tunnel | [i] Tunnel | the [N] Tunnel | the [s] Tunnel
railway: the [w] Line | the [w] Railway | the [N] Express | the [city] and [city] Railway | the [i] Metro | [city] Underground
road: the [w] Highway | the [i] Road | Route [d] | the [N] Way | the [L][d]
garden: [w] Gardens | the [w] Botanical Garden | [N] Park | the [A] Garden | Jardin [i] | [s] Park
animal: the [A] [n] | the [w] [n] | the [a] [n] | the [i] | the [il] | the [a]-tailed [n] | the [nat] [n] | the [s]'s [n] | the [n] [n] | the [a] [il]
bird: the [a] [n]bird | the [il] | the [w] warbler | the [a] owl | the [a]-winged [n] | the [nat] finch | the [n] eagle | the [il] heron | the [s]'s gull | the [a] parrot | the [n] duck | the [i] kite
fishspecies: the [a] [n]fish | the [il] | the [w] trout | the [n] shark | the [a] eel | the [nat] carp | the [n] ray | the [a]-finned [il]
insect: the [a] [n] beetle | the [il] | the [w] moth | the [n] ant | the [a] wasp | the [nat] butterfly | the [n] bee | the [a] dragonfly | the [il] fly
dinosaur: [i]saurus | [i]don | [i]raptor | [i]ceratops | [i]titan | [w]saurus | [i]venator
breed: the [w] Hound | the [i] | the [nat] Terrier | the [city] Shepherd | the [w] Pony | the [i] Cat | the [nat] Spaniel | the [feature] Cow | the [w] Sheep
plant: the [w] lily | the [a] [n] | [il] | the [il] tree | the [n] fern | [i] | the [a] orchid | the [nat] rose | the [s]'s oak | [a] [n]wort | the [n] bush | the [a] palm | [n]grass
fruit: the [il] | the [w] apple | the [a] [n] | [il] | the [n] melon | the [nat] pear | [a] berry | the [il] nut
fungus: the [a] [n] | the [n] cap | the [a] bolete | [il] | the [il] mushroom | [n]'s ear
element: [i]ium | [il]ium | [w]ium | [il]on | [i]ine | [c]ium | [il]
mineral: [i]ite | [s]ite | [il]ite | [c]ite | [a] [n]stone | [i] spar | [il]
disease: [s]'s disease | [i] fever | [il] | [n] pox | the [a] sickness | [w] syndrome | [il]itis | [w] virus disease | [il]osis | [n]-[n] fever
drug: [il] | [i] | [il]in | [il]ol | [i]ine | [il]mab
planet: [i] | [w] | [x] | [i] [L] | [s]-[d]b | [i] Prime | [w]
moon: [i] | [i] | [w] | [i] [R] | [g] | [x]
star: [i] | [x] | [w] | Alpha [i] | [s]'s Star | [i] [L] | Beta [i] | [N]
comet: [s]'s Comet | Comet [s] | Comet [i]-[i] | [d] [i] | [x] | Comet [w]
constellation: the [A] [N] | [i] | the [N] | [i] Major | the [N] Cross
mission: [i] [d] | [N] [d] | [g] | [w] Express | [x] | [N] Probe | [A] [N] | [i]
telescope: the [s] Telescope | the [w] Observatory | the [A] Array | [x] | the [s] Space Telescope
ship: the [i] | the [A] [N] | the [N] of [w] | HMS [A] | USS [w] | the [g] | the [g] [s] | MV [i] | SS [w] | the [N] | the [w]
aircraft: the [s] [x] | the [A] [N] | the [N] | the [x] | the [w] [d] | the [i] | [s] [N]
car: the [i] | the [w] [x] | the [s] [N] | the [N] | the [i] [d] | the [A] [N] | [x]
rocket: [i] [d] | [N] [R] | the [A] [N] | [x] | [g] | [N]-[d]
device: the [s] lamp | the [w] engine | the [n] engine | the [s] [n] | the [a] [n] | the [n]-[n] | the [il] | the [x] | the [s]-[s] [n] | the [i] [n]
software: [i] | [N][n] | [A][N] | [x] | [w] | [N] [N] | [il] | Open[i] | [N]OS | [i]DB | Git[N] | [N] Studio
proglang: [i] | [N] | [L] | [L]++ | [g] | [x] | [il] | [N]Script | [L]# | [A] [N]
game: [w] | [A] [N] | The [N] of [w] | [N] [R] | [i] Quest | [N] and [Ns] | Super [g] | [i]: [A] [N] | [x] | [N]craft
boardgame: [i] | [n] | [il] | [N] and [Ns] | [w] | the [N] Game | [A] [Ns] | [N] Run
sportname: [il] | [n]ball | [w] ball | [i] | [n] racing | [a] polo | [w] wrestling | [il] ball
dish: [il] | [i] | [n] soup | [w] pie | [il] stew | [a] [n] cake | [s] cake | [il] [il] | [n] dumplings | [w] sausage | [a] bread | [i] pudding | [n] curry
drink: [il] | [i] | [w] ale | [a] [n] | [i] brandy | [n] wine | [w] lager | [il] tea | [s] Cola
cheese: [i] | [w] | [w] Blue | [il] | [A] [w] | [c] cheese
dance: the [il] | the [w] jig | the [il] | the [n] dance | the [w] reel | the [i] | the [a] [n]
instrumentname: the [il] | the [il] | the [i] | the [n] harp | the [a] drum | the [w] pipe | the [s] horn | the [n]-[n] | the [il] flute
languagename: [i] | [i]ese | [i]ian | [w] | [i]ic | [i]ish | Old [i] | [nat] [i] | [i]
currencyname: the [il] | the [w] [n] | the [nat] [il] | the [il] | the [i] crown | the [nat] [n] | the [n]
festival: the [w] Festival | [i] | the Festival of [Ns] | the [N] Fair | the [city] Carnival | [N]fest | the Day of [Ns] | the [i] Games | [i] Night
garment: the [il] | the [n] hat | the [w] shawl | the [il] coat | the [a] [n] | the [i]
deityname: [i] | [i] | [i] | [i] [i] | the [A] One | [g] of the [Ns]
award: the [s] Prize | the [w] Medal | the [A] [N] Award | the [s] [s] Prize | the Order of the [N] | the [i] Cup | the [city] Prize
alphabet: the [i] script | the [i] alphabet | [i] | the [w] syllabary
battle: the Battle of [w] | the Siege of [w] | the Battle of [i] | the Battle of the [N] | the Raid on [w] | the Battle of [c] [N]
war: the [w] War | the War of the [Ns] | the [nat]-[nat] War | the [A] War | the [d] Days' War | the [N] War | the [w] Rebellion | the War of [i] Succession
treaty: the Treaty of [w] | the [w] Accord | the Peace of [w] | the [city] Convention | the [w] Protocol | the Pact of [i]
empire: the [i] Empire | the Kingdom of [w] | the [w] dynasty | the [i] Caliphate | the Duchy of [w] | the [nat] Empire | the [i] Confederacy
site: [i] | [w] | Tell [i] | [c] Hill | [i] Cave | Old [w] | the [i] Mound | the Ruins of [i]
law: the [N] Act | the [w] Law | the [s] Act | the [A] [N] Act | the Code of [i] | the [N] and [N] Act | the [city] Statute
disaster: the [w] earthquake | the Great [N] of [w] | the [w] Flood | the [year] [w] fire | Cyclone [g] | Hurricane [g] | the [s] Mine disaster | the [w] landslide
tribe: the [i] | the [i] people | the [i] | the [A] [N] people
expedition: the [s] Expedition | the [w] Expedition | the [A] Voyage | the [g] [s] Expedition | the [nat] [feature] Expedition
theory: [s]'s law | the [s] theorem | the [a] [n] theory | the [s]-[s] effect | [s]'s paradox | the [w] conjecture | the [s] equation
film: The [A] [N] | The [N] | [A] [Ns] | [w] | [g] | [N] of [w] | The [N] in the [N] | [d] [Ns] | Night of the [N] | [V]ing [g] | The [s] [N] | [i] | [A] [N] [R] | Goodbye [w]
tvseries: The [Ns] | [w] | [g] and [g] | [A] [N] | [i] Street | The [A] [N] | [N] [d] | [g]'s [Ns]
comics: [A] [N] | Captain [N] | [i] | The [A] [Ns] | [g] and [g] | [N]man
character: [g] [s] | [i] | Captain [N] | Professor [s] | [g] the [N] | Doctor [s] | Little [g] | [N]man | Lady [i]
crystalname: the [A] [N] | the [w] Diamond | the [i] Emerald | the Star of [w]
`;

export const NAME_PATTERNS: ReadonlyMap<string, readonly string[]> = new Map(
  TABLE.trim().split('\n').map((line) => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2).split(' | ')] as const;
  }),
);
