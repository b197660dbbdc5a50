import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { findSchedules } from '@pangeo-forge/db/feedstocks/schedules';
import { stopDispatching, resumeDispatching } from '@pangeo-forge/db/settings/dispatching';
import { createDrive, type Drive } from '../testing/drive.ts';
import { type FlowStage, ORGANIZATION, startFlowStage } from '../testing/flow-stage.ts';
import { GOOD_META, ourComments } from '../testing/pull-request-life.ts';
import { metaOf, writeEmptyStore } from '../testing/scripted-runner.ts';

const NAME = 'tide-feedstock';
const FEEDSTOCK = `${ORGANIZATION}/${NAME}`;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let stage: FlowStage;
let drive: Drive;
let time = new Date('2027-03-01T05:00:00Z');
let feedstockId: number;

const withSchedule = (cron: string) =>
  GOOD_META.replace('object: "recipe:recipe"', `object: "recipe:recipe"\n    schedule: "${cron}"`);
const filesOf = (meta: string) => ({ 'feedstock/meta.yaml': meta, 'feedstock/recipe.py': 'recipe = 1\n' });

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage, { ...stage.config, clock: () => time });
  stage.runner.expand = () => ({ meta: metaOf('sst') });
  const files = filesOf(GOOD_META);
  await stage.github.createRepository({ owner: ORGANIZATION, name: NAME, files, as: 'maintainer' });
  feedstockId = (await ensureFeedstock(stage.database.pool, FEEDSTOCK)).id;
});

