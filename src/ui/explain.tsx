/** What each number on the page means, with its formula and where the RAG paper defines it. Text only. */
import type { ReactElement } from 'react';
import { DECODING_TOPICS, type DecodingTopic } from './explainDecoding.tsx';
import { ENGINE_TOPICS, type EngineTopic } from './explainEngine.tsx';
import { IMPORT_TOPICS, type ImportTopic } from './explainImport.tsx';
import { LIBRARY_TOPICS, type LibraryTopic } from './explainLibrary.tsx';
import { MODEL_TOPICS, type ModelTopic } from './explainModels.tsx';
import { Formula, Posterior, Prior, QueryGradient, ScoreGradient, SumZ, TokenProb, V } from './parts/math.tsx';

const PAPER = 'Lewis et al. 2020, “Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks”';

export interface Explanation {
  readonly title: string;
  readonly body: ReactElement;
  readonly source: string;
}

export type Topic =
  | DecodingTopic
  | EngineTopic
  | ImportTopic
  | LibraryTopic
  | ModelTopic
  | 'mode' | 'nDocs' | 'maxLength' | 'index' | 'prior' | 'posterior' | 'score' | 'votes' | 'answerable' | 'heatmap' | 'candidates'
  | 'indexRecall' | 'indexLatency' | 'indexMemory'
  | 'loss' | 'scoreGrad' | 'closedForm' | 'queryGrad' | 'cosine' | 'parameters';

