import type { LogRun } from '@pangeo-forge/db/api/find-log-run';
import { type LogPlace, type LogQuery, readLogBefore } from '@pangeo-forge/db/api/read-run-log';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import type { Answer } from '../http/answer.ts';
import { assertBakery } from '../keys/caller.ts';
import type { Call, Fields } from '../http/define-route.ts';
import { formatFor, LOG_FORMATS, readPlace } from './log-format.ts';
import type { LogQueryInput, TraceQueryInput } from './log-request.schema.ts';
import { readContext, readTail } from './read-tail.ts';
import { atLeast } from './severity.ts';
import { streamLog } from './stream-log.ts';
import { createStreamRedactor } from './stream-redactor.ts';

type LogCall = Pick<Call<Fields, Fields, Fields>, 'parts' | 'request' | 'response' | 'caller'>;

/** The log of a run as its reader wants it: text, JSON lines or events. */
export async function answerLog(call: LogCall, run: LogRun, asked: LogQueryInput): Promise<Answer> {
  const { parts, request, response, caller } = call;
  assertBakery(caller, run.bakery);
  assertHere(run, asked.source);
  const redact = createStreamRedactor(parts.redactor);
  const { pool } = parts.database;
  const since = asked.since === undefined ? null : `${asked.since}Z`;
  const query = { runId: run.id, severities: atLeast(asked.severity), since };
  let place: LogPlace | null = readPlace(request.get('last-event-id'));
  if (place) await readContext(pool, run.id, { ...place, sequence: place.sequence + 1 }, redact);
  const first = asked.limit !== undefined && !place ? await readTail(pool, query, asked.limit, redact) : [];
  place = first.at(-1)?.place ?? place;
  const name = formatFor(request, asked.format);
  await streamLog({
    response,
    run,
    query,
    format: LOG_FORMATS[name],
    first,
    place,
    follow: asked.follow || (name === 'sse' && asked.limit === undefined),
    followers: parts.followers,
    redact,
  });
  return 'streamed';
}

/** Why a run failed, as its recipe or the runner said it: the traceback when there is one, else its last messages that are this severe. */
export async function answerTrace({ parts }: LogCall, run: LogRun, asked: TraceQueryInput): Promise<Answer> {
  assertHere(run, asked.source);
  const redact = createStreamRedactor(parts.redactor);
  const query = { runId: run.id, severities: atLeast(asked.severity), since: null };
  const messages = run.traceback ? [redact(run.traceback)] : await readMessages(parts, query, asked.limit, redact);
  const text = messages.length > 0 ? messages.join('\n') : redact(run.failureReason ?? '');
  return { body: text === '' || text.endsWith('\n') ? text : `${text}\n`, type: 'text/plain; charset=utf-8' };
}

async function readMessages(
  { database }: RouteParts,
  query: LogQuery,
  most: number,
  redact: (piece: string) => string,
): Promise<string[]> {
  const entries = await readLogBefore(database.pool, query, null, most);
  return entries.reverse().map(({ lines }) => redact(lines));
}

function assertHere(run: LogRun, source: LogQueryInput['source']): void {
  if (source === undefined || source === 'runner') return;
  throw new AppError('not_found', `The bakery ${run.bakery} has no logs of ${source} to be read here.`);
}