beforeEach(() => {
  stage.runner.bake = writeEmptyStore;
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

async function push(meta: string, { branch = 'main', repo = FEEDSTOCK, author = 'maintainer' } = {}): Promise<string> {
  const { github } = stage;
  const from = github.repository(repo).branches()[branch] === undefined ? { from: 'main' } : {};
  const sha = await github.commit({ repo, branch, ...from, message: 'Change', author, files: filesOf(meta) });
  await quiet();
  return sha;
}

async function quiet(): Promise<void> {
  for (let again = 0; again < 3; again++) {
    await drive.untilQuiet();
    await drive.schedules();
  }
}

async function after(ms: number, workers = 1): Promise<void> {
  time = new Date(time.getTime() + ms);
  await drive.schedules(workers);
  await quiet();
}

const schedules = () => findSchedules(stage.database.pool, feedstockId);
const scheduled = async () =>
  (
    await stage.database.pool.query<{ id: number; head_sha: string; status: string; conclusion: string | null }>(
      `select id, head_sha, status, conclusion from reciperun where dispatch_key like 'schedule %' order by id`,
    )
  ).rows;

test('a schedule on another branch, in an open pull request or in a fork starts nothing', async () => {
  await push(withSchedule('0 6 * * *'), { branch: 'other' });
  expect(await schedules()).toEqual([]);
  const fork = await stage.github.fork(FEEDSTOCK, 'contributor');
  await push(withSchedule('0 6 * * *'), { branch: 'main', repo: fork, author: 'contributor' });
  await stage.github.openPullRequest({ repo: FEEDSTOCK, head: 'contributor:main', title: 'x', as: 'contributor' });
  await quiet();
  await after(2 * DAY_MS);
  expect(await schedules()).toEqual([]);
  expect(await scheduled()).toEqual([]);
});

test('a feedstock that is itself a fork has no schedules, though it is registered', async () => {
  const copy = await stage.github.fork(FEEDSTOCK, 'maintainer');
  stage.github.installApp(stage.app.id, 'maintainer');
  const { id } = await ensureFeedstock(stage.database.pool, copy);
  await push(withSchedule('0 6 * * *'), { repo: copy });
  expect(await findSchedules(stage.database.pool, id)).toEqual([]);
});

test('a push to the default branch sets the schedule; each due time starts one run of its newest commit, whoever works', async () => {
  await push(withSchedule('0 6 * * *'));
  expect(await schedules()).toMatchObject([{ recipeId: 'sst', cron: '0 6 * * *', nextDueAt: '2027-03-03T06:00:00Z' }]);
  const sha = await push(withSchedule('0 6 * * *').replace('Sea', 'Tide'));
  await after(HOUR_MS - 1, 3);
  expect(await scheduled()).toEqual([]);
  await after(1, 3);
  expect(await scheduled()).toMatchObject([{ head_sha: sha, conclusion: 'success' }]);
  const bake = stage.runner.requests.findLast(({ kind }) => kind === 'bake');
  expect(bake).toMatchObject({ prune: false, ref: sha });
  expect(stage.github.repository(FEEDSTOCK).deployments().at(-1)).toMatchObject({ environment: 'sst' });
  await after(HOUR_MS, 3);
  expect(await scheduled()).toHaveLength(1);
  expect((await schedules())[0]?.nextDueAt).toBe('2027-03-04T06:00:00Z');
});

test('what was missed while nothing ran is caught up once', async () => {
  const before = (await scheduled()).length;
  await after(10 * DAY_MS, 3);
  expect(await scheduled()).toHaveLength(before + 1);
  await after(DAY_MS);
  expect(await scheduled()).toHaveLength(before + 2);
});

test('a run that lasts longer than its schedule has the next due time skipped, and that is said', async () => {
  const before = (await scheduled()).length;
  let most = 0;
  let baking = 0;
  stage.runner.bake = async (request) => {
    most = Math.max(most, ++baking);
    time = new Date(time.getTime() + DAY_MS);
    await drive.schedules(2);
    baking--;
    return writeEmptyStore(request);
  };
  await after(DAY_MS);
  expect(most).toBe(1);
  const runs = await scheduled();
  expect(runs).toHaveLength(before + 1);
  const [schedule] = await schedules();
  expect(schedule?.skipReason).toBe(`run ${runs.at(-1)?.id} is still in progress`);
  const { rows } = await stage.database.pool.query(
    `select 1 from journal where reason like 'sst, due at % was not started%'`,
  );
  expect(rows).toHaveLength(1);
});

test('nothing is started while the operators have paused new work, and once afterwards', async () => {
  const before = (await scheduled()).length;
  await stopDispatching(stage.database.pool, { reason: 'the move', by: 'test' });
  await after(3 * DAY_MS);
  expect(await scheduled()).toHaveLength(before);
  await resumeDispatching(stage.database.pool, { by: 'test' });
  await after(0);
  expect(await scheduled()).toHaveLength(before + 1);
});

test('three failures in a row pause it with one issue, whose comments resume it; then the issue is closed', async () => {
  const { github, runner } = stage;
  const issues = () =>
    github
      .repository(FEEDSTOCK)
      .issues()
      .filter(({ title }) => title.includes('is paused'));
  const merged = await mergeAChange();
  const before = (await scheduled()).length;
  runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'KeyError: "time"', fault: 'author' });
  for (let day = 0; day < 5; day++) await after(DAY_MS);
  expect((await scheduled()).slice(before).map(({ conclusion }) => conclusion)).toEqual([
    'failure',
    'failure',
    'failure',
  ]);
  expect(issues()).toMatchObject([{ state: 'open', title: 'The schedule of sst is paused' }]);
  const issue = issues()[0];
  expect(issue?.body).toContain('it failed 3 times in a row');
  expect(issue?.body).toContain(`\`/schedule resume sst\` here or on #${merged}`);
  await github.comment(FEEDSTOCK, issue?.number ?? 0, '/schedule resume sst', 'stranger');
  await quiet();
  expect((await schedules())[0]?.pausedAt).not.toBeNull();
  runner.bake = writeEmptyStore;
  await github.comment(FEEDSTOCK, issue?.number ?? 0, '/schedule resume sst', 'maintainer');
  await quiet();
  expect(ourComments(stage, FEEDSTOCK, issue?.number ?? 0).at(-1)).toContain('is resumed. Its next run starts at');
  expect(issues()).toMatchObject([{ state: 'closed' }]);
  await after(DAY_MS);
  expect((await scheduled()).at(-1)).toMatchObject({ conclusion: 'success' });
});

