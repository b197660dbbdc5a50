import type { Client } from 'pg';
import { RETENTION } from '@pangeo-forge/db/upkeep/purge';
import { withoutIndexes } from './without-indexes.ts';

/** Rows of a production of this size (1,416 runs), once. */
const ROWS = { deliveries: 5_000, work: 500, due: 10, journal: 7_000, invocations: 450, chunks: 900, effects: 10_000 };

/** Twice as long as rows are kept: half of what is generated is for the purge. */
const spread = (days: number) => `now() - random() * ${2 * days} * interval '1 day'`;

/**
 * Deliveries, work, journal, effects, invocations and logs, `times` over, about the runs that are there; dates reach
 * back twice as far as each is kept.
 */
export async function fillHistory(client: Client, times: number): Promise<void> {
  const series = (count: number) => `generate_series(1, ${count * times}) n`;
  const repository = `format('pangeo-forge/sample-%s-feedstock', n % ${29 * Math.ceil(Math.sqrt(times))})`;
  const runId = `1 + n % (select max(id) from reciperun)`;
  await withoutIndexes(client, 'webhook_delivery', () =>
    client.query(
      `insert into webhook_delivery (id, event, action, repository, number, sender, head_sha, occurred_at, headers, body, received_at, handled_at)
       select format('delivery-%s', n), case when n % 3 = 0 then 'issue_comment' else 'pull_request' end, 'synchronize', ${repository}, n % 200, 'somebody',
         md5(n::text), at, case when at > now() - interval '30 days' then '{"x-github-event": "pull_request"}' else '{}' end::jsonb,
         case when at > now() - interval '60 days' then decode(repeat(md5(n::text), 10), 'hex') end, at, at
       from (select n, ${spread(RETENTION.deliveries)} as at from ${series(ROWS.deliveries)}) n`,
    ),
  );
  await withoutIndexes(client, 'journal', () =>
    client.query(
      `insert into journal (at, kind, subject, delivery_id, recipe_run_id, decision, reason)
       select ${spread(RETENTION.deliveries)}, 'delivery', format('pull_request %s#%s', ${repository}, n % 200), format('delivery-%s', n % ${ROWS.deliveries * times}),
         (select id from reciperun where id = ${runId}), case when n % 4 = 0 then 'ignored' else 'ran' end, 'what was decided, and why'
       from ${series(ROWS.journal)}`,
    ),
  );
  await withoutIndexes(client, 'work', () =>
    client.query(
      `insert into work (kind, ref, subject, label, state, due_at, updated_at)
       select case when n % 3 = 0 then 'reports' else 'deliveries' end, format('delivery-%s', n), format('pull_request %s#%s', ${repository}, n % 200),
         'pull_request', case when n <= ${ROWS.due * times} then 'due' else 'done' end, now() - interval '1 minute', ${spread(RETENTION.doneWork)}
       from ${series(ROWS.work)}`,
    ),
  );
  await withoutIndexes(client, 'runner_invocation', () =>
    client.query(
      `insert into runner_invocation (key, kind, subject, recipe_run_id, request, state)
       select format('expand_meta %s#%s@%s ', ${repository}, n % 200, md5(n::text)), 'bake', format('run %s', n), (select id from reciperun where id = ${runId}), '{}', 'ended' from ${series(ROWS.invocations)}`,
    ),
  );
  await withoutIndexes(client, 'effect', () =>
    client.query(
      `insert into effect (key, subject, fence, state, result, intended_at, done_at)
       select format('check-run %s#%s@%s %s', ${repository}, n % 200, md5((n / 2)::text), case when n % 2 = 0 then 'opened' else 'opened completed' end),
         format('pull_request %s#%s', ${repository}, n % 200), n, 'done', '{"id": 7, "conclusion": "success"}', now(), now() from ${series(ROWS.effects)}`,
    ),
  );
  await withoutIndexes(client, 'log_chunk', () =>
    client.query(
      `insert into log_chunk (invocation_id, attempt, sequence, lines, written_at)
       select 1 + n / 2, 1, n % 2, repeat(md5(n::text) || E'\\n', 60), ${spread(RETENTION.logs)} from ${series(ROWS.chunks)} where n / 2 < ${ROWS.invocations * times}`,
    ),
  );
}
