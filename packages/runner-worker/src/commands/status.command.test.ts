import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { resumeDispatching, stopDispatching } from '@pangeo-forge/db/settings/dispatching';
import { registerTestRuns } from '../runs/register-runs.ts';
import { type HandlerStage, startHandlerStage } from '../testing/handler-stage.ts';
import { type OpenedPullRequest, openFromFork, push } from '../testing/pull-request-life.ts';
import { metaOf } from '../testing/scripted-runner.ts';
import { validateExpandedMeta } from '../expansions/expanded-meta.ts';
import { statusCommand } from './status.command.ts';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await startHandlerStage();
});

afterAll(() => stage.stop());

async function status({ number }: OpenedPullRequest): Promise<string> {
  const result = await statusCommand.handle(await stage.command(number, [], 'stranger'));
  return result.reply ?? '';
}

/** What a check of the present head leaves. */
async function registerRuns({ number }: OpenedPullRequest): Promise<void> {
  const context = await stage.onPullRequest(number);
  const pull = await context.repo.pulls.get(number);
  const validated = validateExpandedMeta(metaOf('sst', 'ice'), { names: ['local'], defaultName: null });
  if (validated.outcome === 'invalid') throw new Error(validated.problems.join());
  await registerTestRuns(context, { pull, cloneUrl: pull.headCloneUrl ?? '', subdir: null, meta: validated.meta });
}

test('/status of a commit that was not checked says so', async () => {
  const pull = await openFromFork(stage, 'new');
  expect(await status(pull)).toMatch(/^The newest commit is \w{7}; it has not been checked\.\n\nNo runs yet\.$/);
});

test('/status lists the runs of the newest commit, and folds those of older ones', async () => {
  const pull = await openFromFork(stage, 'older');
  await registerRuns(pull);
  const newer = await push(stage, pull, { 'recipes/older/recipe.py': 'x = 1\n' });
  expect(await status(pull)).toContain('No runs of the newest commit yet.');
  await registerRuns(pull);
  const [now = '', before = ''] = (await status(pull)).split('<details><summary>');
  expect(now.match(new RegExp(`test \\| ${newer.slice(0, 7)} \\| waits for \`/run\``, 'g'))).toHaveLength(2);
  expect(before).toContain('Runs of older commits: 2<');
  expect(before).toContain(`| \`ice\` | test | ${pull.head.slice(0, 7)} | never started |`);
});

test('/status shows why operators have paused new work', async () => {
  const pull = await openFromFork(stage, 'paused');
  await stopDispatching(stage.database.pool, { reason: 'The storage is full.', by: 'operator' });
  expect(await status(pull)).toContain('The operators have paused new work: The storage is full.');
  await resumeDispatching(stage.database.pool, { by: 'operator' });
  expect(await status(pull)).not.toContain('paused');
});
