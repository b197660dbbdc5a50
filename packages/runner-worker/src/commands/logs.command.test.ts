import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { writeLogChunk } from '@pangeo-forge/db/logs/write-log';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { registerTestRuns } from '../runs/register-runs.ts';
import { type HandlerStage, startHandlerStage } from '../testing/handler-stage.ts';
import { openFromFork } from '../testing/pull-request-life.ts';
import { logsCommand } from './logs.command.ts';

let stage: HandlerStage;

beforeAll(async () => {
  stage = await startHandlerStage();
});

afterAll(() => stage.stop());

const META = {
  recipes: ['sst', 'ice'].map((id) => ({ id, dataset_type: 'zarr' as const })),
  bakery: { id: 'local' },
};

/** A pull request with a run of `sst` in progress, which has printed these lines. */
async function running(name: string, lines: string): Promise<number> {
  const { number } = await openFromFork(stage, name);
  const context = await stage.onPullRequest(number);
  const pull = await context.repo.pulls.get(number);
  const registered = await registerTestRuns(context, { pull, cloneUrl: '', subdir: null, meta: META });
  const run = registered.outcome === 'registered' ? registered.runs[0]?.run : undefined;
  if (!run) throw new Error('no run was registered');
  const { id } = await inTransaction(stage.database.pool, async (client) => {
    await transitionRun(client, run.id, { type: 'dispatched', actor: 'maintainer' });
    const subject = runSubject(run.id);
    const request = { repoUrl: '', ref: run.headSha, feedstockSubdir: null };
    const call = { key: `bake run ${run.id}`, kind: 'bake' as const, subject, recipeRunId: run.id, request, label: '' };
    return createInvocation(client, call);
  });
  const chunk = { invocationId: id, attempt: 1, sequence: 0, lines, severity: 'INFO' };
  if (lines !== '') await writeLogChunk(stage.database.pool, chunk);
  return number;
}

const logs = async (number: number, ...args: string[]) =>
  logsCommand.handle(await stage.command(number, args, 'contributor'));

test('/logs shows the last lines of each run that has started', async () => {
  const number = await running('printed', 'reading\nwriting ``` here');
  const { outcome, reply } = await logs(number);
  expect(outcome).toBe('ran');
  expect(reply).toMatch(/^`sst`, \[run \d+\]\(.*\), in progress:/);
  expect(reply).toContain("```text\nreading\nwriting ''' here\n```");
  expect(reply).not.toContain('`ice`');
});

test('/logs of a run without output says so, and of an unknown recipe what would work', async () => {
  const number = await running('silent', '');
  expect((await logs(number, 'sst')).reply).toMatch(/in progress: no output yet\.$/);
  expect(await logs(number, 'sea')).toMatchObject({
    outcome: 'refused',
    reply: expect.stringContaining('`/logs sst`'),
  });
});

test('/logs before any run has started is refused', async () => {
  const { number } = await openFromFork(stage, 'not-started');
  expect(await logs(number)).toMatchObject({ outcome: 'refused', reason: 'no run has started' });
});
