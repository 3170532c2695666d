/** Tells when the GPU goes away under an engine, and whether an error came of that. Knows no engine. */
import { UserError } from '../errors.ts';

/** Work on a lost device may fail before the browser says that it is lost. */
const PATIENCE_MS = 500;

/** Resolves when the device is lost: the GPU's process crashed, or its driver was reset. Never for a device that we closed. */
export async function lossOf({ lost }: Pick<GPUDevice, 'lost'>): Promise<UserError> {
  const { reason, message } = await lost;
  if (reason === 'destroyed') return new Promise<never>(() => {});
  return new UserError('engine', `the GPU stopped working for this page${message.trim() === '' ? '' : ` (${message.trim()})`}`, 'The engine starts anew by itself; what was embedded so far is kept.');
}

/** @returns the loss, where there is one or there is one in a moment; else null */
export async function lostBy(loss: Promise<UserError> | null, patienceMs = PATIENCE_MS): Promise<UserError | null> {
  if (loss === null) return null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const noLoss = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patienceMs);
  });
  try {
    return await Promise.race([loss, noLoss]);
  } finally {
    clearTimeout(timer);
  }
}
