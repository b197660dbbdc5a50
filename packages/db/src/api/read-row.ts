import type { Queryable } from '../transaction.ts';
import { naiveTimestamp, renderedRow } from './row-fields.ts';

/**
 * What the API serves of a single run beyond its original columns, in this order: a field and how it is read. The
 * field's schema stands in `packages/api/src/recipe-runs/recipe-run.schema.ts`.
 */
const RUN_DETAILS = {
  failure_reason: 'r.failure_reason',
  requested_by: 'r.requested_by',
  pull_request: 'r.pull_request',
  retry_of: 'r.retry_of',
  bakery_job_name: 'r.bakery_job_name',
  bakery_job_id: 'r.bakery_job_id',
  dispatched_at: naiveTimestamp("(r.dispatched_at at time zone 'utc')"),
  duration_seconds: `case when r.completed_at is not null
    then round(extract(epoch from r.completed_at - coalesce(r.dispatched_at at time zone 'utc', r.started_at))::numeric, 3)::float8
  end`,
  bakery_job: 'r.bakery_job',
  console_url: "r.bakery_job ->> 'console_url'",
  cost: `case when r.bakery_job ?| array['vcpu_hours', 'memory_gb_hours', 'disk_gb_hours', 'ssd_gb_hours'] then json_build_object(
    'vcpu_hours', r.bakery_job -> 'vcpu_hours', 'memory_gb_hours', r.bakery_job -> 'memory_gb_hours',
    'disk_gb_hours', r.bakery_job -> 'disk_gb_hours', 'ssd_gb_hours', r.bakery_job -> 'ssd_gb_hours') end`,
} as const satisfies Record<string, string>;

export type RunDetail = keyof typeof RUN_DETAILS;

const DETAIL_FIELDS = Object.entries(RUN_DETAILS)
  .map(([name, expression]) => `${expression} as ${name}`)
  .join(', ');

/** Runs with their bakeries and feedstocks, as JSON text by id. Unknown ids are left out. */
export async function readRuns(db: Queryable, ids: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await db.query<{ id: number; json: string }>({
    name: 'read runs',
    text: `select r.id, left(${renderedRow('reciperun', 'r')}, -1)
       || ',' || substr(left(details.json, -1), 2)
       || ',"bakery":' || ${renderedRow('bakery', 'b')} || ',"feedstock":' || ${renderedRow('feedstock', 'f')} || '}' as json
     from reciperun r join bakery b on b.id = r.bakery_id join feedstock f on f.id = r.feedstock_id
       cross join lateral (select row_to_json(detail)::text as json from (select ${DETAIL_FIELDS}) detail) details
     where r.id = any($1::bigint[])`,
    values: [ids],
  });
  return new Map(rows.map(({ id, json }) => [id, json]));
}

/** One of them; null when there is none. */
export async function readRun(db: Queryable, id: number): Promise<string | null> {
  return (await readRuns(db, [id])).get(id) ?? null;
}
