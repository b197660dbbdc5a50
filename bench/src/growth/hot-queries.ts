import { runSubject } from '@pangeo-forge/db/names/subject';
import { countMatching } from '@pangeo-forge/db/api/count-matching';
import { readDecision, readRunEvents } from '@pangeo-forge/db/api/read-events';
import { readMetrics } from '@pangeo-forge/db/api/read-metrics';
import { listRows, type RowsQuery } from '@pangeo-forge/db/api/list-rows';
import { listWork, readQueueStatus } from '@pangeo-forge/db/work/work-queues';
import { readLogBehind, readLogEnds } from '@pangeo-forge/db/logs/read-log';
import { readParent } from '@pangeo-forge/db/api/read-parent';
import { readRun } from '@pangeo-forge/db/api/read-row';
import { findKnownHead } from '@pangeo-forge/db/deliveries/pull-request-history';
import { readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { findHeadCheck, findUnfinishedCheckRuns } from '@pangeo-forge/db/effects/check-run-effects';
import { findFeedstockOrigin } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { findUnfollowedRuns } from '@pangeo-forge/db/following/enqueue-reconciliation';
import { cancelInvocations } from '@pangeo-forge/db/invocations/invocation-progress';
import { readJournal } from '@pangeo-forge/db/journal/journal';
import type { Pool } from '@pangeo-forge/db/open-database';
import { findRunsOfPullRequest } from '@pangeo-forge/db/runs/find-runs';
import { claimWork } from '@pangeo-forge/db/work/claim-work';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { findDueWork } from '@pangeo-forge/db/work/find-due-work';

const REPOSITORY = 'pangeo-forge/sample-7-feedstock';
const SEVERITIES = ['INFO', 'ERROR'];
const FIRST: RowsQuery = {
  table: 'reciperun',
  filters: [],
  order: { column: 'id', sort: 'asc' },
  offset: 0,
  limit: 100,
  after: null,
};

const readPage = (db: Pool, query: RowsQuery) => listRows(db, query, (matching) => countMatching(db, matching));

/** What requests wait for. */
const OF_READERS: Record<string, (db: Pool) => Promise<unknown>> = {
  'list of runs, first page': (db) => readPage(db, FIRST),
  'list of runs, newest first': (db) => readPage(db, { ...FIRST, order: { column: 'started_at', sort: 'desc' } }),
  'list of runs, by conclusion': (db) =>
    readPage(db, { ...FIRST, filters: [{ is: 'equal', column: 'conclusion', value: 'success' }] }),
  'list of runs, of none': (db) =>
    readPage(db, { ...FIRST, filters: [{ is: 'equal', column: 'conclusion', value: 'timed_out' }] }),
  'list of runs, by text': (db) =>
    readPage(db, { ...FIRST, filters: [{ is: 'mentions', columns: ['recipe_id', 'head_sha'], text: 'monthly' }] }),
  'list of runs, deep': (db) => readPage(db, { ...FIRST, after: { value: null, id: 1_000 } }),
  'one run': (db) => readRun(db, 1_001),
  'one feedstock with its runs': (db) => readParent(db, 'feedstock', 6),
  'journal of a run': (db) => readRunEvents(db, 1_001),
  'decision on a delivery': (db) => readDecision(db, 'delivery-77'),
  'log behind a place': (db) => readLogBehind(db, { runId: 1_001, severities: SEVERITIES, since: null }, null, 16),
  'ends of 50 logs': (db) =>
    readLogEnds(
      db,
      Array.from({ length: 50 }, (_, index) => index + 1),
    ),
};

/** What workers do for each event, or every few seconds. */
const OF_WORKERS: Record<string, (db: Pool) => Promise<unknown>> = {
  'record a delivery’s work': (db) =>
    enqueueWork(db, { kind: 'reports', ref: 'new', subject: runSubject(1), label: 'new' }),
  'claim work': (db) => claimWork(db, '5', 'bench'),
  'find due work': (db) => findDueWork(db, { kinds: ['deliveries', 'reports'], limit: 100, overdueMs: 0 }),
  'read a delivery': (db) => readDelivery(db, 'delivery-77'),
  'head known at a comment': (db) =>
    findKnownHead(db, { repository: REPOSITORY, number: 7, at: '2100-01-01T00:00:00Z' }),
  'check of a commit': (db) => findHeadCheck(db, `check-run ${REPOSITORY}#7@0123 `),
  'unfinished checks of a pull request': (db) => findUnfinishedCheckRuns(db, `check-run ${REPOSITORY}#7@`),
  'end the runner’s calls for a commit': (db) =>
    cancelInvocations(db, { keyPrefix: `expand_meta ${REPOSITORY}#7@`, exceptPrefix: null }, 'superseded'),
  'pull request that a feedstock was made of': (db) => findFeedstockOrigin(db, 7),
  'runs of a pull request': (db) => findRunsOfPullRequest(db, { feedstockSpec: REPOSITORY, pullRequest: 7 }),
  'journal of a pull request': (db) => readJournal(db, { about: { repository: REPOSITORY, number: 7 } }),
  'runs that nobody follows': (db) => findUnfollowedRuns(db, 100),
};

const OF_OPERATORS: Record<string, (db: Pool) => Promise<unknown>> = {
  'status of the queues': (db) => readQueueStatus(db),
  'work that failed': (db) => listWork(db, ['failed', 'waiting'], 100),
  metrics: (db) => readMetrics(db),
};

/** The product's own functions: what they say to the database is what is explained. */
export const HOT_QUERIES = { ...OF_READERS, ...OF_WORKERS, ...OF_OPERATORS };
