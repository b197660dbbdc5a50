import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { zstdCompressSync } from 'node:zlib';
import type { Pool } from 'pg';
import { formatSubject, type Subject, type SubjectParts } from '../names/subject.ts';

export interface NewDelivery {
  /** GitHub's delivery id. */
  id: string;
  event: string;
  action: string | null;
  repository: string | null;
  number: number | null;
  sender: string | null;
  headSha: string | null;
  /** When it happened on GitHub, ISO 8601; null when the payload does not say. */
  occurredAt: string | null;
  headers: Record<string, string>;
  /** As it came, compressed with zstd. */
  body: Buffer;
  /** What is to be done about it; null: nothing, for this reason. */
  work: { subject: Subject; label: string } | null;
  ignoredBecause: string | null;
  /** The trace that the request belongs to; null without telemetry. */
  traceparent: string | null;
}

/**
 * One statement for many deliveries: each is recorded, and its work is due or, when it is not for us, journalled as
 * ignored. A delivery that was recorded before only becomes due again if it is not done. Its text never changes, so
 * that Postgres plans it once: what describes the deliveries is one JSON, and their bodies are one array of bytes that
 * is cut up again. SQL, since this is the group commit that the gateway’s rate rests on.
 */
const RECORD = `
  with given as (
    select *, substring($2::bytea from body_from for body_length) as body from json_to_recordset($1::json) as given (
      id text, event text, action text, repository text, number integer, sender text, head_sha text, occurred_at timestamptz,
      headers jsonb, subject text, label text, ignored text, about text, traceparent text, body_from integer, body_length integer)),
  recorded as (
    insert into webhook_delivery (id, event, action, repository, number, sender, head_sha, occurred_at, headers, body, handled_at)
    select id, event, action, repository, number, sender, head_sha, occurred_at, headers, body,
      case when subject is null then now() end from given
    on conflict (id) do nothing returning id),
  journalled as (
    insert into journal (kind, subject, delivery_id, decision, actor, reason)
    select 'delivery', about, given.id, 'ignored', sender, ignored from given join recorded using (id) where given.subject is null)
  insert into work as w (kind, ref, subject, label, traceparent)
  select 'deliveries', id, subject, label, traceparent from given where subject is not null
  on conflict (kind, ref) do update set
    state = case when w.state in ('leased', 'done') then w.state else 'due' end,
    attempts = case when w.state = 'failed' then 0 else w.attempts end,
    due_at = case when w.state in ('leased', 'done') then w.due_at else least(w.due_at, now()) end, updated_at = now()
  returning id::text, kind, label, state`;

/**
 * Records the deliveries and answers what is due now. Ids must differ within the batch.
 * @throws when there is no answer within `limitMs`; then they may be recorded or not, all or none.
 */
export async function recordDeliveries(pool: Pool, batch: readonly NewDelivery[], limitMs: number): Promise<DueWork[]> {
  // two processes that lock the same rows in different orders would deadlock
  const deliveries = batch.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  let bodyFrom = 1;
  const given = deliveries.map(({ headSha, occurredAt, work, ignoredBecause, body, ...delivery }) => {
    const from = bodyFrom;
    bodyFrom += body.length;
    return {
      ...delivery,
      head_sha: headSha,
      occurred_at: occurredAt,
      subject: work?.subject ?? null,
      label: work?.label ?? null,
      ignored: ignoredBecause,
      about: work?.subject ?? formatSubject(aboutNothing(delivery)),
      body_from: from,
      body_length: body.length,
    };
  });
  const statement = {
    name: 'record-deliveries',
    text: RECORD,
    values: [JSON.stringify(given), Buffer.concat(deliveries.map(({ body }) => body))],
    query_timeout: limitMs, // pg knows it, its types do not
  };
  const { rows } = await pool.query<DueWork & { state: string }>(statement);
  return rows.filter(({ state }) => state === 'due').map(({ id, kind, label }) => ({ id, kind, label }));
}

function aboutNothing({ repository, event }: Pick<NewDelivery, 'repository' | 'event'>): SubjectParts {
  return repository ? { of: 'repository', repository } : { of: 'event', event };
}

export interface FoundPullRequests {
  repository: string;
  numbers: readonly number[];
  /** The delivery that made us search. */
  because: string;
}

const LIMIT_MS = 30_000;

/**
 * Pull requests that came with no event are handled as if they had: recorded as deliveries of our own,
 * `pull_request.found`.
 */
export async function recordFoundPullRequests(pool: Pool, found: FoundPullRequests): Promise<DueWork[]> {
  const { repository, numbers, because } = found;
  if (numbers.length === 0) return [];
  const deliveries = numbers.map((number) => {
    const payload = { action: 'found', repository: { full_name: repository }, pull_request: { number } };
    return {
      id: `found-${because}-${repository.replace('/', '-')}-${number}`,
      event: 'pull_request',
      action: 'found',
      repository,
      number,
      sender: null,
      headSha: null,
      occurredAt: null,
      headers: {},
      body: zstdCompressSync(JSON.stringify(payload)),
      work: {
        subject: formatSubject({ of: 'pull_request', repository, number }),
        label: `pull_request.found ${repository}#${number}`,
      },
      ignoredBecause: null,
      traceparent: tracing().traceparent(),
    };
  });
  return recordDeliveries(pool, deliveries, LIMIT_MS);
}

export interface PressedRun {
  runId: number;
  /** Of the run's pull request. */
  repository: string;
  number: number;
  headSha: string;
  /** Who pressed. */
  login: string;
}

/**
 * Somebody wants a run to start that waits for `/run`. Recorded as a delivery of our own, `page.pressed`, once for a
 * run, however often the button is pressed.
 */
export function recordPressedRun(pool: Pool, pressed: PressedRun): Promise<DueWork[]> {
  const { runId, repository, number, headSha, login } = pressed;
  const payload = {
    action: 'pressed',
    repository: { full_name: repository },
    pull_request: { number },
    recipe_run: { id: runId, head_sha: headSha },
    sender: { login },
  };
  const delivery: NewDelivery = {
    id: `pressed-run-${runId}`,
    event: 'page',
    action: 'pressed',
    repository,
    number,
    sender: login,
    headSha,
    occurredAt: new Date().toISOString(),
    headers: {},
    body: zstdCompressSync(JSON.stringify(payload)),
    work: {
      subject: formatSubject({ of: 'pull_request', repository, number }),
      label: `page.pressed ${repository}#${number}`,
    },
    ignoredBecause: null,
    traceparent: tracing().traceparent(),
  };
  return recordDeliveries(pool, [delivery], LIMIT_MS);
}
