/** What the header says of the engine: the comparison of providers, and the precision of the weights. Text only. */
import type { ReactNode } from 'react';
import type { Explanation } from './explain.tsx';
import { Prior } from './parts/math.tsx';

export type EngineTopic = 'probe' | 'precision';

/** Measured, see ARCHITECTURE.md: `npm run bench -- quality` gives the first three for the weights that ship. */
const PRECISION_ROWS: readonly { readonly what: ReactNode; readonly q8: string; readonly q4: string }[] = [
  { what: 'Bytes', q8: '0.28', q4: '0.23' },
  { what: 'Same next token', q8: '98.7 %', q4: '95.0 %' },
  { what: <>KL of <Prior />, nats</>, q8: '0.0013', q4: '0.024' },
  { what: 'Same best passage', q8: '98.3 %', q4: '91.7 %' },
  { what: 'Time a token, WebAssembly', q8: '0.72', q4: '2.03' },
];

export const ENGINE_TOPICS: Readonly<Record<EngineTopic, Explanation>> = {
  probe: {
    title: 'Parity probe',
    body: <p>At each start on WebGPU a known question runs on WebGPU and on WebAssembly. If the numbers disagree, ragscope does not trust the GPU and uses WebAssembly.</p>,
    source: 'Some graphics drivers compute quantized models wrongly without an error',
  },
  precision: {
    title: 'Precision of the weights',
    body: (
      <>
        <p>Fewer bits a weight take less memory, and change the numbers a little. Against <b>fp32</b>, on the embedded models:</p>
        <table className="table precision-table">
          <thead>
            <tr>
              <th scope="col">of fp32</th>
              <th scope="col" className="number">q8</th>
              <th scope="col" className="number">q4</th>
            </tr>
          </thead>
          <tbody>
            {PRECISION_ROWS.map(({ what, q8, q4 }, i) => (
              <tr key={i}>
                <th scope="row">{what}</th>
                <td className="number">{q8}</td>
                <td className="number">{q4}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p><b>fp16</b> and <b>q8f16</b> also compute in 16 bits. They are offered where the GPU can (shader-f16), and were not yet measured on one.</p>
        <p>A base keeps its vectors when the precision changes: the encoder is the same, its rounding is not. With passages in q8 and questions in q4 the best passage is that of fp32 for 90.0 % of the questions.</p>
      </>
    ),
    source: 'ragscope, Measurements in ARCHITECTURE.md; time: decoder of BART-base width in Chromium; passages: 120 questions to the sample base',
  },
};
