/** Rules that say a written predicate or question in other words, so that each relation has many phrasings. Knows no relation. */

/** [pattern, paraphrases]; `$1` is a group of the pattern. Patterns must match the whole phrase. */
type Rule = readonly [RegExp, readonly string[]];

const V = '(\\{v:\\w+\\})';
const rule = (pattern: string, ...forms: string[]): Rule => [new RegExp(`^${pattern.replaceAll('VV', V)}$`), forms];

/** Predicate of the entity -> other predicates. */
const PREDICATES: readonly Rule[] = [
  rule('lies in VV', 'is located in $1', 'is situated in $1', 'can be found in $1', 'is in $1'),
  rule('stands in VV', 'is located in $1', 'is situated in $1', 'can be found in $1'),
  rule('is found in VV', 'is located in $1', 'can be seen in $1', 'occurs in $1'),
  rule('lies on VV', 'is situated on $1', 'is located on $1'),
  rule('stands on VV', 'is located on $1', 'is situated on $1'),
  rule('comes from VV', 'originates from $1', 'has its origin in $1', 'is originally from $1'),
  rule('is VV long', 'has a length of $1', 'measures $1 in length', 'extends for $1'),
  rule('was VV long', 'had a length of $1', 'measured $1 in length'),
  rule('is VV high', 'has a height of $1', 'rises to $1', 'stands $1 tall', 'reaches a height of $1'),
  rule('is VV wide', 'has a width of $1', 'measures $1 across'),
  rule('is VV deep', 'has a depth of $1', 'reaches a depth of $1'),
  rule('covers VV', 'covers an area of $1', 'extends over $1', 'occupies $1', 'has an area of $1'),
  rule('weighs VV', 'has a weight of $1', 'is $1 in weight'),
  rule('weighed VV', 'had a weight of $1'),
  rule('is named after VV', 'takes its name from $1', 'owes its name to $1', 'bears the name of $1', 'was named in honour of $1'),
  rule('is made of VV', 'consists of $1', 'is made from $1', 'is manufactured from $1'),
  rule('is used for VV', 'serves for $1', 'is employed for $1', 'finds use in $1'),
  rule('is made from VV', 'is produced from $1', 'is prepared from $1'),
  rule('is known for VV', 'is famous for $1', 'is renowned for $1', 'is noted for $1'),
  rule('is known for its VV', 'is famous for its $1', 'is renowned for its $1', 'is celebrated for its $1'),
  rule('is famous for VV', 'is known for $1', 'is renowned for $1'),
  rule('is famous for its VV', 'is known for its $1', 'is renowned for its $1'),
  rule('lasts VV', 'goes on for $1', 'takes $1'),
  rule('lasted VV', 'went on for $1', 'took $1'),
  rule('cost VV lives', 'claimed $1 lives', 'took $1 lives'),
  rule('killed VV people', 'claimed $1 victims', 'took the lives of $1 people'),
  rule('has VV inhabitants', 'has a population of $1', 'is inhabited by $1 people', 'counts $1 inhabitants'),
  rule('has VV members', 'consists of $1 members', 'numbers $1 members'),
  rule('has VV students', 'is attended by $1 students'),
  rule('was founded in VV', 'came into being in $1', 'was established in $1', 'was created in $1'),
  rule('was opened in VV', 'opened in $1', 'was inaugurated in $1', 'has been open since $1'),
  rule('was released in VV', 'was issued in $1', 'came out in $1', 'appeared in $1'),
  rule('was discovered in VV', 'was found in $1', 'became known in $1'),
  rule('was invented in VV', 'was devised in $1', 'was first built in $1'),
  rule('was founded by VV', 'was established by $1', 'was created by $1', 'owes its existence to $1'),
  rule('was designed by VV', 'was planned by $1', 'was conceived by $1'),
  rule('was discovered by VV', 'was found by $1', 'was identified by $1'),
  rule('was invented by VV', 'was devised by $1', 'was thought up by $1', 'is an invention of $1'),
  rule('was written by VV', 'is the work of $1', 'comes from the pen of $1'),
  rule('was built by VV', 'was constructed by $1', 'was erected by $1'),
  rule('was directed by VV', 'was made by $1', 'is the work of director $1'),
  rule('is led by VV', 'is headed by $1', 'is run by $1'),
  rule('belongs to VV', 'is part of $1', 'forms part of $1'),
  rule('is part of VV', 'belongs to $1', 'forms part of $1'),
  rule('is spoken in VV', 'is used in $1', 'is a language of $1'),
  rule('is held in VV', 'takes place in $1', 'is staged in $1'),
  rule('was fought on VV', 'took place on $1', 'occurred on $1'),
  rule('ended in VV', 'came to an end in $1', 'was over in $1'),
  rule('began in VV', 'started in $1'),
  rule('runs on VV', 'is powered by $1', 'works with $1'),
  rule('produces VV', 'makes $1', 'turns out $1'),
  rule('eats VV', 'lives on $1', 'has a diet of $1'),
  rule('lived in VV', 'resided in $1', 'made a home in $1'),
  rule('studied at VV', 'was a student at $1', 'attended $1', 'took a degree at $1'),
  rule('taught at VV', 'lectured at $1', 'held a chair at $1'),
  rule('died in VV', 'passed away in $1', 'found death in $1'),
  rule('was born in VV', 'was a native of $1', 'hailed from $1'),
  rule('received VV', 'was given $1', 'was honoured with $1'),
  rule('married VV', 'became the partner of $1', 'was married to $1'),
  rule('has VV (floors|seats|rooms|towers|arches|beds|steps|platforms|stations|runways|faculties|districts|moons|strings|letters|pages|songs)', 'contains $1 $2', 'comprises $1 $2', 'counts $1 $2'),
  rule('is surrounded by VV', 'is ringed by $1'),
  rule('was destroyed by VV', 'was ruined by $1', 'fell victim to $1'),
  rule('feeds on VV', 'lives on $1', 'eats $1'),
  rule('orbits VV', 'revolves around $1', 'circles $1', 'moves around $1'),
];

