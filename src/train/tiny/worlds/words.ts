/** Common English nouns, adjectives, verbs and adverbs for fillers, titles and cloze tables. Plain lists, lower case. */

const words = (text: string): readonly string[] => Array.from(new Set(text.trim().split(/\s+/)));

export const NOUNS = words(`
accident account acorn actor address advice afternoon agreement air alarm album alley almond anchor angel angle animal ankle answer ant apple apron arch archive arm armour army arrow art article ash atlas attic aunt author autumn axe
baby back badge bag baker balcony ball ballad balloon bamboo banana band bandage bank banner bar bark barn barrel basin basket bat bath battery battle beach bead beak beam bean bear beard bed bee beetle bell belt bench berry bicycle bill bird
biscuit blade blanket block blossom board boat body bolt bone bonnet book boot border bottle boulder bow bowl box bracelet branch brass bread breakfast breath brick bride bridge broom brother brush bucket bud builder building bull bundle bus
bush butter butterfly button cabbage cabin cabinet cable cage cake calendar camel camera camp canal candle cannon canoe canvas canyon cap cape captain car caravan card cargo carpet carriage carrot cart castle cat catalogue cathedral cattle cave cedar ceiling
cellar chain chair chalk chamber channel chapel chapter charcoal chart cheese cherry chest chicken child chimney church cider circle circus city clay clerk cliff clock cloth cloud clover coach coal coast coat cobra coffee coin collar colony colour
column comb comet compass concert copper coral cord cork corn corner cottage cotton cough council counter country courtyard cousin cow crab cradle craft crane crate cream creek crew cricket crop crow crowd crown crystal cup cupboard current curtain curve
cushion custom daisy dance daughter dawn day deer desert desk device dial diamond diary dinner dish ditch doctor dog doll dolphin dome donkey door dove dragon drain drawer dream dress drop drum duck dune dust eagle ear earth east echo
edge egg elbow elephant elm ember emerald engine engineer entrance envelope error estate evening eye face factory falcon family fan farm farmer feast feather fence fern ferry fever field fig figure film finger fir fire fish fisherman
flag flame flask flat fleet flint flock flood floor flour flower flute fly fog folk foot forest forge fork fort fountain fox frame friend frog frost fruit fur furnace furniture gallery game garden garlic garment gate gem ghost giant
gift ginger giraffe girl glacier glass globe glove goat gold goose gorge grain granite grape grass gravel grave grocer ground grove guard guest guide guitar gull gun hail hair hall hammer hand handle harbour hare harp harvest hat
hawk hay hazel head heart heat hedge heel hen herb herd heron hill hinge history hive hollow honey hood hook horn horse hospital hotel hour house hunter ice icon idea ink inn insect iron island ivory ivy jacket jar
jaw jewel journal journey judge jug juice jungle juniper kettle key king kitchen kite kitten knee knife knight knot lace ladder lake lamb lamp land lane language lantern lark laurel lava law lawn leaf leather lemon lens leopard
lesson letter lever library lid light lily lime line linen lion lip liquid list lizard lobster lock log loom lorry loss lotus luck lunch lung machine magnet map maple marble march market marsh mask mast mat match meadow meal
meat medal melon merchant message metal mile milk mill miner mineral mirror mist moat model mole monk monkey month monument moon moor morning mosaic moss moth mother motor mountain mouse mouth mud mule museum mushroom music mustard nail name
neck necklace needle neighbour nest net nettle newspaper night noise noon north nose notebook novel nurse nut oak oar oasis oat ocean office oil olive onion opera orange orchard orchestra ore organ otter oven owl ox oyster paddle page
paint palace palm pan panel paper parade park parrot party passage path patience peach pear pearl pebble pen pencil pepper petal piano picture pier pig pigeon pillar pillow pilot pin pine pipe pirate pit plain plan planet plank plate
plough plum pocket poem poet pole pond pony pool poplar porch port postcard pot potato pottery powder prince princess print prison prize problem puddle pulley pump pumpkin puppet purse puzzle quarry quarter queen question quilt rabbit rack radio
raft rail railway rain rainbow ram ranch rat raven razor recipe record reed reef reindeer rhyme ribbon rice rider ridge rifle ring river road robe robin rock rod roof room root rope rose rowan ruby rug ruler rumour saddle
sail sailor salad salmon salt sand sapphire satchel sauce saw scale scarf school scissors scroll sculpture sea seal season seat secret seed sentence shadow shark shed sheep sheet shelf shell shepherd shield ship shirt shoe shop shore shoulder
shovel shrimp sieve signal silk silver singer sister skate sketch skin skirt sky slate sleeve slope smoke snail snake snow soap sock soil soldier song soup south spade sparrow spear spice spider spine spiral spoon spring square squirrel stable
staff stage stair stamp star statue steam steel stem step stick stone stool storm story stove stranger straw stream street string sugar summer summit sun swallow swamp swan sword table tail tailor tale tank tap tapestry tar tea teacher
temple tent theatre thief thimble thistle thorn thread throne thumb thunder ticket tide tiger tile timber tin toad toast tomato tongue tool tooth torch tortoise towel tower town toy track trader train tray treasure tree trench tribe trout trumpet
trunk tunnel turnip turtle twig umbrella uncle uniform valley vase vault veil velvet vessel village vine vineyard vinegar violet violin voice volcano vote voyage wagon waist wall walnut walrus wardrobe warehouse warrior wasp watch water waterfall wave wax
weather weaver web wedding well west whale wharf wheat wheel whip whisper whistle widow willow wind window wine wing winter wire witch wolf woman wood wool word workshop world worm wreath wren yard yarn year yoke zebra zinc
`);

