import type { SandboxName } from '../../src/sandbox/sandbox.ts';
import { attacksOnSecrets } from './attacks-on-secrets.ts';
import { attacksOnTheMachine } from './attacks-on-the-machine.ts';
import type { HostileRecipe, Verdict } from './hostile-recipe.ts';

export const hostileRecipes: readonly HostileRecipe[] = [...attacksOnSecrets, ...attacksOnTheMachine];

const SANDBOXES: readonly SandboxName[] = ['process', 'bubblewrap', 'docker'];
const FAST = 'recipe-runner/src/sandbox/hostile-recipes.test.ts';

/** What no sandbox decides: the same everywhere, each with the test that shows it. */
const OUTSIDE_THE_SANDBOX = [
  [
    'prints its bakery’s secrets',
    'what is stored and shown is redacted',
    'runner-worker/src/invocations/log-writer.test.ts',
  ],
  [
    'prints lines that look like the runner’s (`completed`, `submitted`)',
    'the exit code and the bakery decide',
    'recipe-runner/src/runner/pangeo-forge-runner.stand-in.test.ts',
  ],
  [
    'has ids and folders such as `../../etc` and `-f`',
    'refused before anything runs',
    'recipe-runner/src/runner/check-request.test.ts',
  ],
  [
    'leaves links, pipes and devices in its output for who opens it',
    'only plain files below the storage are opened',
    'datasets/src/sources/create-local-source.test.ts',
  ],
  [
    'is in a repository with hooks, filters, submodules, links, or too much in it',
    'nothing is checked out; time and size are limited',
    'recipe-runner/src/runner/fetch-feedstock.test.ts',
  ],
] as const;

/** The part of docs/security.md that is made of the tests. */
export function hostileTable(): string {
  const rows = hostileRecipes.map(
    ({ what, verdicts }) => `| ${what} | ${SANDBOXES.map((name) => cell(verdicts[name])).join(' | ')} |`,
  );
  const others = OUTSIDE_THE_SANDBOX.map(([what, how, file]) => `| ${what} | ${how} | \`${file}\` |`);
  return [
    'Each row is a test of that name. It runs in each sandbox that works on the machine',
    `(\`${FAST}\`; the slow ones are in \`hostile-recipes.long.test.ts\`).`,
    'After each test another run beside it must continue undisturbed.',
    '',
    '| recipe code that | `process` | `bubblewrap` | `docker` |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    'What no sandbox decides:',
    '',
    '| recipe code that | answer | test |',
    '| --- | --- | --- |',
    ...others,
  ].join('\n');
}

const cell = (verdict: Verdict): string => (verdict.stopped ? verdict.by : `**not stopped**: ${verdict.because}`);
