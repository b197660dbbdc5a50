// What `pnpm test` runs: the checks, and the tests of every package; with patterns, only the tests whose path holds one of them. The last line is the
// count.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { sweepTemporaryDirectories, temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { sharedTestServers } from './test-run/shared-test-servers.ts';
import { readTally } from './test-run/read-tally.ts';
import { runProgram } from './test-run/run-program.ts';

const SHOWN_FILES = 10;

const root = fileURLToPath(new URL('..', import.meta.url));
const { values, positionals: patterns } = parseArgs({
  options: { long: { type: 'boolean', default: false }, bounded: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const run = (program: string, args: string[], env: Record<string, string> = {}) =>
  runProgram(program, args, { cwd: root, env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', ...env } });

const began = performance.now();
const log = (what: string) => console.log(`${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);

async function runChecks(): Promise<{ ok: boolean; interrupted: boolean }> {
  if (patterns.length > 0) return { ok: true, interrupted: false };
  const tasks = ['//#typecheck', '//#lint', '//#format:check'];
  const check = await run('turbo', ['run', ...tasks, '--output-logs=errors-only', '--continue=always']);
  if (!check.interrupted) log(`types, lint and format are ${check.ok ? 'right' : 'NOT right, see above'}`);
  return check;
}

const folder = temporaryDirectory();
const tallyFile = path.join(folder, 'tally.json');
const servers = await sharedTestServers();
let check: { ok: boolean; interrupted: boolean };
let tests: { ok: boolean; interrupted: boolean };
try {
  [check, tests] = await Promise.all([
    runChecks(),
    run('jest', patterns, {
      ...servers.env,
      PANGEO_FORGE_TEST_TALLY: tallyFile,
      NODE_COMPILE_CACHE: path.join(root, '.local', 'compile-cache'), // tests start hundreds of processes
      ...(values.long && { PANGEO_FORGE_LONG_TESTS: '1' }),
      ...(values.bounded && { PANGEO_FORGE_LONG_TESTS: 'bounded' }),
    }),
  ]);
} finally {
  await servers.stop();
}
const counted = readTally(tallyFile);
const tally = counted ?? { passed: 0, failed: [], skipped: [], files: [] };
rmSync(folder, { recursive: true, force: true });
sweepTemporaryDirectories(); // of tests that were interrupted
const interrupted = check.interrupted || tests.interrupted;
log(interrupted ? 'interrupted' : 'the tests have run');

const longest = tally.files.toSorted((a, b) => b.seconds - a.seconds).slice(0, SHOWN_FILES);
for (const { file, seconds } of longest) console.log(`${seconds.toFixed(1).padStart(6)} s ${file}`);
if (!check.ok) tally.failed.push('types, lint and format');
if (!counted)
  tally.failed.push(`no tests ${patterns.length ? `of ${patterns.join(', ')} ` : ''}were counted, see above`);
else if (!tests.ok && tally.failed.length === 0) tally.failed.push('the run of the tests itself, see above');
for (const name of tally.skipped) console.log(`skipped: ${name}`);
for (const name of tally.failed) console.log(`failed: ${name}`);
console.log(
  `${tally.passed} passed, ${tally.failed.length} failed${tally.skipped.length ? `, ${tally.skipped.length} skipped` : ''}`,
);
process.exitCode = interrupted ? 130 : tally.failed.length ? 1 : 0;
