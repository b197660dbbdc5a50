import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectGitHubApp } from '@pangeo-forge/github/connect-github-app';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { createDrive, type Drive } from '../src/testing/drive.ts';
import { type FlowStage, ORGANIZATION, STAGED_RECIPES, startFlowStage } from '../src/testing/flow-stage.ts';
import { type OpenedPullRequest, openFromFork, ourComments } from '../src/testing/pull-request-life.ts';
import { metaOf } from '../src/testing/scripted-runner.ts';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

/**
 * A worker of version 0.1 was stopped in the middle of its work: rows and what stands on GitHub are written here to the letter as that version wrote
 * them. Nothing in this file makes a key, a ref, a subject or a marker with the present code.
 */
let stage: FlowStage;
let drive: Drive;
let app: RepositoryClient;

const FEEDSTOCK = `${ORGANIZATION}/sst-feedstock`;
const DELIVERY = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
/** The runner is scripted, and clones nothing. */
const CLONE_URL = `https://github.com/${STAGED_RECIPES}.git`;

beforeAll(async () => {
  stage = await startFlowStage({ startWorkers: false, githubLagMs: 0 });
  drive = await createDrive(stage);
  const { id, privateKey } = stage.config.secrets.githubApp;
  const connected = connectGitHubApp({ appId: id, privateKey, apiUrl: stage.github.apiUrl });
  app = await connected.repository(RepoFullName.parse(STAGED_RECIPES));
  const readme = { 'README.md': '# sst\n' };
  await stage.github.createRepository({ owner: ORGANIZATION, name: 'sst-feedstock', files: readme, as: 'maintainer' });
  await query(`insert into bakery (id, region, name, description) values (1, '', 'local', '')`);
  await query(`insert into feedstock (id, spec, provider) values (1, $1, 'github'), (2, $2, 'github')`, [
    STAGED_RECIPES,
    FEEDSTOCK,
  ]);
});

afterAll(async () => {
  drive.close();
  await stage.stop();
});

const query = async (text: string, values: unknown[] = []) => (await stage.database.pool.query(text, values)).rows;

/** A pull request that only the rows below know of. */
async function opened(branch: string): Promise<OpenedPullRequest> {
  const pull = await openFromFork(stage, branch);
  await stage.github.drainWebhooks();
  await query('delete from work');
  await query('delete from webhook_delivery');
  return pull;
}

interface OldRun {
  id: number;
  dispatchKey: string;
  feedstock: number;
  isTest: boolean;
  headSha: string;
  pull: number;
  status: string;
  conclusion?: string;
  reason?: string;
}

const addRun = ({ id, dispatchKey, feedstock, isTest, headSha, pull, status, conclusion = '', reason = '' }: OldRun) =>
  query(
    `insert into reciperun (id, recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, completed_at, status, conclusion, is_test,
       dataset_type, dataset_public_url, dispatch_key, clone_url, pull_request, failure_reason, message)
     values ($1, 'sst', 1, $2, $3, '', now() at time zone 'utc', case when $6 <> '' then now() at time zone 'utc' end, $5, nullif($6, ''), $4, 'zarr',
       null, $7, $8, $9, nullif($10, ''), nullif($10, ''))`,
    [id, feedstock, headSha, isTest, status, conclusion, dispatchKey, CLONE_URL, pull, reason],
  );

const addWork = (kind: string, ref: string, subject: string, state = 'due', note: string | null = null) =>
  query(
    `insert into work (kind, ref, subject, label, state, fence, holder, lease_until, attempts, last_error)
     values ($1, $2, $3, $2, $4, 1, 'a process of version 0.1', case when $4 = 'leased' then now() - interval '1 minute' end, 1, $5)`,
    [kind, ref, subject, state, note],
  );

const addIntention = (key: string, subject: string) =>
  query(`insert into effect (key, subject, fence, state) values ($1, $2, 1, 'intended')`, [key, subject]);

const effectOf = async (key: string) => (await query('select state, result from effect where key = $1', [key]))[0];

