import { beforeAll, expect, test } from '@jest/globals';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import { findFeedstockOrigin } from '../feedstocks/feedstock-origin.ts';
import { cancelInvocations } from '../invocations/invocation-progress.ts';
import type { Queryable } from '../transaction.ts';
import { findHeadCheck, findUnfinishedCheckRuns } from './check-run-effects.ts';
import { forgetEffects } from './effect-record.ts';

const database = await withMigratedDatabase({ poolSize: 2 });

beforeAll(async () => {
  await database.pool.query(`
    insert into effect (key, subject, fence, state, result)
      select format('check-run a/b-feedstock#%s@sha opened', n), 'pull_request a/b-feedstock#7', n, 'done', '{"id": 7}' from generate_series(1, 5000) n;
    insert into effect (key, subject, fence, state, result) values ('feedstock of a/staged-recipes#1: registered', '', 1, 'done', '5');
    insert into runner_invocation (key, kind, subject, request, state)
      select format('expand_meta a/b-feedstock#%s@sha ', n), 'expand_meta', '', '{}', 'ended' from generate_series(1, 5000) n;
    analyze effect; analyze runner_invocation`);
});

/** Postgres's plans of all that the function asks. */
async function plansOf(ask: (db: Queryable) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  const query = async (text: string, values: unknown[]) => {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    plans.push(...rows.map((row) => row['QUERY PLAN']));
    return database.pool.query(text, values);
  };
  await ask({ query } as unknown as Queryable);
  return plans.join('\n');
}

test.each<[string, (db: Queryable) => Promise<unknown>]>([
  ['the check of a commit', (db) => findHeadCheck(db, 'check-run a/b-feedstock#7@sha ')],
  ['unfinished checks of a pull request', (db) => findUnfinishedCheckRuns(db, 'check-run a/b-feedstock#7@')],
  ['what is to be forgotten', (db) => forgetEffects(db, 'feedstock of a/c#7')],
  ['the pull request that a feedstock was made of', (db) => findFeedstockOrigin(db, 5)],
  [
    'the runner’s calls for a commit',
    (db) => cancelInvocations(db, { keyPrefix: 'expand_meta a/b-feedstock#7@', exceptPrefix: null }, 'superseded'),
  ],
])('%s is found by an index, however much was done before', async (_what, ask) => {
  const plans = await plansOf(ask);
  expect(plans).toMatch(/Index/);
  expect(plans).not.toMatch(/Seq Scan on (effect|runner_invocation)/);
});