export const TOPICS: Readonly<Record<Topic, Explanation>> = {
  ...DECODING_TOPICS,
  ...ENGINE_TOPICS,
  ...IMPORT_TOPICS,
  ...LIBRARY_TOPICS,
  ...MODEL_TOPICS,
  mode: {
    title: 'RAG-Token and RAG-Sequence',
    body: (
      <>
        <p><b>RAG-Token</b> sums the documents out at every token, so one answer can draw on several documents.</p>
        <p><b>RAG-Sequence</b> writes whole answers from one document at a time, scores each under all documents, and keeps the likeliest.</p>
        <Formula block spoken="Token: product over t of the sum over z. Sequence: sum over z of the product over t.">
          <span>Token: ∏<sub>t</sub> <SumZ /> <V>p</V>(<V>z</V>|<V>x</V>) <V>p</V>(<V>y</V><sub>t</sub>|…)</span>
          <span>Sequence: <SumZ /> <V>p</V>(<V>z</V>|<V>x</V>) ∏<sub>t</sub> <V>p</V>(<V>y</V><sub>t</sub>|…)</span>
        </Formula>
      </>
    ),
    source: `${PAPER}, §2.1 and §2.5`,
  },
  nDocs: {
    title: 'How many documents',
    body: <p>The sum over all passages is cut to the <V>K</V> best ones. More documents give the answer more chances and take proportionally longer to read.</p>,
    source: `${PAPER}, §2.1 (top-K approximation)`,
  },
  maxLength: {
    title: 'Answer length',
    body: <p>The most tokens that the generator may write. It stops earlier when it says that the answer has ended.</p>,
    source: `${PAPER}, §2.5`,
  },
  index: {
    title: 'Index',
    body: (
      <>
        <p><b>Exact</b> compares the question’s vector with every passage’s. <b>Hybrid</b> adds what shared rare words say (BM25), which finds names that a small encoder never learned:</p>
        <Formula block spoken="s z equals d of z transposed times q of x plus w times c of z over the largest c, where c is BM25 times the number of words matched">
          <span><V>s</V><sub>z</sub> = <b>d</b>(<V>z</V>)<sup>⊤</sup> <b>q</b>(<V>x</V>) + <V>w</V> <V>c</V><sub>z</sub> / max <V>c</V></span>
          <span><V>c</V><sub>z</sub> = BM25(<V>x</V>, <V>z</V>) · words matched</span>
        </Formula>
        <p>The word part does not depend on <b>q</b>, so <Prior /> stays a softmax with a gradient to the question encoder. <b>Words only</b> is a fixed retriever without one. The others find the greatest inner products in other ways: compare them below on your own base.</p>
        <p>The paper used an approximate index (HNSW in FAISS) over 21 million passages.</p>
      </>
    ),
    source: `${PAPER}, §3 and §4.5; hybrid: Karpukhin et al. 2020 (DPR), §5`,
  },
  indexRecall: {
    title: 'Recall against exact',
    body: (
      <>
        <p>The share of the <V>k</V> passages with the greatest inner products that the index finds, over all questions.</p>
        <Formula block spoken="recall at k equals the size of what both found over k"><span>recall@<V>k</V> = |found ∩ exact| / <V>k</V></span></Formula>
        <p>Hybrid and words rank by something else on purpose: for them it tells how much they differ, not how much they miss.</p>
      </>
    ),
    source: 'Every index proposes candidates; one store scores them by exact inner product, so scores never differ, only what is found',
  },
  indexLatency: {
    title: 'Search time',
    body: <p>The median over the questions, after one search that does not count. Embedding the question comes on top and is the same for all. On a small base every index is fast; the differences grow with the number of passages.</p>,
    source: 'Measured here, on this machine, just now',
  },
  indexMemory: {
    title: 'Memory beside the vectors',
    body: (
      <>
        <p>What the index holds in addition to the vectors themselves. The exact scan needs none. The int8 scan keeps one byte a value and reads a quarter as much; the best of it are scored again exactly. The inverted file keeps the same bytes grouped around centroids.</p>
        <p>Voy is told by all of its memory, which never shrinks; what a word index holds cannot be told from outside.</p>
      </>
    ),
    source: 'Inverted file: Jégou et al. 2011, §4',
  },
  score: {
    title: 'Score',
    body: (
      <>
        <p>The inner product of the question vector and the passage vector. It has no unit and no ceiling; only differences between documents count. With the hybrid index a second term counts shared words.</p>
        <Formula block spoken="s z equals d of z transposed times q of x">
          <span><V>s</V><sub>z</sub> = <b>d</b>(<V>z</V>)<sup>⊤</sup> <b>q</b>(<V>x</V>)</span>
        </Formula>
      </>
    ),
    source: `${PAPER}, §2.2 (DPR)`,
  },
  prior: {
    title: 'Prior: how much the retriever trusts a document',
    body: (
      <>
        <p>The scores of the retrieved documents, turned into shares by a softmax. It is fixed before the first word is written.</p>
        <Formula block spoken="p of z given x is proportional to e to the s z">
          <span><Prior /> ∝ exp(<b>d</b>(<V>z</V>)<sup>⊤</sup> <b>q</b>(<V>x</V>))</span>
        </Formula>
      </>
    ),
    source: `${PAPER}, §2.2`,
  },
  posterior: {
    title: 'Posterior: who turned out to be right',
    body: (
      <>
        <p>The same shares after seeing the answer: each document gains by how well it predicted the words, by Bayes’ rule.</p>
        <Formula block spoken="p of z given x and y is proportional to p of z given x times p of y given x and z">
          <span><Posterior /> ∝ <Prior /> ∏<sub>t</sub> <TokenProb given /></span>
        </Formula>
      </>
    ),
    source: `Bayes’ rule on the model of ${PAPER}, §2.1; its figure 2 shows this quantity`,
  },
  votes: {
    title: 'Votes on a token',
    body: (
      <>
        <p>The bar under a word shows each document’s share in that word’s probability: its weight times how strongly it predicted the word.</p>
        <Formula block spoken="r t z equals the weight of z times its probability of the token, over the sum of these">
          <span><V>r</V><sub>t,z</sub> = <V>w</V><sub>z</sub> <TokenProb given /> / <SumZ /> …</span>
        </Formula>
        <p>In RAG-Token the weight <V>w</V><sub>z</sub> is the prior at every token; in RAG-Sequence it is the posterior so far.</p>
      </>
    ),
    source: `${PAPER}, §2.1; compare figure 2`,
  },
  answerable: {
    title: 'No answer in the passages?',
    body: (
      <>
        <p>Two signals of the model itself: how sure it was of its words, and whether one document stood out. A logistic regression, fitted to this checkpoint on questions whose passages were hidden, joins them.</p>
        <Formula block spoken="p of answerable equals sigma of b plus a times the mean log p per token plus c times the entropy of the prior over log K">
          <span><V>p</V> = σ(<V>b</V> + <V>a</V>·mean log <V>p</V>(<V>y</V><sub>t</sub>) + <V>c</V>·<V>H</V>(<V>z</V>|<V>x</V>) / log <V>K</V>)</span>
        </Formula>
        <p>The line is where nineteen of twenty answerable questions pass.</p>
      </>
    ),
    source: 'fitted by ragscope calibrate',
  },
  heatmap: {
    title: 'Documents × tokens',
    body: (
      <>
        <p>A row is a document, a column a token of the answer. <b>Votes</b>: share in the token. <b>Posterior</b>: trust in the document after that token. <b>log p</b>: how well the document alone predicts it.</p>
        <p>Move with the arrow keys.</p>
      </>
    ),
    source: `${PAPER}, figure 2`,
  },
  candidates: {
    title: 'Candidates',
    body: <p>Each document’s search proposes answers. In thorough decoding every distinct answer is then scored under all documents, in fast decoding only under those that proposed it; the likeliest wins. Choose one to see its tokens and heatmap.</p>,
    source: `${PAPER}, §2.5`,
  },
  loss: {
    title: 'Loss of the reference answer',
    body: (
      <>
        <p>How surprised the whole system is by your answer, in nats: with the documents summed out.</p>
        <Formula block spoken="L equals minus log p of y given x"><span><V>L</V> = −log <V>p</V>(<V>y</V>|<V>x</V>)</span></Formula>
        <p>Perplexity is e to the loss per token: the number of equally likely words it hesitated between.</p>
      </>
    ),
    source: `${PAPER}, §2.4`,
  },
  scoreGrad: {
    title: 'Gradient at a document’s score',
    body: (
      <>
        <p>Prior minus responsibility. Positive: the score was too high, descent lowers it. Negative: descent raises it.</p>
        <Formula block spoken="gradient at s z equals p z minus r z"><span><ScoreGradient /> = <V>p</V><sub>z</sub> − <V>r</V><sub>z</sub></span></Formula>
        <p>RAG-Token adds this up over the tokens. If prior and responsibility agree it is zero, however high the loss.</p>
      </>
    ),
    source: `Derivative of the marginal likelihood of ${PAPER}, §2.1 and §2.4`,
  },
  closedForm: {
    title: 'Two roads, one number',
    body: <p>The bar comes from the compiled backward graph, as in training. The closed form is worked out by hand from <V>p</V> and <V>r</V>. The check shows the largest difference, relative to the size of the terms subtracted, over document scores and the question vector.</p>,
    source: 'Reverse-mode differentiation against the formula',
  },
  queryGrad: {
    title: 'Gradient at the question vector',
    body: (
      <>
        <p>How strongly this answer wants to move the question in embedding space.</p>
        <Formula block spoken="gradient at q equals the sum over z of p z minus r z, times d z"><span><QueryGradient /> = <SumZ /> (<V>p</V><sub>z</sub> − <V>r</V><sub>z</sub>) <b>d</b>(<V>z</V>)</span></Formula>
        <p>Documents stay fixed: only the question encoder and the generator learn.</p>
      </>
    ),
    source: `${PAPER}, §2.4`,
  },
  cosine: {
    title: 'Towards or away',
    body: <p>The cosine between the direction of descent, <Formula spoken="minus gradient at q">−<QueryGradient /></Formula>, and the document’s vector. Above zero the step pulls the question towards the document; below zero, away from it.</p>,
    source: 'Geometry of the gradient above',
  },
  parameters: {
    title: 'Where the gradient lands in the question encoder',
    body: <p>The length (Euclidean norm) of the gradient at each group of parameters. Long bars learn most from this answer in a plain gradient step.</p>,
    source: `Backpropagation through the BERT question encoder; ${PAPER}, §2.4`,
  },
};
