/** What the panel of models means: two encoders, the door to the hub, the browser's promise. Text only. */
import type { Explanation } from './explain.tsx';
import { Formula, V } from './parts/math.tsx';

export type ModelTopic = 'contextEncoder' | 'airlock' | 'accessToken' | 'modelStorage';

export const MODEL_TOPICS: Readonly<Record<ModelTopic, Explanation>> = {
  contextEncoder: {
    title: 'Two encoders',
    body: (
      <>
        <p>Dense retrieval embeds questions and passages with two networks that were trained as a pair. A score means something only between vectors of the same pair.</p>
        <Formula block spoken="s z equals d of z transposed times q of x">
          <span>
            <V>s</V>
            <sub>z</sub> = <b>d</b>(<V>z</V>)<sup>⊤</sup> <b>q</b>(<V>x</V>)
          </span>
        </Formula>
        <p>Published RAG models hold only the question encoder <b>q</b>, because their passages were embedded beforehand. To embed your own, <b>d</b> is needed as well: the context encoder of the same training.</p>
      </>
    ),
    source: 'Karpukhin et al. 2020, “Dense Passage Retrieval for Open-Domain Question Answering”, §3',
  },
  airlock: {
    title: 'How this page stays closed',
    body: (
      <>
        <p>The browser itself forbids this page to connect to any other site. A hub is reached through a second, hidden document, which exists only while you look something up or download, and which may connect to that one hub.</p>
        <p>No cookie, no referrer and nothing of your data goes with the request. Once a model is stored, it works without the hub.</p>
      </>
    ),
    source: 'Content Security Policy, connect-src',
  },
  accessToken: {
    title: 'Access token',
    body: (
      <>
        <p>Some models are given only to those who accepted their terms, or to their owners. A token is a password that you make in the settings of your account on the hub and can take back there. One that may only read is enough.</p>
        <p>It stays in the memory of this page: not in its address, not on the disk, not in any message. The hidden document that fetches shows it to this one hub, and not to the servers that the hub redirects to.</p>
      </>
    ),
    source: 'RFC 6750, “The OAuth 2.0 Authorization Framework: Bearer Token Usage”',
  },
  modelStorage: {
    title: 'Where models are kept',
    body: (
      <>
        <p>In this browser’s private file system, for this page alone. Each file is compared with the digest that the hub states before the model can be used.</p>
        <p>At its first start a model is quantized for this device, tensor by tensor; the result is kept beside its files, read at later starts, and deleted with them.</p>
        <p>A browser short of space may clear what it never promised to keep. The figures are its estimates.</p>
      </>
    ),
    source: 'Storage Standard: estimate, persist; File System Standard: origin private file system',
  },
};
