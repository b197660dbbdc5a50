import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RUNNER_LINES } from '@pangeo-forge/runner-environment/read-runner-lock';
import { z } from 'zod';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { realRunner } from '../real-runner.ts';
import { sandboxHere } from '../sandboxes.ts';
import { FAILING_RECIPES } from './failing-recipes.ts';
import { recordedFolder, type RecordedFailure } from './recorded-failures.ts';
import { runFailingRecipe, startFailureStage } from './run-failing-recipe.ts';

/**
 * Writes `recorded/`: what the real runner prints for each failing recipe, in the sandbox `process`.
 *   node packages/recipe-runner/test/failures/record-failures.main.ts LINE [NAME…]
 */
const [line, ...names] = z.tuple([z.enum(RUNNER_LINES)], z.string()).parse(process.argv.slice(2));
const real = await realRunner(line);
const folder = recordedFolder(line);
const choice = await sandboxHere('process');
if (!real || !choice) throw new Error('the managed environment and the sandbox "process" are needed');
const stage = await startFailureStage();
await mkdir(folder, { recursive: true });
try {
  for (const recipe of FAILING_RECIPES) {
    if (names.length > 0 && !names.includes(recipe.name)) continue;
    const printed: Array<[stream: 'stdout' | 'stderr', text: string]> = [];
    const result = await runFailingRecipe(stage, recipe, { real, sandbox: recording(choice.sandbox, printed) });
    const { exitCode, signal } = result;
    const recorded: RecordedFailure = { exitCode, signal, printed: scrubbed(printed) };
    await writeFile(join(folder, `${recipe.name}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
    process.stdout.write(`${recipe.name}: ${result.outcome}: ${result.reason}\n`);
  }
} finally {
  await stage.stop();
}

function recording(sandbox: Sandbox, printed: Array<['stdout' | 'stderr', string]>): Sandbox {
  return {
    ...sandbox,
    async start(command) {
      const running = await sandbox.start(command);
      for (const stream of ['stdout', 'stderr'] as const)
        running[stream].on('data', (bytes: Buffer) => printed.push([stream, bytes.toString('utf8')]));
      return running;
    },
  };
}

/** Complete lines, with the folders of this machine under other names. */
function scrubbed(printed: ReadonlyArray<['stdout' | 'stderr', string]>): RecordedFailure['printed'] {
  const prefixes = [
    [join(stage.directory, 'invocations'), '/invocations'],
    [stage.directory, '/stage'],
    [join(real?.python ?? '', '../..'), '/runner'],
  ] as const;
  const lines: RecordedFailure['printed'] = [];
  for (const stream of ['stdout', 'stderr'] as const) {
    const text = printed.flatMap(([name, part]) => (name === stream ? [part] : [])).join('');
    const clean = prefixes.reduce((kept, [path, name]) => kept.replaceAll(path, name), text);
    for (const line of clean.split('\n')) if (line !== '') lines.push([stream, line]);
  }
  return lines;
}
