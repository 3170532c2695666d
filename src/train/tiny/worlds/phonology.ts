/** Invented words in the sound of many languages, from small syllable grammars. Knows no meaning and no split. */
import type { Rng } from './rng.ts';

interface Phonology {
  readonly onsets: readonly string[];
  readonly vowels: readonly string[];
  readonly codas: readonly string[];
  readonly endings: readonly string[];
  readonly minSyllables: number;
  readonly maxSyllables: number;
  readonly codaChance: number;
}

/** language: onsets / vowels / inner codas / endings / syllables before the ending / chance of a coda. `-` is the empty string. */
const TABLE = `
italian: b c d f g l m n p r s t v br gr st tr ch gi f sp vi pa / a e i o a o / n r l s t / o a i ello etti ano one ini ara essa ino zzo glia enza / 1-2 / .35
polish: b d k l m n p r s w z br dr gr kr prz st sz cz trz wr zb / a e i o u ie / r l n k w s / ów ice sk ski awa iec no owo czyn in ków nica ino / 1-2 / .3
yoruba: a o e ab ad ak ol or il ib if ig ay aw / a e i o u / - / bode shun gbo tunde kan lara wale ndo yemi shola kure biyi kete / 1-2 / 0
japanese: k s t n h m y r w sh ch ts k m / a i u e o a o / n / mura yama kawa shi da hara ta no saki moto ko ki zawa oka / 1-2 / .12
finnish: h j k l m n p r s t v / a e i o u ä ö aa ii uu uo ie / n l r s t k / la nen ki nta sto vaara ranta järvi lä mäki lahti koski / 1-2 / .3
welsh: ll c d g gw h m n p pen r rh t tre aber b / a e i o y w ae ei / n r l dd th / wyn og fan ydd wen fair gwy arth ion elli coed nant / 1-2 / .35
arabic: b d f h j k kh m n q r s sh t z al- ba mu / a i u aa a a / l r h m n / ir an id im iya oud a ar ah een as iq / 1-2 / .3
spanish: b c d f g l m n p r s t v gu qu ch ll tr br al / a e i o u a o ue ie / n r l s / ez illo ero ada os anza ora ura ena era ales ito a o / 1-2 / .35
portuguese: b c d f g l m n p r s t v c lh br tr / a e i o u ei ou / n r s / eira inho ães ão al ara oso ugal ima ema ica ais / 1-2 / .3
german: b d f g h k l m n r s sch st t w br kr gr / a e i o u ü ei au / n r l ck ch rt ss ng / burg heim stein dorf berg er mann bach feld hausen au ingen / 1-1 / .7
french: b c d f g l m n p r s t v ch br tr fl cl / a e i o u ou eau oi é / n r l s / ville ière ois eux ac ault ette on eaux ande elle igny y / 1-2 / .3
hindi: b bh ch d dh g gh j k kh l m n p r s sh t v / a i u e o aa / n r l m t d / pur abad nagar garh a i an esh ika wala tra deep / 1-2 / .35
tamil: k t p m n v r l th ch ng / a i u e aa oo ai / l n r m zh / pattu palayam nadu kotta moorthy an ai nathan kudi puram / 1-2 / .3
turkish: b ç d g h k l m n p r s ş t y z / a e ı i o ö u ü / n r l k y s / lar köy oğlu demir li pınar kaya ca hisar ova süz ak / 1-2 / .4
quechua: q ch k ll m n p s t w y h / a i u a i / n r s q y / marca bamba pampa qocha wasi yoc cancha tambo mayu llo cha ri / 1-2 / .25
maori: h k m n ng p r t w wh / a e i o u ā ō / - / roa nui toa kura ranga tara moana puke rua waka tiri hau / 1-2 / 0
hawaiian: h k l m n p w / a e i o u ai au / - / lani kai loa nui mana oa lei pili hua ea / 1-2 / 0
vietnamese: b c d đ gi h kh l m n ng nh ph th tr v x / a ă â e ê i o ô u ư / n ng nh c t m / - / 1-1 / .8
chinese: b ch d f g h j k l m n p q r s sh t w x y z zh / a ai an ang ao e en i ia ian in ing iu o ong ou u ui un / - / - zhou jiang shan yang hai ning chuan feng / 1-2 / 0
korean: b ch d g h j k m n p s t w y / a ae e eo i o u eu ye yo / n ng k l m / - ju san yang chon dong gang seo / 1-2 / .5
swahili: b ch d f g h j k l m n p s t w z mb nd ng mw ny / a e i o u / - / ngu mba ni zi ti shi ndo ro kuu wa la ga / 1-2 / 0
zulu: b d g h k l m n s t z th kh ng nt hl nk mb / a e i o u / - / la ni zi ba thi so mbe ngi lwe nde / 1-2 / 0
amharic: a b d g h k l m s t w y z ts / a e i o u e / r l n b m / ba meda ber wa let go la tu cha nesh ye / 1-2 / .35
greek: b d g k l m n p r s t th ph kh x ps tr kr / a e i o u y ai eu / n r s l / os is ia on opoulos akis ides eia ene ades as / 1-2 / .25
latin: b c d f g l m n p qu r s t v fl cr pr / a e i o u ae / n r s l x / us a um ius ia inus ella onia ensis entia aris or / 1-2 / .3
russian: b v g d zh z k l m n p r s t sh ch kr vl st / a e i o u ya / r l n v s / ov in sky grad ino evo ovsk enko itsa ova yev nya / 1-2 / .3
czech: b d h j k l m n p r s t v z č š ř br hr / a e i o u á í ů / n r l k s / ice ov ek ský ín any ník av čka / 1-2 / .3
hungarian: b d f g h k l m n p r s sz t v z gy cs / a e i o u á é ö ü / r l n s k / vár ház falva hegy ány os y i szeg kút esd / 1-2 / .35
swedish: b d f g h k l m n r s sk st t v bj / a e i o u å ä ö / n r l k / stad sund holm borg vik lund berg sson köping näs ås / 1-1 / .55
norse: b d f g h k l m n r s sv t th v hj gr / a e i o u ei au ó á / r l n k g / fjord dal nes vik heim a ur i ar gard fell / 1-1 / .5
dutch: b d g h k l m n r s sch st t v w z / a e i o u aa oe ij ui ee / n r l k m / dam drecht veen huizen hoven berg meer kerk wijk stra dijk / 1-1 / .45
irish: b c d f g k l m n r s t bal car kil in / a e i o u ea oi ai / n r l gh nn / more beg any oran naught een agh igan lough derry een / 1-2 / .3
scots: b c d f g gl k kir l m n r s st t / a e i o u oo ai / n r l ck / loch ness doon muir ie aird burgh brae wick inver more / 1-1 / .5
basque: b e g i l m n o u z a er ur / a e i o u / r n z l rr / tegi berri eta aga zar oain ondo alde ixo urdin / 1-2 / .3
malay: b d g j k l m n p r s t w / a e i o u a / n r ng m k / ang ung ak am an i ur ati aya awan ong / 1-2 / .3
thai: b ch d k kh l m n p ph r s t th w / a aa e i o u ai ae oe / n ng m k p / buri thani korn sak porn chai phon nakhon it / 1-2 / .35
mongolian: b d g kh kh m n o s t ts u z / a e i o u uu aa ö ü / r l n g / baatar gol nuur dai tai bulag khan kh gur san / 1-2 / .35
nahuatl: tl c ch hu m n p qu t x y z / a e i o a / l n c z / tlan tepec co titlan huac pan otl al calli / 1-2 / .3
persian: b d f gh h j k kh m n p r s sh t z / a e i o u ā / r n l z sh / abad i an zad pour estan eh ian dar gan / 1-2 / .35
hebrew: b d g h k l m n r s sh t y z ch / a e i o u / n r l m / el ah im on it iel van ai oth / 1-2 / .3
georgian: b d g k kh l m n r s sh t ts v z mts / a e i o u / r n l v / shvili dze eti isi ani uri adze iani i / 1-2 / .3
`;

