/** What made a vector: a fingerprint of the context encoder's weights, configuration and tokenizer, and how it was computed. */
import { CONTEXT_ENCODER } from '../../models/ragGraph.ts';
import type { RagEngine } from '../../rag/engine.ts';
import type { EncoderId } from '../../storage/journal/vectorLog.ts';

/** Known by encoder, not by engine: after a fine-tune the engine has another encoder. */
const known = new WeakMap<object, Promise<EncoderId>>();

/** Reads all weights of the context encoder at its first call, about a second for 440 MB. */
export function encoderId(engine: RagEngine): Promise<EncoderId> {
  let id = known.get(engine.contextEncoder);
  if (!id) {
    id = compute(engine);
    known.set(engine.contextEncoder, id);
    // What failed once may succeed later.
    id.catch(() => known.delete(engine.contextEncoder));
  }
  return id;
}

async function compute({ model, runtime, precision }: RagEngine): Promise<EncoderId> {
  const digests: string[] = [];
  for (const name of model.weights.names) {
    if (!name.startsWith(CONTEXT_ENCODER)) continue;
    const { data, dims } = await model.weights.weight(name);
    digests.push(`${name} ${dims.join('x')} ${await sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))}`);
  }
  const tokenizer = model.questionTokenizer;
  const pieces = tokenizer.pieces(Array.from({ length: tokenizer.vocabSize }, (_, id) => id));
  const text = [...digests, JSON.stringify(model.contextEncoder), JSON.stringify(pieces), JSON.stringify(tokenizer.encode(PROBE, PROBE).ids)].join('\n');
  return { model: (await sha256(new TextEncoder().encode(text))).slice(0, 32), numerics: `${precision} ${runtime.provider}`, name: nameFor(model.name) };
}

/** A model that was loaded from an address is called after the address's end: where the page was served is nobody else's business. */
function nameFor(source: string): string {
  if (!/^\w+:\/\//.test(source)) return source;
  const folder = source.replace(/[?#].*$/, '').replace(/\/+$/, '').split('/').at(-1)!;
  return folder === 'tiny' ? 'ragscope tiny' : folder;
}

/** Shows how the tokenizer treats case, accents, Chinese characters and rare ones. */
const PROBE = 'Élan VITAL, naïve café – 東京 0.5 µm İstanbul ﬁn 🦉 [MASK]';

/** Lower-case hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