test('a check whose check run was just made, and whose recipes were read, is completed and made no second time', async () => {
  const { number, head } = await opened('checked');
  const subject = `pull_request ${STAGED_RECIPES}#${number}`;
  const key = `check-run ${STAGED_RECIPES}#${number}@${head} first`;
  const output = { title: 'Checking', summary: 'The recipes are being read.' };
  const { id } = await app.checks.create({ name: 'synchronize', headSha: head, externalId: key, output });
  const repository = { id: 1, full_name: STAGED_RECIPES };
  const payload = { action: 'opened', number, repository, sender: { login: 'contributor' }, pull_request: { number } };
  await query(
    `insert into webhook_delivery (id, event, action, repository, number, sender, head_sha, occurred_at, headers, body)
     values ($1, 'pull_request', 'opened', $2, $3, 'contributor', $4, now(), '{}', $5)`,
    [DELIVERY, STAGED_RECIPES, number, head, zstdCompressSync(JSON.stringify(payload))],
  );
  await addWork('deliveries', DELIVERY, subject, 'leased');
  await addIntention(key, subject);
  const request = { repoUrl: CLONE_URL, ref: head, feedstockSubdir: 'recipes/checked' };
  await query(
    `insert into runner_invocation (key, kind, subject, request, state, outcome, exit_code, result, ended_at)
     values ($1, 'expand_meta', $2, $3, 'ended', 'succeeded', 0, $4, now())`,
    [`expand_meta ${STAGED_RECIPES}#${number}@${head} first`, subject, request, metaOf('sst')],
  );
  await query(`update work set state = 'due', lease_until = null where state = 'leased'`);
  await drive.untilQuiet();
  const checks = stage.github.repository(STAGED_RECIPES).checkRuns(head);
  expect(checks).toMatchObject([{ id, conclusion: 'success', external_id: key }]);
  expect(stage.runner.requests).toEqual([]);
  expect(await query('select dispatch_key, status from reciperun where head_sha = $1', [head])).toEqual([
    { dispatch_key: `test ${STAGED_RECIPES}#${number}@${head} sst 1`, status: 'queued' },
  ]);
  expect(await effectOf(`${key} completed`)).toMatchObject({ state: 'done' });
});

test('the comment on a run that was just posted is found by its marker, and no second one is posted', async () => {
  const { number, head } = await opened('told');
  const dispatchKey = `test ${STAGED_RECIPES}#${number}@${head} sst 1`;
  const run = { id: 100, dispatchKey, feedstock: 1, isTest: true, headSha: head, pull: number };
  await addRun({ ...run, status: 'completed', conclusion: 'failure', reason: 'It raised.' });
  await app.comments.create(number, 'It failed.\n\n<!-- pangeo-forge: run 100 failure -->');
  await addIntention('comment of run 100', 'run 100');
  await addWork('reports', '100', 'run 100');
  await drive.untilQuiet();
  expect(ourComments(stage, STAGED_RECIPES, number)).toHaveLength(1);
  expect(await effectOf('comment of run 100')).toMatchObject({ state: 'done' });
});

test('a comment whose text had not followed a correction yet follows it', async () => {
  const { number, head } = await opened('corrected');
  const dispatchKey = `test ${STAGED_RECIPES}#${number}@${head} sst 1`;
  const run = { id: 103, dispatchKey, feedstock: 1, isTest: true, headSha: head, pull: number };
  await addRun({ ...run, status: 'completed', conclusion: 'failure', reason: 'It raised.' });
  await query('update reciperun set corrected_at = now() where id = 103');
  const { id } = await app.comments.create(number, 'It was lost.\n\n<!-- pangeo-forge: run 103 stale -->');
  await query(
    `insert into effect (key, subject, fence, state, result, done_at)
     values ('comment of run 103', 'run 103', 1, 'done', $1, now())`,
    [{ id, conclusion: 'stale' }],
  );
  await addIntention('comment of run 103 says failure', 'run 103');
  await addWork('reports', '103', 'run 103');
  await drive.untilQuiet();
  expect(ourComments(stage, STAGED_RECIPES, number)).toEqual([
    expect.stringContaining('<!-- pangeo-forge: run 103 failure -->'),
  ]);
});

