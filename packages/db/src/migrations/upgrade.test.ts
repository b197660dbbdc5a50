import { createHash } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { findPause } from '../admission/pause.ts';
import { findDeliveries } from '../deliveries/list-deliveries.ts';
import { readDelivery } from '../deliveries/delivery.ts';
import { findHeadCheck, findUnfinishedCheckRuns } from '../effects/check-run-effects.ts';
import { completeEffect, findEffectResult, intendEffect } from '../effects/effect-record.ts';
import { findFeedstockOrigin } from '../feedstocks/feedstock-origin.ts';
import { findCurrentName } from '../feedstocks/repository-names.ts';
import { findFollowedRun } from '../following/find-followed-run.ts';
import { findInvocation } from '../invocations/invocation.ts';
import { findCommandRecords } from '../journal/command-records.ts';
import { readJournal } from '../journal/journal.ts';
import { findOperations } from '../journal/operation-records.ts';
import { findApiKey } from '../keys/api-key.ts';
import { readLogTail } from '../logs/read-log.ts';
import { migrate } from '../migrate.ts';
import { deliveryOfDispatchKey, isOfMerge, parseDispatchKey } from '../names/dispatch-key.ts';
import { parseReport } from '../names/report.ts';
import { parseSubject } from '../names/subject.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { findRunsOfPullRequest } from '../runs/find-runs.ts';
import { transitionRun } from '../runs/transition-run.ts';
import { readDispatching } from '../settings/dispatching.ts';
import { isSwitchedOn } from '../settings/operator-switch.ts';
import { findSandboxes } from '../settings/sandboxes.ts';
import { searchStacItems } from '../stac/search-items.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { readResolvedBefore } from '../upkeep/redelivery-records.ts';
import { claimWork } from '../work/claim-work.ts';
import { findDueWork } from '../work/find-due-work.ts';
import { resolveWork } from '../work/resolve-work.ts';

const LAST_OF_VERSION_0_1 = '20261121160000-keys-by-prefix';
const DELIVERY = '72d3162e-cc78-11e3-81ab-4c9367dc0958';
const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const KEY = 'pf_0123abcd_a-key-of-version-0.1';

