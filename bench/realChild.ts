/** Runs one stage of the benchmark at real size in a process of its own, so that its peak memory is its own; prints one JSON document. */
import { answer, pack, type StageTask } from './realStages.ts';

const [stage, task] = process.argv.slice(2);
const run = stage === 'pack' ? pack : answer;
process.stdout.write(JSON.stringify(await run(JSON.parse(task) as StageTask)));
