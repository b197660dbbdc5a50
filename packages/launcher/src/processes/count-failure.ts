import { countEvent } from '@pangeo-forge/db/counters/count-event';
import { openDatabase } from '@pangeo-forge/db/open-database';

/** `unhandled_error`: no code handled it. `unexpected_end`: the process ended and was started again. */
export type Failure = 'unhandled_error' | 'unexpected_end';

const STATEMENT_LIMIT_MS = 2_000;

/**
 * Counts it in Postgres, for metrics and alerts. It opens its own connection, since those of the services may be
 * broken.
 */
export async function countFailure(databaseUrl: string, failure: Failure, process: string, times = 1): Promise<void> {
  const database = openDatabase({ url: databaseUrl, poolSize: 1, statementLimitMs: STATEMENT_LIMIT_MS });
  try {
    await countEvent(database.pool, `${failure} ${process}`, times);
  } finally {
    await database.close();
  }
}