/** What version 0.1 left when it was stopped: to the letter, and only in the columns that it had. */
const ROWS = `
  insert into bakery (id, region, name, description) values (1, 'here', 'dev', 'A bakery');
  insert into feedstock (id, spec, provider) values (5, 'org/sst-feedstock', 'github'), (6, 'org/staged-recipes', 'github');
  insert into reciperun (id, recipe_id, bakery_id, feedstock_id, head_sha, version, started_at, status, conclusion, is_test, dispatch_key,
    pull_request, clone_url, bakery_job_name, dispatched_at, submitted_at, retry_of, completed_at) values
    (11, 'sst', 1, 6, '${SHA}', '', '2026-11-20 10:00:00', 'queued', null, true, 'test org/staged-recipes#7@${SHA} sst 1', 7, 'x', null, null, null, null, null),
    (12, 'sst', 1, 5, '${SHA}', '', '2026-11-20 10:00:00', 'in_progress', null, false, 'production org/sst-feedstock@${SHA} sst', 7, 'x', 'a12', now(), now(), null, null),
    (13, 'sst', 1, 5, '${SHA}', '', '2026-11-20 10:00:00', 'completed', 'stale', false, 'production org/sst-feedstock@${SHA} sst asked by ${DELIVERY}', 7, 'x', 'a13', now(), now(), null, now()),
    (14, 'sst', 1, 5, '${SHA}', '', '2026-11-20 10:00:00', 'queued', null, false, 'retry org/sst-feedstock sst ${SHA} delivery ${DELIVERY}', 7, 'x', null, null, null, 13, null),
    (15, 'sst', 1, 5, '${SHA}', '', '2026-11-20 10:00:00', 'queued', null, false, 'retry of run 13, number 1', 7, 'x', null, null, null, 13, null),
    (16, 'sst', 1, 5, '${SHA}', '', '2022-01-01 10:00:00.000001', 'completed', 'success', false, null, null, null, null, null, null, null, '2022-01-02');
  insert into work (kind, ref, subject, label, state, attempts, fence, holder, lease_until, last_error, due_at) values
    ('deliveries', '${DELIVERY}', 'pull_request org/staged-recipes#7', 'issue_comment.created org/staged-recipes#7', 'leased', 1, 3, 'dead', now() - interval '1 minute', null, now()),
    ('deliveries', 'found-${DELIVERY}-org-staged-recipes-9', 'pull_request org/staged-recipes#9', 'pull_request.found org/staged-recipes#9', 'due', 0, null, null, null, null, now()),
    ('deliveries', 'd-2', 'commit org/staged-recipes@${SHA}', 'check_run.rerequested', 'due', 0, null, null, null, null, now()),
    ('deliveries', 'd-3', 'installation 44', 'installation.created org', 'due', 0, null, null, null, null, now()),
    ('deliveries', 'd-4', 'repository org/sst-feedstock', 'repository.renamed', 'due', 0, null, null, null, null, now()),
    ('invocations', '21', 'target dev org/sst-feedstock sst', 'bake sst', 'waiting', 1, 4, null, null, 'the bakery dev is busy with 2 runs; place 1 in its queue', now()),
    ('invocations', '22', 'invocation 22', 'expand-meta', 'due', 0, null, null, null, null, now()),
    ('reconciliations', '12', 'run 12', 'run 12 at its bakery', 'waiting', 2, 5, null, null, null, now()),
    ('reports', '13', 'run 13', 'report of run 13', 'due', 0, null, null, null, null, now()),
    ('reports', 'wait of ${DELIVERY}', 'wait of ${DELIVERY}', 'wait of ${DELIVERY}', 'due', 0, null, null, null, null, now()),
    ('reports', 'wait of retry 15', 'wait of retry 15', 'wait of retry 15', 'due', 0, null, null, null, null, now()),
    ('reports', 'made feedstock 5', 'made feedstock 5', 'made feedstock 5', 'due', 0, null, null, null, null, now()),
    ('reports', 'production of 5 dev sst', 'production of 5 dev sst', 'issue of sst in org/sst-feedstock', 'due', 0, null, null, null, null, now()),
    ('upkeep', 'keep the STAC catalogue', 'upkeep keep the STAC catalogue', 'keep the STAC catalogue', 'due', 0, null, null, null, null, now());
  insert into runner_invocation (id, key, kind, subject, recipe_run_id, request, state, outcome, result, refused_at, refusal) values
    (21, 'bake run 12', 'bake', 'run 12', 12, '{"repoUrl": "x", "ref": "${SHA}", "feedstockSubdir": null,
      "bake": {"recipeId": "sst", "bakery": "dev", "jobName": "a12", "prune": false, "subpath": "s", "datasetType": "zarr"}}',
      'running', null, null, now(), 'No quota.'),
    (22, 'expand_meta org/staged-recipes#7@${SHA} first', 'expand_meta', 'pull_request org/staged-recipes#7', null,
      '{"repoUrl": "x", "ref": "${SHA}", "feedstockSubdir": "recipes/sst"}', 'ended', 'succeeded', '{"recipes": []}', null, null);
  insert into log_chunk (invocation_id, attempt, sequence, lines) values (21, 1, 0, E'one\\ntwo'), (21, 1, 1, 'three');
  insert into effect (key, subject, fence, state, result) values
    ('check-run org/staged-recipes#7@${SHA} first', 'pull_request org/staged-recipes#7', 3, 'done', '{"id": 77}'),
    ('check-run org/staged-recipes#8@${SHA} first', 'pull_request org/staged-recipes#8', 3, 'intended', null),
    ('check-run org/staged-recipes#9@${SHA} first', 'pull_request org/staged-recipes#9', 3, 'done', '{"id": 79}'),
    ('check-run org/staged-recipes#9@${SHA} first completed', 'pull_request org/staged-recipes#9', 3, 'done', '{"conclusion": "success", "title": "Good"}'),
    ('reply to comment 5', 'pull_request org/staged-recipes#7', 3, 'intended', null),
    ('feedstock of org/staged-recipes#7: registered', 'pull_request org/staged-recipes#7', 3, 'done', '5');
  insert into journal (kind, subject, delivery_id, recipe_run_id, decision, from_state, to_state, actor, reason, detail) values
    ('command', 'pull_request org/staged-recipes#7', '${DELIVERY}', null, 'ran', null, null, 'ada', '/cancel: cancelled run 12',
      '{"index": 0, "commandName": "cancel", "args": [], "commentId": 5, "reason": "cancelled run 12", "effects": []}'),
    ('operation', 'pull_request org/staged-recipes#7', '${DELIVERY}', null, 'ran', null, null, 'ada', 'sst', '{"target": "run 12"}'),
    ('transition', 'run 12', '${DELIVERY}', 12, 'changed', 'queued', 'in_progress', 'ada', 'dispatched by ada', null);
  insert into setting (key, value) values
    ('dispatching', '{"stopped": true, "reason": "an upgrade", "by": "ops"}'),
    ('pause of bakery dev', '{"reason": "no quota", "by": "ops"}'),
    ('switch end adopted runs', 'true'),
    ('sandbox of host-1', '{"name": "docker", "protectsSecrets": true}'),
    ('name of repository 99', '"org/sst-feedstock"'),
    ('deliveries settled before', '"2099-01-01T00:00:00.000Z"');
  insert into stac_item (feedstock_id, recipe_id, recipe_run_id, item, collection, is_described)
    values (5, 'sst', 16, '{"id": "sst"}', '{"id": "org"}', true);
  insert into counter (name, count) values ('deliveries_healed', 3)`;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, poolSize: 4 });
  const { migrator } = await database.orm();
  await migrator.up({ to: LAST_OF_VERSION_0_1 });
  const { pool } = database;
  await pool.query(ROWS);
  await pool.query(
    `insert into webhook_delivery (id, event, action, repository, number, sender, headers, body)
     values ($1, 'issue_comment', 'created', 'org/staged-recipes', 7, 'ada', '{}', $2)`,
    [DELIVERY, zstdCompressSync('{"action": "created"}')],
  );
  const hash = createHash('sha256').update(KEY).digest('hex');
  await pool.query(
    `insert into api_key (prefix, hash, owner, scopes) values ('pf_0123abcd', $1, 'Ada', '{runs:write}')`,
    [hash],
  );
  await migrate(database);
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const textsOf = async (select: string) =>
  (await database.pool.query<{ text: string }>(select)).rows.map(({ text }) => text);

