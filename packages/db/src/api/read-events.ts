import type { Queryable } from '../transaction.ts';

/** One line of the journal: what happened and why. SQL: Postgres writes the JSON. */
const EVENT = `j.id::float8 as id, to_char(j.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, j.kind, j.decision,
  j.from_state, j.to_state, j.actor, j.reason, j.delivery_id, j.recipe_run_id`;

/** What was decided and done about a run, oldest first, as a JSON array in text; null when there is no such run. */
export async function readRunEvents(db: Queryable, runId: number): Promise<string | null> {
  const { rows } = await db.query<{ json: string | null }>(
    `select (select coalesce('[' || string_agg(row_to_json(event)::text, ',') || ']', '[]') from (
       select ${EVENT} from journal j where j.recipe_run_id = r.id order by j.id) event) as json
     from reciperun r where r.id = $1::bigint`,
    [runId],
  );
  return rows[0]?.json ?? null;
}

/** What was decided about a delivery, never what it carried, as JSON in text; null when it is not known. */
export async function readDecision(db: Queryable, deliveryId: string): Promise<string | null> {
  const timestamp = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const { rows } = await db.query<{ json: string }>(
    `select row_to_json(delivery)::text as json from (
       select d.id, d.event, d.action, d.repository, d.number, ${timestamp('d.received_at')} as received_at,
         ${timestamp('d.handled_at')} as handled_at, coalesce(w.state, 'done') as state,
         case when w.state = 'waiting' then w.last_error end as waits_for,
         (select coalesce(json_agg(line), '[]') from (
           select ${EVENT} from journal j where j.delivery_id = d.id order by j.id) line) as decisions
       from webhook_delivery d left join work w on w.kind = 'deliveries' and w.ref = d.id
       where d.id = $1) delivery`,
    [deliveryId],
  );
  return rows[0]?.json ?? null;
}
