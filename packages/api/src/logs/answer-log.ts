import type { LogRun } from '@pangeo-forge/db/logs/find-log-run';
import { type LogPlace, type LogQuery, readLogBefore } from '@pangeo-forge/db/logs/read-log';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RouteParts } from '../api-parts.ts';
import type { Answer } from '../http/answer.ts';
import type { Call, Fields } from '../http/define-route.ts';
import { formatFor, LOG_FORMATS, type LogFormatName, readPlace } from './log-format.ts';
import type { LogQueryInput, TraceQueryInput } from './log-request.schema.ts';
import { readBakeryLog } from './read-bakery-log.ts';
import { readContext, readTail } from './read-tail.ts';
import { atLeast } from '@pangeo-forge/shared/logs/severity';
import { streamLog } from './stream-log.ts';
import { createPieceRedactor } from './render-once.ts';

type LogCall = Pick<Call<Fields, Fields, Fields>, 'parts' | 'request' | 'response'>;

const TEXT = 'text/plain; charset=utf-8';

/** The log of a run as its reader wants it: text, JSON lines or events. */
export async function answerLog(call: LogCall, run: LogRun, asked: LogQueryInput): Promise<Answer> {
  const format = formatFor(call.request, asked.format);
  if (asked.source !== 'runner') {
    const answer = await answerBakeryLog(call.parts, run, asked, format);
    if (answer) return answer;
    if (asked.source !== undefined) throw noSuchLog(run, asked.source);
  }
  return answerRunnerLog(call, run, asked, format);
}

async function answerRunnerLog(
  { parts, request, response }: LogCall,
  run: LogRun,
  asked: LogQueryInput,
  format: LogFormatName,
): Promise<Answer> {
  const { followers, renderOnce } = parts;
  const redact = createPieceRedactor(renderOnce);
  const { pool } = parts.database;
  const since = asked.since === undefined ? null : `${asked.since}Z`;
  const query = { runId: run.id, severities: atLeast(asked.severity), since };
  let place: LogPlace | null = readPlace(request.get('last-event-id'));
  if (place) await readContext(pool, run.id, { ...place, sequence: place.sequence + 1 }, redact);
  const first = asked.limit !== undefined && !place ? await readTail(pool, query, asked.limit, redact) : [];
  place = first.at(-1)?.place ?? place;
  const follow = asked.follow || (format === 'sse' && asked.limit === undefined);
  const written = LOG_FORMATS[format];
  await streamLog({ response, run, query, format: written, first, place, follow, followers, renderOnce, redact });
  return 'streamed';
}

/** Null when the bakery keeps no log of the run that could be read here. */
async function answerBakeryLog(
  parts: RouteParts,
  run: LogRun,
  { source, severity, limit, since }: LogQueryInput,
  format: LogFormatName,
): Promise<Answer | null> {
  if (source === 'runner') return null;
  const read = await readBakeryLog(parts, run, { source, severity, limit });
  if (!read || (read.length === 0 && source === undefined)) return null;
  const redact = createPieceRedactor(parts.redactor);
  const from = since === undefined ? null : Date.parse(`${since}Z`);
  const lines = read.filter(({ time }) => from === null || Date.parse(time) >= from);
  const { contentType, entry, end } = LOG_FORMATS[format];
  const place = { invocation: 0, attempt: 0, sequence: 0 };
  const texts = lines.map((line) =>
    entry({ place, severity: line.severity, writtenAt: line.time, lines: redact(line.text) }),
  );
  return { body: `${texts.join('')}${end(run)}`, type: contentType, headers: { 'cache-control': 'no-store' } };
}

/**
 * Why a run failed, from its recipe or the runner: the traceback when there is one, else the last messages of this
 * severity.
 */
export async function answerTrace({ parts }: LogCall, run: LogRun, asked: TraceQueryInput): Promise<Answer> {
  const redact = createPieceRedactor(parts.redactor);
  const messages = (await readMessages(parts, run, asked)).map((text) => redact(text));
  const text = messages.length > 0 ? messages.join('\n') : redact(run.failureReason ?? '');
  return { body: text === '' || text.endsWith('\n') ? text : `${text}\n`, type: TEXT };
}

async function readMessages(parts: RouteParts, run: LogRun, asked: TraceQueryInput): Promise<string[]> {
  const { source, severity, limit } = asked;
  if (source !== 'runner') {
    const lines = await readBakeryLog(parts, run, { source, severity, limit });
    if (!lines) throw noSuchLog(run, source);
    return lines.map(({ text }) => text);
  }
  if (run.traceback) return [run.traceback];
  const query: LogQuery = { runId: run.id, severities: atLeast(severity), since: null };
  const entries = await readLogBefore(parts.database.pool, query, null, limit);
  return entries.reverse().map(({ lines }) => lines);
}

function noSuchLog(run: LogRun, source: string): AppError {
  return new AppError(
    'not_found',
    `The bakery ${run.bakery} has no logs of ${source} of this run to be read here: ask for source=runner.`,
  );
}
