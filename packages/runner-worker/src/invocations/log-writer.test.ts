import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { withMigratedDatabase } from '@pangeo-forge/db/testing/with-migrated-database';
import { createLogWriter, type LogWriter } from './log-writer.ts';

const database = await withMigratedDatabase({ poolSize: 2 });

beforeAll(async () => {
  await database.pool.query(
    `insert into runner_invocation (id, key, kind, subject, request) values (1, 'k', 'bake', 'run 1', '{}')`,
  );
});

beforeEach(() => database.pool.query('truncate log_chunk'));

const writer = (secrets: string[] = []) =>
  createLogWriter({
    pool: database.pool,
    redactor: new Redactor(secrets),
    invocationId: '1',
    attempt: 1,
    onError: (error) => {
      throw error;
    },
  });

function say(log: LogWriter, text: string, severity: 'INFO' | 'ERROR' = 'INFO'): void {
  log.write({ stream: 'stdout', text, severity, time: new Date() });
}

async function chunks(): Promise<{ lines: string; severity: string }[]> {
  const { rows } = await database.pool.query<{ lines: string; severity: string }>(
    'select lines, severity from log_chunk order by sequence',
  );
  return rows;
}

test('lines are stored in order, in chunks of one severity', async () => {
  const log = writer();
  say(log, 'one');
  say(log, 'two');
  say(log, 'three', 'ERROR');
  await log.close();
  expect(await chunks()).toEqual([
    { lines: 'one\ntwo', severity: 'INFO' },
    { lines: 'three', severity: 'ERROR' },
  ]);
});

test('a secret on either side of a chunk’s end is hidden on both', async () => {
  const secret = 'a-secret-that-is-wrapped-over-two-lines';
  const log = writer([secret]);
  say(log, `key: ${secret.slice(0, 15)}`);
  say(log, `${secret.slice(15)} end`, 'ERROR');
  await log.close();
  const stored = (await chunks()).map(({ lines }) => lines).join('\n');
  expect(stored).not.toContain(secret.slice(0, 15));
  expect(stored).not.toContain(secret.slice(15));
  expect(stored).toMatch(/^key: .* end$/s);
});

test('a private key is hidden although its lines come in chunks of their own', async () => {
  const log = writer();
  const body = Array.from({ length: 5_000 }, (_, line) => `INFO line ${line}`);
  const key = Array.from({ length: 20 }, (_, line) => `${String.fromCharCode(65 + line)}`.repeat(64));
  say(log, '-----BEGIN RSA PRIVATE KEY-----');
  for (const [index, line] of key.entries()) say(log, line, index % 2 ? 'ERROR' : 'INFO');
  say(log, '-----END RSA PRIVATE KEY-----');
  for (const line of body) say(log, line);
  await log.close();
  const stored = (await chunks()).map(({ lines }) => lines).join('\n');
  for (const line of key) expect(stored).not.toContain(line);
  expect(stored).toContain('INFO line 4999');
});

test('what is printed beyond the cap is not stored, and the log says so', async () => {
  const log = writer();
  for (let line = 0; line < 20_000; line++) say(log, 'x'.repeat(1_000));
  await log.close();
  const stored = await chunks();
  expect(stored.reduce((sum, { lines }) => sum + lines.length, 0)).toBeLessThan(17 * 1024 * 1024);
  expect(stored.at(-1)?.lines).toContain('the log is cut here');
});