test('a production run that succeeds resumes a schedule that failures had paused', async () => {
  stage.runner.bake = () => ({ outcome: 'failed', exitCode: 1, reason: 'KeyError', fault: 'author' });
  for (let day = 0; day < 4; day++) await after(DAY_MS);
  expect((await schedules())[0]?.pausedAt).not.toBeNull();
  stage.runner.bake = writeEmptyStore;
  await mergeAChange();
  expect(await schedules()).toMatchObject([{ pausedAt: null, issueNumber: null }]);
});

test('/schedule pause stops it until /schedule resume, for those who may', async () => {
  const number = await mergeAChange();
  const before = (await scheduled()).length;
  await stage.github.comment(FEEDSTOCK, number, '/schedule pause', 'stranger');
  await stage.github.comment(FEEDSTOCK, number, '/schedule pause tides', 'maintainer');
  await stage.github.comment(FEEDSTOCK, number, '/schedule stop', 'maintainer');
  await quiet();
  expect((await schedules())[0]?.pausedAt).toBeNull();
  const replies = ourComments(stage, FEEDSTOCK, number).slice(-3).join('\n');
  expect(replies).toContain('you are not allowed to do this');
  expect(replies).toContain('`tides` has no schedule. Recipes with one: `sst`');
  expect(replies).toContain('Write `/schedule pause` or `/schedule resume`');
  await stage.github.comment(FEEDSTOCK, number, '/schedule pause sst', 'maintainer');
  await quiet();
  await after(2 * DAY_MS);
  expect(await scheduled()).toHaveLength(before);
  await stage.github.comment(FEEDSTOCK, number, '/schedule resume', 'maintainer');
  await quiet();
  expect(await scheduled()).toHaveLength(before);
  await after(DAY_MS);
  expect(await scheduled()).toHaveLength(before + 1);
});

test('an archived feedstock starts nothing', async () => {
  const before = (await scheduled()).length;
  stage.github.archiveRepository(FEEDSTOCK);
  await after(DAY_MS);
  expect(await scheduled()).toHaveLength(before);
  expect((await schedules())[0]?.skipReason).toBe('the repository is archived');
  stage.github.archiveRepository(FEEDSTOCK, false);
});

test('a push that changes or removes the schedule counts even if its event never came', async () => {
  const { github, database } = stage;
  const before = (await scheduled()).length;
  await push(withSchedule('30 7 * * MON'));
  expect(await schedules()).toMatchObject([{ cron: '30 7 * * MON' }]);
  await github.commit({
    repo: FEEDSTOCK,
    branch: 'main',
    message: 'x',
    author: 'maintainer',
    files: filesOf(GOOD_META),
  });
  await github.drainWebhooks();
  await database.pool.query(`update work set state = 'done' where kind = 'deliveries'`);
  await after(8 * DAY_MS);
  expect(await schedules()).toEqual([]);
  expect(await scheduled()).toHaveLength(before);
});

async function mergeAChange(): Promise<number> {
  const { github } = stage;
  const branch = `change-${time.getTime()}`;
  const files = { 'feedstock/recipe.py': `recipe = ${time.getTime()}\n` };
  await github.commit({ repo: FEEDSTOCK, branch, from: 'main', message: branch, author: 'maintainer', files });
  const { number } = await github.openPullRequest({ repo: FEEDSTOCK, head: branch, title: branch, as: 'maintainer' });
  await quiet();
  await github.mergePullRequest(FEEDSTOCK, number, 'maintainer');
  await quiet();
  return number;
}