test('every subject, report and dispatch key is one that is known', async () => {
  const subjects = await textsOf(
    `select subject as text from work union select subject from runner_invocation union select subject from journal union select subject from effect`,
  );
  expect(subjects.filter((text) => parseSubject(text) === null)).toEqual([]);
  const reports = await textsOf(`select ref as text from work where kind = 'reports'`);
  expect(reports.filter((text) => parseReport(text) === null)).toEqual([]);
  const keys = await textsOf('select dispatch_key as text from reciperun where dispatch_key is not null');
  expect(keys.filter((text) => parseDispatchKey(text) === null)).toEqual([]);
  expect([subjects.length, reports.length, keys.length]).toEqual([15, 5, 5]);
  const runs = await findRunsOfPullRequest(database.pool, { feedstockSpec: 'org/sst-feedstock', pullRequest: 7 });
  const reasons = runs.map(({ id, dispatchKey }) => [id, isOfMerge(dispatchKey), deliveryOfDispatchKey(dispatchKey)]);
  expect(reasons).toEqual([
    [15, false, null],
    [14, false, DELIVERY],
    [13, false, DELIVERY],
    [12, true, null],
  ]);
});

test('half-done effects are taken over, done ones are known, and what they stand for is read', async () => {
  const { pool } = database;
  const { rows } = await pool.query<{ id: string }>(`select id::text from work where ref = $1`, [DELIVERY]);
  const claim = await claimWork(pool, rows[0]?.id ?? '', 'a process of this version');
  if (claim.outcome !== 'claimed') throw new Error(claim.outcome);
  expect(BigInt(claim.work.fence)).toBeGreaterThan(0n);
  const about = claim.work.subject;
  expect(await intendEffect(pool, claim.work, 'reply to comment 5', about)).toMatchObject({
    outcome: 'intended_before',
  });
  await completeEffect(pool, claim.work, { key: 'reply to comment 5', subject: about, result: { id: 1 } });
  expect(await findEffectResult(pool, 'reply to comment 5')).toEqual({ id: 1 });
  expect(await findHeadCheck(pool, `check-run org/staged-recipes#9@${SHA} `)).toMatchObject({ conclusion: 'success' });
  expect(await findUnfinishedCheckRuns(pool, 'check-run org/staged-recipes#7@')).toMatchObject([{ checkRunId: 77 }]);
  expect(await findUnfinishedCheckRuns(pool, 'check-run org/staged-recipes#8@')).toMatchObject([{ checkRunId: null }]);
  expect(await findFeedstockOrigin(pool, 5)).toMatchObject({ repository: 'org/staged-recipes', pullRequest: 7 });
  expect(await resolveWork(pool, claim.work, { outcome: 'done' })).not.toBeNull();
});

