/** The model card that lies beside the weights. */
import type { Recipe } from './recipe.ts';

export interface CardFacts {
  readonly recipe: Recipe;
  readonly generatorSteps: number;
  readonly encoderSteps: number;
  readonly realText: boolean;
  readonly maxContext: number;
  /** What `npm run -s ragscope -- report --json` printed for these weights; null before it was run. */
  readonly report: CardReport | null;
}

export interface CardReport {
  readonly sets: Readonly<Record<string, { readonly n: number; readonly exactMatch: number; readonly f1: number; readonly top1: number; readonly top5: number }>>;
  readonly noAnswerAuroc: number | null;
}

function figures(report: CardReport | null): string {
  if (!report) return '';
  const rows = Object.entries(report.sets).map(([name, f]) => `| ${name} | ${f.n} | ${f.top1.toFixed(1)} | ${f.top5.toFixed(1)} | ${f.exactMatch.toFixed(1)} | ${f.f1.toFixed(1)} |`);
  const separated = report.noAnswerAuroc === null ? '' : ` Its calibrated p(answerable) tells answerable questions from others with an AUROC of ${report.noAnswerAuroc.toFixed(2)}.`;
  return `
**Figures** (quantized to 8 bits, five documents, retrieve then generate; \`npm run -s ragscope -- report\`).${separated}

| set | questions | top-1 % | top-5 % | exact match % | F1 |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
}

export function modelCard({ recipe, generatorSteps, encoderSteps, realText, maxContext, report }: CardFacts): string {
  const { dModel, encoderLayers, decoderLayers, vocabSize } = recipe.generator;
  return `---
license: ${realText ? 'cc-by-sa-4.0' : 'cc0-1.0'}
language: en
pipeline_tag: question-answering
---
# ragscope tiny

A DPR pair and a BART generator small enough to ship with the page, trained from nothing by ragscope's own graphs (\`npm run train:tiny\`).

| part | shape | steps |
|---|---|---|
| question and context encoder (DPR) | BERT, ${recipe.encoder.numLayers} layers, hidden ${recipe.encoder.hiddenSize}, ${recipe.encoder.vocabSize} word pieces; both towers have the same weights | ${encoderSteps} |
| generator (BART) | ${encoderLayers} + ${decoderLayers} layers, hidden ${dModel}, ${vocabSize} byte-level pieces | ${generatorSteps} |

**Data.** Invented worlds: generated passages about invented things with invented names, and questions about them; tables of random words; denoising.${
    realText ? ' Real language: 24 articles of SQuAD 1.1 (Rajpurkar et al. 2016, CC BY-SA 4.0).' : ''
  } The bundled sample base and its questions were never trained on.
${figures(report)}
**What it can do.** Find a passage by the names and words in a question and copy the answer out of it. English, short factual passages, at most ${maxContext} word pieces.

**Limits.** It knows nothing that is not in the passages. More answers are wrong than right on text about real things. It reads badly what needs two sentences or arithmetic, misspells rare names, and answers even when no passage holds the answer: the page marks that where it can tell. Not for any use where a wrong answer does harm.
`;
}
