/** Full-batch training of a RAG case by the engine's own optimizers. Knows no expected result. */
import type { FloatTensor } from '../models/checkpoint/tensor.ts';
import { gradName } from '../models/ragGraph.ts';
import type { HostTensor } from '../runtime/types.ts';
import { adamW, sgd, type Optimizer } from '../train/optimizers.ts';
import type { CaseActual } from './actual.ts';
import { numberOr, type Json } from './json.ts';
import { referenceName, type LossSettings, type PassOutputs, type RagPass } from './ragPass.ts';

/** Settings as torch.optim names them; null where an optimizer or one of its settings is not supported. */
function optimizerOf(name: string, settings: Json): Optimizer | null {
  const weightDecay = numberOr(settings['weight_decay'], name === 'adamw' ? 0.01 : 0);
  if (name === 'adamw') {
    const betas = Array.isArray(settings['betas']) ? settings['betas'] : [];
    return adamW({ beta1: numberOr(betas[0], 0.9), beta2: numberOr(betas[1], 0.999), eps: numberOr(settings['eps'], 1e-8), weightDecay });
  }
  if (name === 'sgd' && weightDecay === 0 && numberOr(settings['momentum'], 0) === 0) return sgd();
  return null;
}

/** Trains from the checkpoint once for each optimizer that the case names. */
export async function trainAll(
  pass: RagPass,
  loss: LossSettings,
  wanted: ReadonlyMap<string, Json>,
  unsupported: string[],
): Promise<CaseActual['training']> {
  if (wanted.size === 0) return undefined;
  const results = new Map<string, { losses: number[]; final: Map<string, FloatTensor> }>();
  for (const [name, settings] of wanted) {
    const optimizer = optimizerOf(name, settings);
    if (optimizer) results.set(name, await train(pass, loss, optimizer, numberOr(settings['lr'], 1e-3), numberOr(settings['steps'], 3)));
    else unsupported.push(`training: ${name} with ${JSON.stringify(settings)}`);
  }
  return results;
}

async function train(pass: RagPass, loss: LossSettings, optimizer: Optimizer, lr: number, steps: number): Promise<{ losses: number[]; final: Map<string, FloatTensor> }> {
  const parameters = new Map<string, HostTensor>([...pass.parameters].map(([name, { dims, data }]) => [name, { dims, data: data.slice() }]));
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) {
    const outputs = await pass.run(loss, parameters);
    losses.push(summedLoss(outputs));
    optimizer.step(parameters, new Map([...parameters.keys()].map((name) => [name, outputs[gradName(name)].data as Float32Array])), lr);
  }
  losses.push(summedLoss(await pass.run(loss, parameters)));
  return { losses, final: new Map([...parameters].map(([name, { dims, data }]) => [referenceName(name), { dims, data: data as Float32Array }])) };
}

export function summedLoss(outputs: PassOutputs): number {
  return (outputs['loss'].data as Float32Array).reduce((sum, value) => sum + value, 0);
}
