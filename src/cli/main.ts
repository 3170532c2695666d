/** The command line: everything the page does, without the page. With --json, standard output holds one JSON document. */
import { UserError } from '../errors.ts';
import { ASK_USAGE, askCommand } from './ask.ts';
import { CALIBRATE_USAGE, calibrateCommand } from './calibrate.ts';
import { CONSOLIDATE_USAGE, consolidateCommand } from './consolidate.ts';
import { EVAL_USAGE, evalCommand } from './eval.ts';
import { goldenCommand } from './golden.ts';
import { REPORT_USAGE, reportCommand } from './report.ts';
import { WORLDS_USAGE, worldsCommand } from './worlds.ts';

const COMMANDS: Record<string, { readonly run: (argv: string[]) => Promise<number>; readonly usage: string }> = {
  ask: { run: askCommand, usage: ASK_USAGE },
  calibrate: { run: calibrateCommand, usage: CALIBRATE_USAGE },
  consolidate: { run: consolidateCommand, usage: CONSOLIDATE_USAGE },
  eval: { run: evalCommand, usage: EVAL_USAGE },
  golden: { run: goldenCommand, usage: 'golden DIR… --out OUT [--provider cpu|wasm] [--json]' },
  report: { run: reportCommand, usage: REPORT_USAGE },
  worlds: { run: worldsCommand, usage: WORLDS_USAGE },
};

async function main([name, ...argv]: string[]): Promise<number> {
  const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : null;
  if (!command) {
    console.error(`usage: npm run -s ragscope -- COMMAND …\n\n${Object.values(COMMANDS).map((c) => `  ${c.usage}`).join('\n')}`);
    return name === undefined || name === 'help' || name === '--help' ? 0 : 2;
  }
  try {
    return await command.run(argv);
  } catch (error) {
    if (error instanceof UserError) console.error(`${error.message}${error.hint ? `\n${error.hint}` : ''}`);
    else if (error instanceof TypeError && 'code' in error) console.error(`${error.message}\nusage: ${command.usage}`);
    else throw error;
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