function parse(line: string): Phonology {
  const [, body] = line.split(': ');
  const cells = body.split('/').map((cell) => cell.trim());
  const letters = (cell: string): string[] => cell.split(' ').map((part) => (part === '-' ? '' : part));
  const [min, max] = cells[4].split('-').map(Number);
  return {
    onsets: letters(cells[0]),
    vowels: letters(cells[1]),
    codas: letters(cells[2]),
    endings: letters(cells[3]),
    minSyllables: min,
    maxSyllables: max,
    codaChance: Number(cells[5]),
  };
}

const PHONOLOGIES: readonly Phonology[] = TABLE.trim().split('\n').map(parse);

export const phonologyCount = PHONOLOGIES.length;

/** Strips accents from Latin letters, keeping the base letter. */
export function withoutDiacritics(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').replace(/ı/g, 'i').replace(/ł/g, 'l').replace(/ø/g, 'o');
}

export function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** One capitalised invented word; diacritics survive in about a third of the words that would have them. */
export function inventWord(rng: Rng): string {
  const p = rng.pick(PHONOLOGIES);
  for (;;) {
    let word = '';
    const n = rng.int(p.minSyllables, p.maxSyllables);
    for (let i = 0; i < n; i++) {
      word += (i === 0 && rng.chance(0.15) ? '' : rng.pick(p.onsets)) + rng.pick(p.vowels);
      if (rng.chance(p.codaChance)) word += rng.pick(p.codas);
    }
    const ending = rng.pick(p.endings);
    // A vowel meeting a vowel is joined by a consonant, as most of these languages would.
    if (/[aeiouäöüáéíóūā]$/.test(word) && /^[aeiouäöü]/.test(ending)) word += rng.pick(p.onsets.filter((o) => o !== '' && !/[aeiou]$/.test(o)).concat('n'));
    word += ending;
    if (word.length < 3 || word.length > 13 || /(.)\1\1/.test(word) || /[^aeiouyäöüáéíóúāōåıêôưăâůw]{5}/.test(word)) continue;
    if (!rng.chance(0.35)) word = withoutDiacritics(word);
    return word.startsWith('al-') ? 'Al-' + capitalise(word.slice(3)) : capitalise(word);
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A string that belongs to no language: "QX-14", "Zrobpf", "T7K", "Mk 41". */
export function inventCode(rng: Rng): string {
  const letter = (): string => LETTERS[rng.int(0, 25)];
  const letters = (n: number): string => Array.from({ length: n }, letter).join('');
  switch (rng.int(0, 5)) {
    case 0: return `${letters(rng.int(1, 3))}-${rng.int(1, 999)}`;
    case 1: return `${letters(rng.int(1, 2))}${rng.int(1, 99)}${rng.chance(0.4) ? letter() : ''}`;
    case 2: return `${letters(rng.int(2, 3))} ${rng.int(1, 9999)}`;
    case 3: return letters(rng.int(3, 5));
    default: return capitalise(letters(rng.int(4, 8)).toLowerCase());
  }
}
