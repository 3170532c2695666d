import { describe, expect, it } from 'vitest';
import { configJson } from './configJson.ts';

describe('configJson', () => {
  it('writes fields of type float with a decimal point, at any depth', () => {
    const text = configJson({ n_docs: 5, label_smoothing: 0, generator: { dropout: 1, d_model: 16 } });
    expect(text).toBe('{\n  "n_docs": 5,\n  "label_smoothing": 0.0,\n  "generator": {\n    "dropout": 1.0,\n    "d_model": 16\n  }\n}\n');
  });

  it('leaves what has a point or an exponent as it is', () => {
    expect(configJson({ layer_norm_eps: 1e-12, label_smoothing: 0.1 })).toContain('"layer_norm_eps": 1e-12,\n  "label_smoothing": 0.1\n');
  });

  it('touches no text that reads like a field', () => {
    const config = { title_sep: '\n  "dropout": 0\n', doc_sep: '"dropout": 0', dropout: '0' };
    expect(JSON.parse(configJson(config))).toEqual(config);
  });
});
