/** What the library's numbers and words mean. Text only. */
import type { Explanation } from './explain.tsx';
import { Formula, V } from './parts/math.tsx';

export type LibraryTopic = 'vectorType' | 'libraryStorage' | 'hotSwap';

export const LIBRARY_TOPICS: Readonly<Record<LibraryTopic, Explanation>> = {
  vectorType: {
    title: 'Bits of a vector',
    body: (
      <>
        <p>
          <b>fp32</b> keeps what the encoder gave. <b>fp16</b> takes half the room and rounds each number to 11 bits. <b>int8</b> takes a quarter: each vector has one scale, its largest number over 127.
        </p>
        <Formula block spoken="d i is about s times n i, s equals the largest absolute d i over 127">
          <span>
            <V>d</V>
            <sub>i</sub> ≈ <V>s</V> · <V>n</V>
            <sub>i</sub>, &nbsp; <V>s</V> = max |<V>d</V>
            <sub>i</sub>| / 127
          </span>
        </Formula>
        <p>Rounding moves inner products a little, and where two passages are nearly equal it can change their order. “Measure ranks” asks for the base’s own passages and counts how often it does.</p>
      </>
    ),
    source: 'Scores are computed in float32 from what is kept',
  },
  libraryStorage: {
    title: 'Where bases are kept',
    body: (
      <>
        <p>In this browser’s private storage for this page (OPFS), and nowhere else. Each batch of vectors is written, flushed and only then recorded with its checksum: a tab that is closed in the middle loses the batch it was at.</p>
        <p>A browser may clear such storage when the disk is short. What you want to keep for good, export as a bundle.</p>
      </>
    ),
    source: 'A bundle is a .zip of JSON lines and NumPy arrays, with checksums',
  },
  hotSwap: {
    title: 'Swapping the knowledge base',
    body: (
      <p>
        What RAG knows of the world lies in its passages, not in its weights. The paper asked the same questions with an index of Wikipedia from 2016 and one from 2018, and the answers followed the index. Here the same question goes to two of your bases, and nothing is retrained.
      </p>
    ),
    source: 'Lewis et al. 2020, “Retrieval-Augmented Generation for Knowledge-Intensive NLP Tasks”, §4.5 (index hot-swapping)',
  },
};
