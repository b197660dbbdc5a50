import { expect, test } from '@jest/globals';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { createLogWriter } from './log-writer.ts';

const GIGABYTE = 1024 ** 3;
const LINE = `INFO ${'step of the recipe '.repeat(52)}`;
const MAX_GROWTH_BYTES = 200 * 1024 ** 2;
const { pool } = await withMigratedDatabase({ poolSize: 2 });

test('a run that prints 1 GB leaves a log that is cut and says so, and takes no more memory for it', async () => {
  await pool.query(
    `insert into runner_invocation (id, key, kind, subject, request) values (1, 'k', 'bake', 'run 1', '{}')`,
  );
  const onError = (error: unknown) => {
    throw error;
  };
  const redactor = new Redactor(['a-secret-of-the-bakery']);
  const log = createLogWriter({ pool, redactor, invocationId: '1', attempt: 1, onError });
  const before = process.memoryUsage.rss();
  let most = before;
  for (let printed = 0, lines = 0; printed < GIGABYTE; printed += LINE.length, lines++) {
    log.write({ stream: 'stdout', text: `${lines} ${LINE}`, severity: 'INFO', time: new Date() });
    if (lines % 1_000 !== 0) continue;
    await new Promise((resolve) => setImmediate(resolve)); // as output comes in pieces
    most = Math.max(most, process.memoryUsage.rss());
  }
  await log.close();
  const { rows } = await pool.query<{ bytes: number; last: string }>(
    `select sum(length(lines))::float8 as bytes, (array_agg(lines order by sequence desc))[1] as last from log_chunk`,
  );
  expect(rows[0]?.bytes).toBeLessThan(17 * 1024 ** 2);
  expect(rows[0]?.last).toContain('the log is cut here');
  expect(most - before).toBeLessThan(MAX_GROWTH_BYTES);
});