/** Past participle -> simple past, where they differ. */
const SIMPLE_PAST: Readonly<Record<string, string>> = { written: 'wrote', drawn: 'drew', begun: 'began', given: 'gave', shown: 'showed', taken: 'took', overrun: 'overran', known: 'knew', driven: 'drove' };

/** Predicate -> whole statements: the active voice, and the value put first. */
const STATEMENTS: readonly Rule[] = [
  rule('was (first |also )?(\\w+(?:ed|t|d|de|en|wn|un)) by VV', '$3 $1@2 {n}.', 'It was $3 who $1@2 {n}.', 'The person who $1@2 {n} was $3.'),
  rule('(was [^{]+) in VV', 'In $2, {e} $1.', 'It was in $2 that {e} $1.'),
  rule('(was [^{]+) on VV', 'On $2, {e} $1.'),
  rule('has VV (\\w+)', 'The number of $2 of {n} is $1.'),
  rule('(?:flows|empties|drains) into VV', '$1 receives the waters of {n}.'),
  rule('is named after VV', '$1 gave {n} its name.'),
  rule('(?:is based in|is located in|stands in|lies in) VV', '$1 is the home of {n}.'),
];

/** Question -> other questions. */
const QUESTIONS: readonly Rule[] = [
  rule('Where is \\{e\\}\\?', 'Where is {e} located?', 'Where can {e} be found?', 'What is the location of {n}?', 'Where does {e} lie?', '{n} location'),
  rule('In (?:which|what) (country|city) is \\{e\\}\\?', 'Which $1 is {e} in?', 'What $1 is {e} in?', 'In what $1 does {e} lie?', 'Which $1 is {e} located in?', '{n} is in which $1?'),
  rule('When was \\{e\\} ([\\w ]+)\\?', 'In what year was {e} $1?', 'In which year was {e} $1?', 'What year was {e} $1?', 'When exactly was {e} $1?', '{n} was $1 when?', '{n} $1 when', 'when {n} was $1?'),
  rule('When did \\{e\\} ([\\w ]+)\\?', 'In what year did {e} $1?', 'In which year did {e} $1?', 'What year did {e} $1?'),
  rule('Who ([a-z]+ed|wrote|built|made|led|drew|sang|found|won|fought|shot|dug|rode) (?:\\{e\\}|\\{n\\})\\?', 'Who was it that $1 {n}?', 'Name the person who $1 {n}.', 'What is the name of the person who $1 {n}?', 'who $1 {n}', '{n}: who $1 it?', 'Which person $1 {n}?'),
  rule('How high is \\{e\\}\\?', 'How tall is {e}?', 'What is the height of {n}?', '{n} height', 'What height does {e} have?'),
  rule('How long is \\{e\\}\\?', 'What is the length of {n}?', '{n} length', 'What length does {e} have?'),
  rule('How (?:large|big) is \\{e\\}\\?', 'What is the size of {n}?', '{n} size', 'Of what size is {e}?'),
  rule('How deep is \\{e\\}\\?', 'What is the depth of {n}?', '{n} depth'),
  rule('How much does \\{e\\} weigh\\?', 'How heavy is {e}?', 'What is the weight of {n}?', '{n} weight'),
  rule('How many (\\w+) does \\{e\\} have\\?', 'What number of $1 does {e} have?', 'How many $1 are there in {n}?', '{n} number of $1', 'How many $1 has {e}?', 'how many $1 {n}'),
  rule('How many people live (?:in|on) \\{e\\}\\?', 'What is the population of {n}?', 'How many residents does {e} have?', '{n} population', 'How populous is {e}?'),
  rule('Who is \\{e\\} named after\\?', 'After whom is {e} named?', 'Whose name does {e} bear?', 'Where does {e} get its name from?', 'Who gave {n} its name?'),
  rule('What is \\{e\\} made (?:of|from)\\?', 'What material is {e} made of?', 'Of what is {e} made?', 'What does {e} consist of?', 'What is used to make {n}?'),
  rule('What is \\{e\\} used for\\?', 'What is the use of {n}?', 'What purpose does {e} serve?', 'For what is {e} used?', '{n} use'),
  rule('Where does \\{e\\} come from\\?', 'What is the origin of {n}?', 'Where is {e} from?', 'What country is {e} from?', '{n} origin'),
  rule('What is \\{e\\} (?:known|famous) for\\?', 'What is {e} famous for?', 'For what is {e} known?', 'Why is {e} famous?', 'What makes {n} famous?'),
  rule('What does \\{e\\} eat\\?', 'What does {e} live on?', 'What is the diet of {n}?', '{n} food'),
  rule('What colour is \\{e\\}\\?', 'What is the colour of {n}?', 'Of what colour is {e}?', '{n} colour', 'What color is {e}?'),
  rule('Where was \\{e\\} born\\?', 'What is the birthplace of {n}?', 'In what city was {e} born?', '{n} birthplace', '{n} was born where?'),
  rule('Where did \\{e\\} (\\w+)\\?', 'In what place did {e} $1?'),
  rule('What does \\{e\\} (\\w+)\\?', 'What is it that {e} $1s?', 'Tell me what {n} $1s.'),
  rule('Which (\\w+) ([^{?]+) \\{n\\}\\?', 'What $1 $2 {n}?', 'Name the $1 that $2 {n}.', 'What is the name of the $1 that $2 {n}?'),
];

function apply(rules: readonly Rule[], phrases: readonly string[]): string[] {
  const out: string[] = [];
  for (const phrase of phrases) {
    for (const [pattern, forms] of rules) {
      const match = pattern.exec(phrase);
      if (match === null) continue;
      for (const form of forms) {
        out.push(form.replace(/([$@])(\d)/g, (_, mark: string, group: string) => {
          const text = match[Number(group)] ?? '';
          return mark === '@' ? (SIMPLE_PAST[text] ?? text) : text;
        }));
      }
    }
  }
  return out;
}

const distinct = (items: readonly string[]): string[] => Array.from(new Set(items));

export const morePredicates = (predicates: readonly string[]): string[] => distinct(predicates.concat(apply(PREDICATES, predicates)));

/** Statements from predicates; `isName` says whether the value is a name, without which it cannot be the doer. */
export const statementsFrom = (predicates: readonly string[], isName: boolean): string[] =>
  distinct(apply(STATEMENTS, predicates).filter((s) => isName || !/^(\{v:\w+\} |It was \{v:\w+\} who|The person who)/.test(s)));

export const moreQuestions = (questions: readonly string[]): string[] => distinct(questions.concat(apply(QUESTIONS, questions)));