export const ADJECTIVES = words(`
able abrupt absent abstract active actual ancient angry annual anxious austere autumnal bare barren basic beautiful bent best big bitter black bland blank bleak blind blue blunt bold brave brief bright brittle broad broken bronze brown busy calm careful careless
central cheap cheerful chief civil classic clean clear clever close cloudy coarse coastal cold colourful common compact complex constant convex cool correct costly crimson crisp crooked crude cruel curious curved daily damp dangerous daring dark dead deaf dear deep delicate
dense dim direct distant domestic double dry dull dusty eager early eastern easy elastic electric elegant empty endless enormous equal eternal even exact famous fancy fast fat fearless fertile fierce final fine firm flat flexible foreign formal forgotten former fragile free
frequent fresh friendly frozen full fuzzy gentle giant glad gleaming glorious golden good grand grateful grave great green grey grim handsome happy hard harsh hasty heavy hidden high hollow holy honest hot huge humble hungry icy ideal idle immense important inner
innocent iron ivory jagged jolly keen kind large last late lazy lean level light limp little lively local lone lonely long loose lost loud low loyal lucky magnetic main major massive mature medieval mellow merry mighty mild minor misty mobile modern modest
moist moral muddy muted mysterious naked narrow native natural neat new nimble noble noisy northern novel obscure odd old open orange ordinary ornate outer oval pale patient perfect plain pleasant plentiful polished polite poor popular portable precious pretty primitive private proud public
pure purple quaint quick quiet rapid rare raw ready real rebel red regular remote rich rigid ripe rival rocky rotten rough round royal rude rural rusty sacred sad safe salty sandy savage scarce scarlet secret serene serious severe shady shallow sharp shiny
short shy silent silver simple single sleepy slender slim slow sly small smooth soft solar solemn solid solitary sombre sour southern sparse spicy spiral splendid square stable steady steep sticky stiff still stormy straight strange strict strong sturdy subtle sudden sunken sunny
sweet swift tall tame tender thick thin tidy tight tiny tired tough tropical true twisted typical ugly upper upright urban urgent useful usual vacant vague vast vertical violent violet vivid warm wary weak wealthy weary western wet white whole wide wild windy wise wooden young
`);

export const VERBS = words(`
admire adopt arrange attract avoid balance bless borrow break bring build burn bury buy carry carve catch change chase check choose clean climb close collect colour compare copy count cover cross crush cut damage decorate defend deliver describe design destroy discover
display divide drag draw drink drive drop eat enjoy enter examine expect explore fear feed fetch fill find fix fold follow forget gather give grind guard hang harvest hear help hide hold honour hunt imagine import improve invent invite join keep kick lead
learn leave lend lift like load lock lose love make measure melt mend miss mix move notice observe open order own pack paint pass pay photograph pick plant play polish pour praise prefer prepare print protect pull push raise reach read receive record reject
remember remove repair replace rescue respect restore return ride ring save search see sell send serve sew shake shape share shelter sing sketch sort spread steal stir store study supply surround sweep teach throw tie touch trade train trap trust turn twist use visit
want wash watch water wear weave weigh welcome wrap write
`);

export const ADVERBS = words(`
often rarely usually sometimes always never slowly quickly quietly carefully gradually normally commonly occasionally widely seldom frequently annually mostly secretly
`);

const IRREGULAR_PLURALS: Readonly<Record<string, string>> = {
  child: 'children', foot: 'feet', goose: 'geese', knife: 'knives', leaf: 'leaves', loaf: 'loaves', mouse: 'mice', oasis: 'oases', ox: 'oxen', sheep: 'sheep', deer: 'deer', fish: 'fish', thief: 'thieves', tooth: 'teeth', wolf: 'wolves', woman: 'women', fisherman: 'fishermen', shelf: 'shelves', reindeer: 'reindeer', salmon: 'salmon', trout: 'trout', scarf: 'scarves', scissors: 'scissors', cattle: 'cattle', furniture: 'furniture', music: 'music', weather: 'weather',
};

export function plural(noun: string): string {
  const irregular = IRREGULAR_PLURALS[noun];
  if (irregular !== undefined) return irregular;
  if (/(s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return `${noun}s`;
}

export const MONTHS: readonly string[] = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

export const SMALL_NUMBERS: readonly string[] = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen', 'twenty'];
