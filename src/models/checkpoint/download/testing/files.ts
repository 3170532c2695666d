/** Repositories that look like checkpoints and hold noise, and policies that do not wait. For tests only. */
import { DEFAULT_RETRY, type RetryPolicy } from '../retry.ts';

/** Noise that is the same at every run. */
export function noise(length: number, seed = 1): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (state * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16);
}

/** A RAG folder as far as downloading goes: two weight files, one of them large. */
export function noiseRepo(weightBytes = 300_000): Map<string, Uint8Array | string> {
  return new Map<string, Uint8Array | string>([
    ['.gitattributes', '*.bin filter=lfs'],
    ['README.md', '---\nlicense: "mit" # free\n---\n# Noise\n'],
    ['config.json', '{"model_type":"rag"}'],
    ['model.safetensors', noise(weightBytes)],
    ['pytorch_model.bin', noise(500)],
    ['tf_model.h5', noise(400)],
    ['ctx_encoder/config.json', '{"model_type":"dpr"}'],
    ['ctx_encoder/model.safetensors', noise(2_000, 2)],
    ['question_encoder_tokenizer/vocab.txt', '[PAD]\n[UNK]\n'],
    ['generator_tokenizer/vocab.json', '{}'],
    ['generator_tokenizer/merges.txt', '#version: 0.2\n'],
    ['onnx/model.onnx', noise(100)],
  ]);
}

/** Waits are told and not waited. */
export function impatient(waits: number[] = [], change: Partial<RetryPolicy> = {}): RetryPolicy {
  return {
    ...DEFAULT_RETRY,
    attempts: 4,
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
    ...change,
  };
}
