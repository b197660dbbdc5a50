// Makes Python environments ahead of time, where an image is built: `node src/main.ts FOLDER [--packages=cloud]
// [--inspector] [LINE …]`. A line is that of a runner, or `script` for recipes without Beam. Prints the programs' paths.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import {
  ensureInspectorEnvironment,
  ensureRunnerEnvironment,
  ensureScriptEnvironment,
} from './ensure-runner-environment.ts';
import { RUNNER_LINES, RUNNER_PACKAGES } from './read-runner-lock.ts';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

const { values, positionals } = parseArgs({
  options: { packages: { type: 'string' }, inspector: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [rootDir, ...lines] = positionals;
const NAMES = [...RUNNER_LINES, 'script'] as const;
const wanted = z
  .object({ packages: z.enum(RUNNER_PACKAGES), lines: z.array(z.enum(NAMES)) })
  .safeParse({ packages: values.packages ?? 'base', lines: lines.length > 0 ? lines : ['0.10'] });
if (rootDir === undefined || !wanted.success) {
  process.stderr.write(
    `Name the folder for the environments (role run expects .local/runner); then lines (${NAMES.join(', ')}), and --packages=${RUNNER_PACKAGES.join(' or ')}, --inspector.\n`,
  );
  process.exit(2);
}
try {
  const onProgress = (message: string) => process.stderr.write(`${message}\n`);
  const { packages } = wanted.data;
  for (const line of wanted.data.lines) {
    const options = { rootDir, environment: process.env, onProgress };
    const executable =
      line === 'script'
        ? (await ensureScriptEnvironment(options)).pythonExecutable
        : (await ensureRunnerEnvironment({ ...options, line, packages })).executable;
    process.stdout.write(`${executable}\n`);
  }
  if (values.inspector) {
    const made = await ensureInspectorEnvironment({ rootDir, environment: process.env, onProgress });
    process.stdout.write(`${made.pythonExecutable}\n`);
  }
} catch (error) {
  process.stderr.write(`${error instanceof RunnerEnvironmentError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
