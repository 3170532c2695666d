/** What the words of the import dialog mean. Text only. */
import type { Explanation } from './explain.tsx';

export type ImportTopic = 'splitting' | 'tokenLengths';

export const IMPORT_TOPICS: Readonly<Record<ImportTopic, Explanation>> = {
  splitting: {
    title: 'Splitting into passages',
    body: (
      <>
        <p>A passage is what is embedded, retrieved and read as one piece: long texts are cut, and the row’s title goes with every part.</p>
        <p>
          <b>Words</b> are what stands between spaces; 100 of them is the paper’s way. <b>Sentences</b> are kept whole, as many as fit. <b>Tokens</b> are the pieces that the encoder reads, so that nothing is left out; an overlap keeps what is said across a cut in one
          of the two passages.
        </p>
        <p>Short passages are found more exactly, long ones give the generator more to read. A model may ask for its own way to begin with: the embedded one reads a few sentences better than a whole paragraph.</p>
      </>
    ),
    source: 'Lewis et al. 2020, “Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks”, §3 (disjoint chunks of 100 words)',
  },
  tokenLengths: {
    title: 'Length in tokens',
    body: (
      <>
        <p>The encoder’s vocabulary has common words as one token and spells out the others in pieces. Title, text and three marks make up the length of a passage.</p>
        <p>The encoder has a position for so many tokens and no more. What stands behind the limit has no part in the vector, so no question finds it; the generator may still read it.</p>
      </>
    ),
    source: 'Devlin et al. 2019, “BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding”, §3 (WordPiece, positions)',
  },
};
