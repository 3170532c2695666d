/** Prints passages with their questions, a few cloze tables and some random text: `npx tsx src/train/tiny/worlds/sample.ts [seed] [train|heldOut]`. */
import { createRng, generateCloze, generateRandomText, generateWorld } from './index.ts';

const rng = createRng(Number(process.argv[2] ?? 1));
const split = process.argv[3] === 'heldOut' ? 'heldOut' : 'train';
const world = generateWorld(rng, { nEntities: 20, split, heldOutTemplates: split === 'heldOut', minSentences: 1, maxSentences: 8 });
world.passages.forEach((passage, i) => {
  console.log(`\n[${passage.type}] ${passage.title}\n  ${passage.text}`);
  for (const q of world.questions.filter((question) => question.passage === i)) console.log(`    ${q.question}  ->  ${q.answers.join(' / ')}   (${q.relation})`);
});
for (let i = 0; i < 5; i++) {
  const cloze = generateCloze(rng);
  console.log(`\n[cloze] ${cloze.title}\n  ${cloze.text}\n    ${cloze.question}  ->  ${cloze.answer}`);
}
console.log(`\n${generateRandomText(rng, 30)}`);