test('a run that waits for its bakery is baked, and the comment on its wait follows', async () => {
  const { number, head } = await opened('waiting');
  const dispatchKey = `test ${STAGED_RECIPES}#${number}@${head} sst 1`;
  await addRun({
    id: 101,
    dispatchKey,
    feedstock: 1,
    isTest: true,
    headSha: head,
    pull: number,
    status: 'in_progress',
  });
  await query(`update reciperun set dispatched_at = now(), bakery_job_name = 'a101' where id = 101`);
  const asking = '0b989ba4-242f-11e5-81e1-c7b6966d2516';
  await query(
    `insert into webhook_delivery (id, event, action, repository, number, sender, occurred_at, headers, body, handled_at)
     values ($1, 'issue_comment', 'created', $2, $3, 'maintainer', now(), '{}', $4, now())`,
    [asking, STAGED_RECIPES, number, zstdCompressSync('{}')],
  );
  await query(
    `insert into journal (kind, subject, delivery_id, recipe_run_id, decision, from_state, to_state, actor, reason)
     values ('transition', 'run 101', $1, 101, 'changed', 'queued', 'in_progress', 'maintainer', 'dispatched by maintainer')`,
    [asking],
  );
  const bake = { recipeId: 'sst', bakery: 'local', jobName: 'a101', prune: true, subpath: 'old', datasetType: 'zarr' };
  const request = { repoUrl: CLONE_URL, ref: head, feedstockSubdir: 'recipes/waiting', bake };
  const [call] = await query(
    `insert into runner_invocation (key, kind, subject, recipe_run_id, request)
     values ('bake run 101', 'bake', 'run 101', 101, $1) returning id::text`,
    [request],
  );
  await addWork(
    'invocations',
    call?.id,
    `invocation ${call?.id}`,
    'waiting',
    'the bakery local is busy with 2 runs; place 1',
  );
  await addWork('reconciliations', '101', 'run 101', 'waiting');
  const marker = `<!-- pangeo-forge: wait of ${asking} -->`;
  const { id } = await app.comments.create(number, `It waits.\n\n${marker}`);
  await query(
    `insert into effect (key, subject, fence, state, result, done_at) values ($1, $1, 1, 'done', $2, now())`,
    [`wait of ${asking}`, { id, said: 'other words' }],
  );
  await addWork('reports', `wait of ${asking}`, `wait of ${asking}`, 'done');
  await drive.untilQuiet();
  expect(await query('select status, conclusion from reciperun where id = 101')).toEqual([
    { status: 'completed', conclusion: 'success' },
  ]);
  const comments = ourComments(stage, STAGED_RECIPES, number);
  expect(comments.filter((text) => text.includes(marker))).toEqual([expect.not.stringContaining('It waits.')]);
  expect(comments.filter((text) => text.includes('<!-- pangeo-forge: run 101 success -->'))).toHaveLength(1);
});

test('the issue of a target that was meant to be opened is opened once, though its run was merged and retried by version 0.1', async () => {
  const feedstock = stage.github.repository(FEEDSTOCK);
  const headSha = feedstock.branches()['main'] ?? '';
  const dispatchKey = `production ${FEEDSTOCK}@${headSha} sst`;
  const run = {
    feedstock: 2,
    isTest: false,
    headSha,
    pull: 1,
    status: 'completed',
    conclusion: 'failure',
    reason: 'No.',
  };
  await addRun({ ...run, id: 200, dispatchKey });
  await addRun({ ...run, id: 201, dispatchKey: `retry ${FEEDSTOCK} sst ${headSha} delivery ${DELIVERY}` });
  await addIntention('issue of run 201 failure', 'production of 2 local sst');
  await addWork('reports', 'production of 2 local sst', 'production of 2 local sst');
  await drive.untilQuiet();
  expect(
    await query(`select last_error from work where ref = 'production of 2 local sst' and state <> 'done'`),
  ).toEqual([]);
  const issues = feedstock.issues().filter(({ body }) => body?.includes('<!-- pangeo-forge: production local sst -->'));
  expect(issues).toHaveLength(1);
  expect(issues[0]?.body).toContain('<!-- pangeo-forge: run 201 -->');
});

test('a retry that was asked for through the API of version 0.1 is started', async () => {
  const headSha = stage.github.repository(FEEDSTOCK).branches()['main'] ?? '';
  const dispatchKey = 'retry of run 201, number 1';
  await addRun({ id: 202, dispatchKey, feedstock: 2, isTest: false, headSha, pull: 1, status: 'queued' });
  await query(`update reciperun set retry_of = 201, requested_by = 'api key Ada' where id = 202`);
  await addWork('reconciliations', '202', 'run 202');
  await drive.untilQuiet();
  expect(await query('select status, conclusion from reciperun where id = 202')).toEqual([
    { status: 'completed', conclusion: 'success' },
  ]);
  expect(
    stage.github
      .repository(FEEDSTOCK)
      .issues()
      .filter(({ state }) => state === 'open'),
  ).toEqual([]);
});
