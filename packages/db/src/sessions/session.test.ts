import { expect, test } from '@jest/globals';
import { withMigratedDatabase } from '../testing/with-migrated-database.ts';
import { inTransaction } from '../transaction.ts';
import { purge } from '../upkeep/purge.ts';
import { endSession, endSessions, findSession, listSessions, startSession } from './session.ts';

const database = await withMigratedDatabase({ poolSize: 2 });
const { pool } = database;

const start = (login: string) => inTransaction(pool, (db) => startSession(db, { githubId: 7, login }));
const age = (id: string, column: 'last_used_at' | 'expires_at', interval: string) =>
  pool.query(`update session set ${column} = now() - $2::interval where id = $1`, [id, interval]);

test('a session is found by what the browser holds, and the database holds nothing that opens it', async () => {
  const { token, session } = await start('octocat');
  expect(token.length).toBeGreaterThanOrEqual(43);
  expect(await findSession(pool, token)).toMatchObject({ id: session.id, login: 'octocat', githubId: '7' });
  for (const wrong of ['', `${token}x`, token.slice(1)]) expect(await findSession(pool, wrong)).toBeNull();
  for (const table of ['session', 'journal']) {
    const { rows } = await pool.query(`select to_jsonb(t)::text as text from ${table} t`);
    expect(JSON.stringify(rows)).not.toContain(token);
  }
});

test('a session ends after an hour without use, eight hours after its start, and when it is ended', async () => {
  const idle = await start('idle');
  await age(idle.session.id, 'last_used_at', '61 minutes');
  expect(await findSession(pool, idle.token)).toBeNull();
  const old = await start('old');
  expect(Date.parse(old.session.expiresAt) - Date.parse(old.session.createdAt)).toBe(8 * 3_600_000);
  await age(old.session.id, 'expires_at', '1 second');
  expect(await findSession(pool, old.token)).toBeNull();
  const left = await start('left');
  await inTransaction(pool, (db) => endSession(db, left.token));
  await inTransaction(pool, (db) => endSession(db, left.token));
  expect(await findSession(pool, left.token)).toBeNull();
});

test('all sessions of a person end at once, however the login is written, and those of others stay', async () => {
  const [one, two, other] = [await start('Person'), await start('person'), await start('other')];
  const ended = await inTransaction(pool, (db) => endSessions(db, 'PERSON', 'an operator'));
  expect(ended).toHaveLength(2);
  expect([await findSession(pool, one.token), await findSession(pool, two.token)]).toEqual([null, null]);
  expect(await findSession(pool, other.token)).not.toBeNull();
  expect(await inTransaction(pool, (db) => endSessions(db, null, 'an operator'))).toContain('other');
  expect(await listSessions(pool)).toEqual([]);
});

test('use keeps a session, and is noted', async () => {
  const { token, session } = await start('active');
  await age(session.id, 'last_used_at', '50 minutes');
  expect(await findSession(pool, token)).not.toBeNull();
  const [listed] = await listSessions(pool, 'active');
  expect(Date.now() - Date.parse(listed?.lastUsedAt ?? '')).toBeLessThan(30 * 60_000);
});

test('rows of sessions that ended are purged after a day, and no others', async () => {
  const kept = await start('kept');
  const gone = await start('gone');
  await age(gone.session.id, 'expires_at', '25 hours');
  expect((await purge(pool)).sessions).toBe(1);
  expect(await findSession(pool, kept.token)).not.toBeNull();
});
