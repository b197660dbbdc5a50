import type { DispatchKey } from '@pangeo-forge/db/names/dispatch-key';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { registerRun } from '@pangeo-forge/db/runs/register-run';
import { transitionRun } from '@pangeo-forge/db/runs/transition-run';
import { type PopulatedGitHub, REPO } from '@pangeo-forge/loopback-github/testing/populated-github';
import { type PopulatedApi, startPopulatedApi } from '../../test/populated-api.ts';
import type { ProductionLikeApi } from '../../test/production-like-api.ts';

let api: PopulatedApi;
let github: PopulatedGitHub;
let served: ProductionLikeApi;
let first: string;
let newest: string;
let ofFork: string;

beforeAll(async () => {
  api = await startPopulatedApi();
  ({ github, served } = api);
  const push = (repo: string, branch: string, author: string, text: string) =>
    github.github.commit({ repo, branch, message: text, author, files: { 'feedstock/recipe.py': text } });
  first = await push(REPO, 'main', 'maintainer', 'one');
  const fork = await github.github.fork(REPO, 'contributor');
  newest = await push(REPO, 'main', 'maintainer', 'two');
  ofFork = await push(fork, 'other', 'contributor', 'three');
  await github.github.openPullRequest({ repo: REPO, head: 'contributor:other', title: 'Other', as: 'contributor' });
});

afterAll(() => api.stop());

async function ended(key: string, isTest = false): Promise<number> {
  const { pool } = served.api.database;
  const run = await registerRun(pool, {
    dispatchKey: key as DispatchKey,
    recipeId: 'monthly',
    bakeryId: 1,
    feedstockId: 1,
    headSha: 'e'.repeat(40),
    isTest,
    datasetType: 'zarr',
    cloneUrl: `https://github.com/${REPO}.git`,
    feedstockSubdir: null,
    pullRequest: 7,
    requestedBy: null,
  });
  await transitionRun(pool, run.id, { type: 'dispatched', actor: 'maintainer' });
  await transitionRun(pool, run.id, { type: 'failed', actor: 'worker', reason: 'The recipe raised KeyError.' });
  return run.id;
}

const retry = (id: number, ref: string) => served.admin.post(`/recipe_runs/${id}/retry`, { ref });

test('a production run is repeated at the current commit of a branch, which is stored', async () => {
  const id = await ended('at a branch');
  const { status, body } = await retry(id, 'main');
  expect([status, body.head_sha, body.retry_of, body.is_test]).toEqual([200, newest, id, false]);
  expect((await served.anyone.get(`/recipe_runs/${id}/events`)).body.at(-1).reason).toContain(`at main (${newest})`);
  expect((await retry(id, 'main')).body.id).toBe(body.id);
  const other = await retry(id, first);
  expect([other.status, other.body.detail]).toEqual([409, expect.stringContaining(`Run ${body.id}`)]);
});

test('an older commit of the repository can be named by its id', async () => {
  expect((await retry(await ended('at a commit'), first.slice(0, 12))).body).toMatchObject({ head_sha: first });
});

test.each([
  ['a commit that only a fork holds', () => ofFork, 'fork'],
  ['an unknown name', () => 'no-such-branch', 'no branch, tag or commit'],
])('%s is refused, and nothing is registered', async (name, ref, said) => {
  const id = await ended(name);
  const { status, body } = await retry(id, ref());
  expect([status, body.detail[0].loc, body.detail[0].msg]).toEqual([
    422,
    ['body', 'ref'],
    expect.stringContaining(said),
  ]);
  const { rowCount } = await served.api.database.pool.query('select 1 from reciperun where retry_of = $1', [id]);
  expect(rowCount).toBe(0);
});

test('a test run stays at its pull request’s commit', async () => {
  const { status, body } = await retry(await ended('a test run', true), 'main');
  expect([status, body.detail]).toEqual([409, expect.stringContaining('Only a production run')]);
});
