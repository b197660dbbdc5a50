import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { GITHUB_LIMITS } from '@pangeo-forge/github/request-budget';
import type { FaultRule } from '@pangeo-forge/loopback-github/http/faults';
import { loadGitHubDescription } from '@pangeo-forge/loopback-github/description/github-description';
import { type FlowStage, STAGED_RECIPES, startFlowStage } from '@pangeo-forge/runner-worker/testing/flow-stage';
import { createDrive, type Drive } from '@pangeo-forge/runner-worker/testing/drive';
import { goodRecipe } from '@pangeo-forge/runner-worker/testing/pull-request-life';

let stage: FlowStage;
let drive: Drive;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 100 });
  drive = await createDrive(stage);
  await ensureFeedstock(stage.database.pool, STAGED_RECIPES);
  await stage.github.fork(STAGED_RECIPES, 'contributor');
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

/** A pull request with a recipe, whose deliveries are in and of which nothing is done yet. */
async function opened(name: string): Promise<{ number: number; head: string }> {
  const { github } = stage;
  const files = goodRecipe(`recipes/${name}`);
  const repo = 'contributor/staged-recipes';
  const head = await github.commit({ repo, branch: name, message: name, author: 'contributor', files });
  const pull = { repo: STAGED_RECIPES, head: `contributor:${name}`, title: name, as: 'contributor' };
  const { number } = await github.openPullRequest(pull);
  await github.drainWebhooks();
  return { number, head };
}

async function expectOneOfEach({ number, head }: { number: number; head: string }): Promise<void> {
  const repository = stage.github.repository(STAGED_RECIPES);
  expect(repository.checkRuns(head).map(({ conclusion }) => conclusion)).toEqual(['success']);
  const said = repository.comments(number).filter(({ user }) => user?.login.endsWith('[bot]'));
  expect(said).toHaveLength(1);
  expect(said[0]?.body).toContain('succeeded');
}

const work = async () =>
  (await stage.database.pool.query(`select state, attempts, last_error from work where state = 'failed'`)).rows;

const TROUBLES: ReadonlyArray<{ name: string; rule: Pick<FaultRule, 'respond' | 'when'> & Partial<FaultRule> }> = [
  { name: 'a server error before anything is done', rule: { when: 'before', respond: { status: 502 } } },
  { name: 'a server error after all was done', rule: { when: 'after', respond: { status: 500 } } },
  { name: 'a cut connection before anything is done', rule: { when: 'before', respond: 'reset' } },
  { name: 'a cut connection after all was done', rule: { when: 'after', respond: 'reset' } },
  { name: 'a 409', rule: { when: 'before', respond: { status: 409, body: { message: 'Conflict' } } } },
];

describe('GitHub in trouble delays, and neither loses nor doubles anything', () => {
  test.each(TROUBLES)('$name, at every second write', async ({ rule }) => {
    const pull = await opened(`trouble-${TROUBLES.findIndex((one) => one.rule === rule)}`);
    for (let skip = 0; skip < 8; skip += 2) {
      stage.github.faults.add({ method: 'POST', path: /^\/repos/, skip, times: 1, ...rule });
      stage.github.faults.add({ method: 'PATCH', path: /^\/repos/, skip, times: 1, ...rule });
    }
    await drive.untilQuiet();
    await stage.github.comment(STAGED_RECIPES, pull.number, '/run sst', 'maintainer');
    await drive.untilQuiet();
    stage.github.faults.clear();
    await expectOneOfEach(pull);
    expect(await work()).toEqual([]);
  });

  test('a GitHub that answers nothing for as long as forty tries take', async () => {
    const pull = await opened('long-outage');
    stage.github.faults.add({ path: /./, when: 'before', times: 40, respond: 'reset' });
    await drive.untilQuiet();
    await stage.github.comment(STAGED_RECIPES, pull.number, '/run sst', 'maintainer');
    await drive.untilQuiet();
    await expectOneOfEach(pull);
    expect(await work()).toEqual([]);
  });

  test('a GitHub whose repositories cannot be fetched for longer than a crash is tried again', async () => {
    const pull = await opened('no-git');
    const { expand } = stage.runner;
    let refusals = 0;
    stage.runner.expand = (request, signal) =>
      ++refusals > 12
        ? expand(request, signal)
        : { outcome: 'failed', fault: 'ours', unreachable: true, reason: 'the repository could not be fetched' };
    await drive.untilQuiet();
    stage.runner.expand = expand;
    expect(stage.github.repository(STAGED_RECIPES).checkRuns(pull.head)).toMatchObject([{ conclusion: 'success' }]);
    expect(await work()).toEqual([]);
  });

  test('a commit that is 404 right after its event, and there a moment later', async () => {
    // a slow machine must not take the 404 for the last word
    const patient = await createDrive(stage, { ...stage.config, githubLagMs: 60 * 60_000 });
    const pull = await opened('late');
    stage.github.faults.add({
      method: 'GET',
      path: /\/pulls\/\d+$/,
      when: 'before',
      times: 1,
      respond: { status: 404, body: { message: 'Not Found' } },
    });
    await patient.untilQuiet();
    patient.close();
    await stage.github.comment(STAGED_RECIPES, pull.number, '/run sst', 'maintainer');
    await drive.untilQuiet();
    await expectOneOfEach(pull);
  });

  test.each([
    { status: 403, retryAfterSeconds: 1 },
    { status: 429, retryAfterSeconds: 1 },
  ] as const)('a secondary limit with $status is obeyed: nothing is sent until it is over', async (limit) => {
    const pull = await opened(`limit-${limit.status}`);
    stage.github.faults.secondaryRateLimit({ ...limit, method: 'POST', path: /check-runs$/, times: 1 });
    const before = stage.github.requests().length;
    await drive.untilQuiet();
    const sent = stage.github.requests().slice(before);
    const refused = sent.findIndex(({ status }) => status === limit.status);
    const next = sent[refused + 1];
    expect(Number(next?.at) - Number(sent[refused]?.at)).toBeGreaterThanOrEqual(900);
    expect(stage.github.repository(STAGED_RECIPES).checkRuns(pull.head)).toHaveLength(1);
  });
});

test('every request that was sent is one that GitHub describes', () => {
  const description = loadGitHubDescription();
  const problems = stage.github
    .requests()
    .flatMap(({ method, path, query, body }) => description.checkRequest(method, path, query, body));
  expect([...new Set(problems)]).toEqual([]);
});

test('our own limits stay below GitHub’s', () => {
  expect(GITHUB_LIMITS.points.points).toBeLessThan(900);
  expect(GITHUB_LIMITS.contentShort.points).toBeLessThan(80);
  expect(GITHUB_LIMITS.contentLong.points).toBeLessThan(500);
});