test('all open work is found and can be done', async () => {
  const { pool } = database;
  const kinds = ['deliveries', 'invocations', 'reconciliations', 'reports', 'upkeep'] as const;
  const due = await findDueWork(pool, { kinds, limit: 100, overdueMs: 0 });
  for (const { id } of due) {
    const claim = await claimWork(pool, id, 'a process of this version');
    if (claim.outcome === 'claimed') await resolveWork(pool, claim.work, { outcome: 'done' });
  }
  expect((await pool.query(`select ref, state from work where state <> 'done'`)).rows).toEqual([]);
});

test('a run that its bakery still works on, and one that was given up, end as the bakery says', async () => {
  const { pool } = database;
  const event = { type: 'succeeded', actor: 'bakery', datasetPublicUrl: 'https://data.example.org/sst.zarr' } as const;
  expect(await findFollowedRun(pool, 12)).toMatchObject({
    ours: true,
    jobName: 'a12',
    invocation: { refusal: 'No quota.' },
  });
  expect(await transitionRun(pool, 12, event)).toMatchObject({ outcome: 'changed' });
  expect(await transitionRun(pool, 13, event)).toMatchObject({ outcome: 'changed', state: { corrected: true } });
  expect(await findFollowedRun(pool, 16)).toMatchObject({ ours: false, invocation: null });
});

test('deliveries, the journal, settings, keys, logs and catalogue are read as they were written', async () => {
  const { pool } = database;
  expect(await readDelivery(pool, DELIVERY)).toMatchObject({ event: 'issue_comment', payload: { action: 'created' } });
  expect(await findDeliveries(pool, { repository: 'ORG/staged-recipes', number: 7, limit: 9 })).toHaveLength(1);
  expect(await findCommandRecords(pool, DELIVERY)).toMatchObject([
    { commandName: 'cancel', outcome: 'ran', commentId: 5 },
  ]);
  expect(await findOperations(pool, DELIVERY)).toEqual([{ target: 'run 12', reason: 'sst' }]);
  expect(await readJournal(pool, { about: { repository: 'org/staged-recipes', number: 7 } })).toHaveLength(2);
  expect(await readDispatching(pool)).toEqual({ stopped: true, reason: 'an upgrade', by: 'ops' });
  expect(await findPause(pool, 'dev')).toMatchObject({ reason: 'no quota', by: 'ops' });
  expect(await isSwitchedOn(pool, 'end adopted runs')).toBe(true);
  expect(await findSandboxes(pool, 600_000)).toEqual([{ host: 'host-1', name: 'docker', protectsSecrets: true }]);
  expect(await findCurrentName(pool, 99)).toBe('org/sst-feedstock');
  expect((await readResolvedBefore(pool)).getUTCFullYear()).toBe(2099);
  expect(await findApiKey(pool, KEY)).toMatchObject({ owner: 'Ada', scopes: ['runs:write'] });
  expect(await findInvocation(pool, { key: `expand_meta org/staged-recipes#7@${SHA} first` })).toMatchObject({
    outcome: 'succeeded',
    result: { recipes: [] },
  });
  expect(await readLogTail(pool, 12, 2)).toBe('two\nthree');
  const ofFeedstock = { feedstocks: ['org/sst-feedstock'] };
  expect(await searchStacItems(pool, ofFeedstock, { limit: 10, after: null })).toMatchObject({ rows: [{ id: 'sst' }] });
});
