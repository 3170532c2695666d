/** placeholder */
import type { TrainContext } from './main.ts';
export async function exportTiny(_context: TrainContext, _out: string): Promise<void> {}
