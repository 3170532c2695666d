/** What each decoding setting and figure means, with its formula and source. Text only. */
import type { ReactElement } from 'react';
import { Formula, SumZ, V } from './parts/math.tsx';

const PAPER = 'Lewis et al. 2020, “Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks”';

export type DecodingTopic =
  | 'strategy' | 'beams' | 'lengthPenalty' | 'earlyStopping' | 'minLength' | 'noRepeat' | 'extractive' | 'nSequences' | 'nSamples'
  | 'temperature' | 'topP' | 'seed' | 'sequenceDecoding' | 'sequences' | 'samples' | 'beamTree' | 'missedMass';

interface Explanation {
  readonly title: string;
  readonly body: ReactElement;
  readonly source: string;
}

export const DECODING_TOPICS: Readonly<Record<DecodingTopic, Explanation>> = {
  strategy: {
    title: 'How the answer is searched',
    body: (
      <>
        <p><b>Greedy</b> takes the likeliest token at each step. <b>Beam search</b> keeps several unfinished answers side by side and ends with the best. <b>Sampling</b> draws each token by its probability.</p>
        <p>RAG-Sequence has no greedy form, since its documents are summed out only over whole answers: there the least is <b>two beams</b> in each document, and a sample draws a document by its prior, then an answer from it alone.</p>
      </>
    ),
    source: `${PAPER}, §2.5`,
  },
  beams: {
    title: 'Beams',
    body: <p>Of all continuations of the <V>B</V> live answers, the <V>B</V> with the greatest Σ log <V>p</V> go on. One beam is greedy; more beams see further and cost <V>B</V> times the rows.</p>,
    source: `${PAPER}, §2.5 and appendix A (4 beams in its evaluation)`,
  },
  lengthPenalty: {
    title: 'Length penalty',
    body: (
      <>
        <p>Each token makes Σ log <V>p</V> smaller, so plain sums prefer short answers. Finished beams are ranked by the sum over a power of their length: 0 leaves the sum, 1 takes the mean, more favours long answers.</p>
        <Formula block spoken="score equals the sum of log p over length to the alpha">
          <span>score = ∑<sub>t</sub> log <V>p</V>(<V>y</V><sub>t</sub>|…) / |<V>y</V>|<sup>α</sup></span>
        </Formula>
      </>
    ),
    source: 'length_penalty of transformers; compare Wu et al. 2016, §7',
  },
  earlyStopping: {
    title: 'When the search ends',
    body: <p><b>Heuristic</b>: when the best live beam, at its present length, scores below the worst finished one. <b>When full</b>: as soon as there are as many finished beams as beams. <b>Never early</b>: only when no live beam could win even at full length.</p>,
    source: 'early_stopping of transformers: False, True, "never"',
  },
  minLength: {
    title: 'Shortest answer',
    body: (
      <>
        <p>Until this many tokens are written, the end token gets probability 0 (log <V>p</V> = −∞).</p>
        <p>A model may ask for one token at least. The embedded generator has learned to end at once where a document does not answer: such a document abstains, and what the others say decides.</p>
      </>
    ),
    source: 'min_length of transformers',
  },
  noRepeat: {
    title: 'No repeated n-grams',
    body: <p>A token that would complete <V>n</V> tokens in a row which the answer already holds gets probability 0. With 0 nothing is banned.</p>,
    source: 'no_repeat_ngram_size of transformers',
  },
  extractive: {
    title: 'Extractive answers',
    body: (
      <>
        <p>With <b>words of a passage</b>, only tokens that continue a run of words of a retrieved passage may be written: a small generator misspells what it copies, and two documents may mix in one word. The probabilities stay the model’s own.</p>
        <p>An answer that the question holds already tells nothing. It is not taken, and the answer is decoded anew without its first token, up to four times. Questions with an “or” are exempt.</p>
        <p>A model may ask for this; the embedded one does. It holds for greedy RAG-Token.</p>
      </>
    ),
    source: 'prefix_allowed_tokens_fn and begin_suppress_tokens of transformers',
  },
  nSequences: {
    title: 'Returned sequences',
    body: <p>How many of the finished beams are returned, best first; at most as many as there are beams.</p>,
    source: 'num_return_sequences of transformers',
  },
  nSamples: {
    title: 'Samples',
    body: <p>How many answers are drawn, independently of each other, from the same distribution and seed.</p>,
    source: 'num_return_sequences of transformers',
  },
  temperature: {
    title: 'Temperature',
    body: (
      <>
        <p>Divides the log-probabilities of the marginal before a token is drawn. Below 1 the likely become likelier (towards 0 it is greedy); above 1 all become alike.</p>
        <Formula block spoken="q is proportional to p to the power one over T"><span><V>q</V> ∝ <V>p</V><sup>1/<V>T</V></sup></span></Formula>
      </>
    ),
    source: 'The documents’ prior is left as it is',
  },
  topP: {
    title: 'Nucleus (top-p)',
    body: <p>Draws only from the smallest set of likeliest tokens whose probabilities add up to <V>p</V>. At most the 100 likeliest tokens are read back from the marginal, so the set never holds more.</p>,
    source: 'Holtzman et al. 2020, “The Curious Case of Neural Text Degeneration”, §3.1',
  },
  seed: {
    title: 'Seed',
    body: <p>All random numbers follow from this one. Same question, settings and seed: same answers. It is part of the address, so a link reproduces them.</p>,
    source: 'Precision and provider must agree too: a token near the border may fall to the other side',
  },
  sequenceDecoding: {
    title: 'Thorough or fast',
    body: (
      <>
        <p>Each document’s beams propose answers. <b>Thorough</b> reads every answer under every document once more for the exact sum. <b>Fast</b> takes <V>p</V>(<V>y</V>|<V>x</V>,<V>z</V>) ≈ 0 where <V>y</V> was not in the beams of <V>z</V>: one pass less, but a sum that is too small.</p>
        <Formula block spoken="p of y given x equals the sum over z of p z times p of y given x and z"><span><V>p</V>(<V>y</V>|<V>x</V>) = <SumZ /> <V>p</V>(<V>z</V>|<V>x</V>) <V>p</V>(<V>y</V>|<V>x</V>,<V>z</V>)</span></Formula>
      </>
    ),
    source: `${PAPER}, §2.5`,
  },
  sequences: {
    title: 'Returned sequences',
    body: <p>The finished beams, best first. <b>log <V>p</V></b> is the sum over tokens with the documents summed out; <b>score</b> divides the search’s sum by |<V>y</V>|<sup>α</sup> and decides the order (a forced token counts 0 there). Choose one to see its tokens, heatmap and path.</p>,
    source: `${PAPER}, §2.5; sequences_scores of transformers`,
  },
  samples: {
    title: 'Samples',
    body: <p>Answers in the order in which they were drawn. <b>log <V>p</V></b> is that of the model itself, without temperature and nucleus: it says how likely the answer was, not how likely it was to be drawn.</p>,
    source: 'Ancestral sampling from the marginal; RAG-Sequence: from the mixture of documents',
  },
  beamTree: {
    title: 'The beam tree',
    body: (
      <>
        <p>Each column is a step, each line a hypothesis: a token and its log <V>p</V>. The colours of a line are the documents’ votes on its token. Filled dots went on, rings were cut, squares finished; the heavy line is the sequence on show.</p>
        <p>Twice as many continuations as beams are weighed at each step, so that ended ones leave enough to go on with. Move with the arrow keys; Enter on a finished line shows its sequence.</p>
      </>
    ),
    source: `${PAPER}, §2.5; beam search as in transformers`,
  },
  missedMass: {
    title: 'What fast decoding misses',
    body: (
      <>
        <p>The candidates’ probabilities added up, and the part of it that comes from documents which did not propose the answer themselves. Fast decoding takes that part for 0, so its sums are too small by just this.</p>
        <Formula block spoken="the sum over y and over the z whose beams lack y of p z times p of y given x and z">
          <span>missed = ∑<sub>y</sub> ∑<sub>z: y ∉ beams(z)</sub> <V>p</V>(<V>z</V>|<V>x</V>) <V>p</V>(<V>y</V>|<V>x</V>,<V>z</V>)</span>
        </Formula>
        <p>What is left up to 100 % belongs to answers that nobody proposed.</p>
      </>
    ),
    source: `${PAPER}, §2.5`,
  },
};
