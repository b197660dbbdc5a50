import {
  type LogEnd,
  type LogEntry,
  type LogPlace,
  type LogQuery,
  readLogBehind,
  readLogEnds,
} from '@pangeo-forge/db/logs/read-log';
import type { Pool } from '@pangeo-forge/db/open-database';
import { shareCurrent } from '@pangeo-forge/shared/caching/share-reads';
import type { Logger } from 'pino';
import { placeText } from './log-format.ts';

/** Followers of many logs share one query for new entries. */
export interface LogFollowers {
  /**
   * Resolves when the log has entries after the place or the run has ended; with null when the signal aborts or the run
   * was deleted.
   */
  news(runId: number, place: LogPlace | null, signal: AbortSignal): Promise<LogEnd | null>;
  /** The entries after a place; readers at the same place share the answer. */
  readBehind(query: LogQuery, place: LogPlace | null): Promise<LogEntry[]>;
}

interface Waiting {
  runId: number;
  place: LogPlace | null;
  notify(end: LogEnd | null): void;
}

const CHECK_EVERY_MS = 500;
/** About 64 kB each. */
const ENTRIES_A_READ = 16;

export function createLogFollowers(pool: Pool, logger: Logger): LogFollowers {
  const waiting = new Set<Waiting>();
  const reads = shareCurrent<LogEntry[]>();
  let timer: NodeJS.Timeout | null = null;

  function checkLater(): void {
    if (timer || waiting.size === 0) return;
    timer = setTimeout(() => {
      check()
        .catch((error: unknown) => logger.warn({ err: error }, 'log followers could not be checked; trying again'))
        .finally(() => {
          timer = null;
          checkLater();
        });
    }, CHECK_EVERY_MS);
    timer.unref();
  }

  async function check(): Promise<void> {
    const asked = [...waiting];
    const ends = await readLogEnds(pool, [...new Set(asked.map(({ runId }) => runId))]);
    const endOf = new Map(ends.map((end) => [end.runId, end]));
    for (const one of asked) {
      const end = endOf.get(one.runId);
      if (!end) one.notify(null);
      else if (end.status === 'completed' || isBehind(end.last, one.place)) one.notify(end);
    }
  }

  return {
    news: (runId, place, signal) =>
      new Promise((resolve) => {
        const one: Waiting = {
          runId,
          place,
          notify(end) {
            waiting.delete(one);
            signal.removeEventListener('abort', abort);
            resolve(end);
          },
        };
        const abort = () => one.notify(null);
        if (signal.aborted) {
          resolve(null);
          return;
        }
        signal.addEventListener('abort', abort);
        waiting.add(one);
        checkLater();
      }),
    readBehind(query, place) {
      const key = [query.runId, query.severities[0], query.since, place && placeText(place)].join(' ');
      return reads.read(key, () => readLogBehind(pool, query, place, ENTRIES_A_READ));
    },
  };
}

function isBehind(last: LogPlace | null, place: LogPlace | null): boolean {
  if (!last || !place) return last !== null;
  const steps = [last.invocation - place.invocation, last.attempt - place.attempt, last.sequence - place.sequence];
  return (steps.find((step) => step !== 0) ?? 0) > 0;
}
