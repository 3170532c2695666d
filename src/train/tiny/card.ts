/** The model card that lies beside the weights. */
import { figuresTable, type EvalFigures } from '../../eval/figures.ts';
import type { Recipe } from './recipe.ts';

export interface CardFacts {
  readonly recipe: Recipe;
  readonly generatorSteps: number;
  readonly encoderSteps: number;
  readonly encoderParameters: number;
  readonly generatorParameters: number;
  /** Passages written for this project that were trained on. */
  readonly written: number;
  /** True when SQuAD was at hand. */
  readonly squad: boolean;
  readonly maxContext: number;
  /** What `npm run -s ragscope -- report --json` printed for these weights; null before it was run. */
  readonly report: CardReport | null;
}

export interface CardReport {
  readonly sets: Readonly<Record<string, EvalFigures>>;
  readonly noAnswerAuroc: number | null;
}

function figures(report: CardReport | null): string {
  if (!report) return '';
  const separated = report.noAnswerAuroc === null ? '' : ` Its calibrated p(answerable) tells answerable questions from others with an AUROC of ${report.noAnswerAuroc.toFixed(2)}.`;
  return `
**Figures** (quantized to 8 bits, five documents, retrieve then generate; \`npm run -s ragscope -- report\`).${separated}

${figuresTable(report.sets)}

Top-1 and top-5 count a passage with the right title, on SQuAD one that holds an answer. Names of the invented worlds are never trained on, and in the second row neither are their templates. What kinds of questions were written more of, and the rule that an answer must not repeat the question, came from errors on the sample base.
`;
}

const millions = (n: number): string => `${(n / 1e6).toFixed(1)} M`;

export function modelCard({ recipe, generatorSteps, encoderSteps, encoderParameters, generatorParameters, written, squad, maxContext, report }: CardFacts): string {
  const { dModel, encoderLayers, decoderLayers, vocabSize } = recipe.generator;
  return `---
license: ${squad ? 'cc-by-sa-4.0' : 'cc0-1.0'}
language: en
pipeline_tag: question-answering
---
# ragscope tiny

A DPR pair and a BART generator small enough to ship with the page, trained from nothing by ragscope's own graphs (\`npm run train:tiny\`).

| part | shape | parameters | steps |
|---|---|---|---|
| question and context encoder (DPR) | BERT, ${recipe.encoder.numLayers} layers, hidden ${recipe.encoder.hiddenSize}, ${recipe.encoder.vocabSize} word pieces; both towers have the same weights | ${millions(encoderParameters)} | ${encoderSteps} |
| generator (BART) | ${encoderLayers} + ${decoderLayers} layers, hidden ${dModel}, ${vocabSize} byte-level pieces | ${millions(generatorParameters)} | ${generatorSteps} |

The generator's steps are those of several runs, in which it was widened once and averaged with an earlier end; the repository tells of them and holds the recipe as it now stands. Stored in float16.

**Data.** Invented worlds: generated passages about invented things with invented names, and questions about them; tables of random words; denoising. Real language: ${written} passages with questions that were written for this project (\`src/train/tiny/written\`), whose names and numbers are swapped while training${
    squad ? '; 24 articles of SQuAD 1.1 (Rajpurkar et al. 2016, CC BY-SA 4.0)' : ''
  }. The bundled sample base and its questions were never trained on.
${figures(report)}
**What it can do.** Find a passage by the names and words in a question and copy the answer out of it. English, short factual passages, at most ${maxContext} word pieces.

**Limits.** It knows nothing that is not in the passages. On short plain passages about real things more than a third of the answers are wrong, on long encyclopedic ones most are. It reads badly what needs two sentences or arithmetic, at times misspells rare names, and answers even when no passage holds the answer: the page marks that where it can tell. Not for any use where a wrong answer does harm.
`;
}
