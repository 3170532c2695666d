/** The stages of `npm test`: how each runs, and how its JSON report turns into counts. Knows no order and prints nothing. */
import { binary } from './install.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: string[] }} Counts
 * @typedef {{ command: string[], env?: Record<string, string>, browser?: boolean,
 *   read?: (report: any) => Counts }} Stage  `read` is absent where the whole stage is one check
 */

/** @returns {Counts} */
function readVitest(report) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    // A file that fails before its first test reports none of them.
    if (file.assertionResults.length === 0 && file.status === 'failed') counts.failed += 1;
    for (const test of file.assertionResults) {
      if (test.status === 'passed') counts.passed += 1;
      else if (test.status === 'failed') counts.failed += 1;
      else counts.skipped.push(test.fullName);
    }
  }
  // Errors outside any test, such as an unhandled rejection.
  if (!report.success && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** @returns {Counts} */
function readPlaywright(report) {
  /** @type {Counts} */
  const counts = { passed: 0, failed: report.errors.length, skipped: [] };
  const visit = (suite) => {
    for (const spec of suite.specs) {
      for (const test of spec.tests) {
        if (test.status === 'skipped') counts.skipped.push(`[${test.projectName}] ${suite.title} ${spec.title}`);
        else if (test.status === 'unexpected') counts.failed += 1;
        else counts.passed += 1;
      }
    }
    for (const inner of suite.suites ?? []) visit(inner);
  };
  for (const suite of report.suites) visit(suite);
  return counts;
}

const vitest = (project, report) => [
  binary('vitest/vitest.mjs'),
  'run',
  `--project=${project}`,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
];

/** Stages in the order they run. @type {Record<string, (report: string) => Stage>} */
export const STAGES = {
  types: () => ({ command: [binary('typescript/bin/tsc'), '--noEmit'] }),
  lint: () => ({ command: [binary('oxlint/bin/oxlint'), '--deny-warnings'] }),
  unit: (report) => ({ command: vitest('unit', report), read: readVitest }),
  kernels: (report) => ({ command: vitest('browser', report), read: readVitest, browser: true }),
  e2e: (report) => ({
    command: [binary('@playwright/test/cli.js'), 'test'],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    read: readPlaywright,
    browser: true,
  }),
};
