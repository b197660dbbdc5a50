// Updates the locks of pangeo-forge-runner's environments (`packages/runner-environment/python`) and tests them: each
// is installed and bakes, and those for clouds submit to a Dataflow on loopback. A lock that fails is restored. `node
// tools/lock-runner.ts [--upgrade] [LINE …]`
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { type ChangedLock, lockRunner } from '@pangeo-forge/runner-environment/lock-runner';
import { RUNNER_LINES, RUNNER_PACKAGES, type RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { runProgram } from './test-run/run-program.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const rootDir = `${root}.local/runner`;
/** Tests of these packages, by file and by name; `{lines}` are the updated lines among those that they are for. */
const PROOFS = [
  {
    name: 'recipe-runner',
    file: 'pangeo-forge-runner.long',
    tests: 'pangeo-forge-runner {lines} in the sandbox process',
    of: ['0.10', '0.9'],
  },
  {
    name: 'recipe-runner',
    file: 'legacy-line.long',
    tests: 'pangeo-forge-runner {lines} in the sandbox process',
    of: ['0.8'],
  },
  {
    name: 'launcher',
    file: 'real-submission',
    tests: 'pangeo-forge-runner {lines} of the managed environment',
    of: ['0.10', '0.9'],
  },
] as const satisfies ReadonlyArray<{ name: string; file: string; tests: string; of: readonly RunnerLine[] }>;

const { values, positionals } = parseArgs({
  options: { upgrade: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const lines = RUNNER_LINES.filter((line) => positionals.length === 0 || positionals.includes(line));
const onProgress = (message: string) => console.log(message);

const renewed: ChangedLock[] = [];
try {
  for (const line of lines) {
    for (const packages of RUNNER_PACKAGES) {
      const { upgrade } = values;
      const lock = await lockRunner(line, packages, {
        toolsDir: `${rootDir}/uv`,
        environment: process.env,
        upgrade,
        onProgress,
      });
      renewed.push(lock);
      console.log(`${line} ${packages}: ${lock.changes.length === 0 ? 'as it was' : lock.changes.join(' ')}`);
      await ensureRunnerEnvironment({ rootDir, line, packages, environment: process.env, onProgress });
    }
  }
  for (const proof of PROOFS) await prove(proof);
  console.log('the locks are proven: commit them');
} catch (error) {
  for (const lock of renewed) await lock.restore();
  console.error(`the locks are as they were: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function prove({ name, file, tests, of }: (typeof PROOFS)[number]): Promise<void> {
  const proven = lines.filter((line) => (of as readonly RunnerLine[]).includes(line));
  if (proven.length === 0) return;
  const cwd = `${root}packages/${name}`;
  const named = tests.replace('{lines}', `(${proven.join('|').replaceAll('.', '\\.')})`);
  const PATH = `${root}node_modules/.bin:${process.env['PATH'] ?? ''}`;
  const folder = mkdtempSync(`${tmpdir()}/lock-runner-`);
  try {
    const outputFile = `${folder}/result.json`;
    const { ok } = await runProgram('jest', [file, '--testNamePattern', named, '--json', '--outputFile', outputFile], {
      cwd,
      env: { ...process.env, PATH, PANGEO_FORGE_LONG_TESTS: '1' },
    });
    if (!ok) throw new Error(`the tests of ${file} in ${name} fail with them, see above`);
    // skipped or renamed tests prove nothing
    const { numPassedTests } = JSON.parse(readFileSync(outputFile, 'utf8')) as { numPassedTests: number };
    if (numPassedTests < proven.length) throw new Error(`there are too few tests "${named}" in ${name} to prove them`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
