/** The gradient of one step: micro-batches, run one after the other in a session, and their weighted sum. Knows no model. */
import type { HostTensor, Session } from '../../runtime/types.ts';
import { gradName } from '../../models/ragGraph.ts';
import type { Gradients, Parameters } from '../optimizers.ts';

export interface MicroBatch {
  readonly feeds: Record<string, HostTensor>;
  /** Share in the step's loss; the shares of a step sum to 1. */
  readonly weight: number;
}

export interface StepGradient {
  readonly loss: number;
  /** By parameter; valid until the next step is asked for. */
  readonly gradients: Gradients;
}

/** What computes a step's gradient, here or elsewhere. */
export type StepGradients = (parameters: Parameters, batches: readonly MicroBatch[]) => Promise<StepGradient>;

/** All micro-batches in one session, one after the other. */
export function inSession(session: Session): StepGradients {
  return async (parameters, batches) => {
    const gradients = new Map([...parameters].map(([name, { data }]) => [name, new Float32Array(data.length)]));
    let loss = 0;
    for (const batch of batches) loss += await addGradients(session, parameters, batch, gradients);
    return { loss, gradients };
  };
}

/** Adds a micro-batch's weighted gradients to `sums`. @returns its weighted loss */
export async function addGradients(session: Session, parameters: Parameters, { feeds, weight }: MicroBatch, sums: Gradients): Promise<number> {
  const outputs = await session.run({ ...Object.fromEntries(parameters), ...feeds });
  for (const [name, sum] of sums) {
    const g = outputs[gradName(name)]?.data as Float32Array | undefined;
    if (g) for (let i = 0; i < g.length; i++) sum[i] += weight * g[i];
  }
  return weight * outputs.loss.data[0];
}
