// `pnpm test`: the checks, then the tests of every package. The last line is the count.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sweepTemporaryDirectories, temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { sharedTestServers } from './test-run/shared-test-servers.ts';
import { readTally } from './test-run/read-tally.ts';
import { runProgram } from './test-run/run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { long } = parseArgs({ options: { long: { type: 'boolean', default: false } } }).values;
const turbo = (args: string[], env: Record<string, string> = {}) =>
  runProgram('turbo', args, { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env } });

const began = performance.now();
const log = (what: string) => console.log(`${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);

const check = await turbo([
  'run',
  '//#typecheck',
  '//#lint',
  '//#format:check',
  '--output-logs=errors-only',
  '--continue=always',
]);
if (!check.interrupted) log(`types, lint and format: ${check.ok ? 'ok' : 'FAILED, see above'}`);

const tallies = temporaryDirectory();
const servers = await sharedTestServers();
let tests: Awaited<ReturnType<typeof runProgram>>;
try {
  // each Jest uses half of the processors, and tests wait half of their time for processes: three packages at once use
  // the machine
  const atOnce = long ? 2 : 3;
  tests = check.interrupted
    ? check
    : await turbo(['run', 'test', `--concurrency=${atOnce}`, '--continue=always', '--log-order=grouped'], {
        ...servers.env,
        PANGEO_FORGE_TEST_TALLY: tallies,
        NODE_COMPILE_CACHE: path.join(root, '.local', 'compile-cache'), // tests start hundreds of processes
        ...(long && { PANGEO_FORGE_LONG_TESTS: '1' }),
      });
} finally {
  await servers.stop();
}
const tally = readTally(tallies);
if (process.env['KEEP_TALLY'])
  (await import('node:fs')).cpSync(tallies, process.env['KEEP_TALLY'], { recursive: true });
rmSync(tallies, { recursive: true, force: true });
sweepTemporaryDirectories(); // of tests that were interrupted
log(tests.interrupted ? 'interrupted' : 'tests finished');

if (!check.ok) tally.failed.push('types, lint and format');
if (!tests.ok && tally.failed.length === 0)
  tally.failed.push('the tests of a package ended without a count, see above');
if (tests.ok && tally.passed === 0) tally.failed.push('there were no tests');
for (const name of tally.skipped) console.log(`skipped: ${name}`);
for (const name of tally.failed) console.log(`failed: ${name}`);
console.log(
  `${tally.passed} passed, ${tally.failed.length} failed${tally.skipped.length ? `, ${tally.skipped.length} skipped` : ''}`,
);
process.exitCode = tests.interrupted ? 130 : tally.failed.length ? 1 : 0;
