import { createHash, randomBytes } from 'node:crypto';
import { type ExpressionBuilder, sql } from 'kysely';
import type { Row, Tables } from '../entities/tables.ts';
import { writeJournal } from '../journal/journal.ts';
import { formatSubject } from '../names/subject.ts';
import { affected, afterMs, all, build, first, iso, now } from '../statements.ts';
import type { Queryable } from '../transaction.ts';

/** A session ends when it was not used for this long, */
export const SESSION_IDLE_MS = 60 * 60_000;
/** and this long after it began, however much it is used. */
export const SESSION_LIFE_MS = 8 * 60 * 60_000;

/** A row of `session`, without what could open anything. Times are UTC, ISO 8601. */
export interface Session extends Pick<Row<'session'>, 'id' | 'login'> {
  githubId: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

type OfSessions = ExpressionBuilder<Tables, 'session'>;

const columns = ({ ref }: OfSessions) =>
  [
    'id',
    'login',
    'github_id as githubId',
    iso(ref('created_at'), 's').as('createdAt'),
    iso(ref('last_used_at'), 's').as('lastUsedAt'),
    iso(ref('expires_at'), 's').as('expiresAt'),
  ] as const;

const isLive = ({ eb, and }: OfSessions) =>
  and([eb('expires_at', '>', now), eb('last_used_at', '>', afterMs(-SESSION_IDLE_MS))]);

/** What the browser holds is answered once, and only its hash is kept. Call it in a transaction. */
export async function startSession(
  db: Queryable,
  { githubId, login }: { githubId: number; login: string },
): Promise<{ token: string; session: Session }> {
  const token = randomBytes(32).toString('base64url');
  const values = { hash: hashOf(token), github_id: String(githubId), login, expires_at: afterMs(SESSION_LIFE_MS) };
  const session = await first(db, build.insertInto('session').values(values).returning(columns));
  await journal(db, login, 'signed in');
  return { token, session: session as Session };
}

/** The session of a browser that has not ended; null otherwise. That it was used is noted once a minute. */
export async function findSession(db: Queryable, token: string): Promise<Session | null> {
  const found = await first(
    db,
    build.selectFrom('session').select(columns).where('hash', '=', hashOf(token)).where(isLive),
  );
  if (!found) return null;
  await affected(
    db,
    build
      .updateTable('session')
      .set({ last_used_at: now })
      .where('id', '=', found.id)
      .where('last_used_at', '<', sql<string>`now() - interval '1 minute'`),
  );
  return found;
}

/** Ends the session of one browser. Harmless when it has ended. Call it in a transaction. */
export async function endSession(db: Queryable, token: string): Promise<void> {
  const ended = await first(db, build.deleteFrom('session').where('hash', '=', hashOf(token)).returning(['login']));
  if (ended) await journal(db, ended.login, 'signed out');
}

/**
 * Ends all sessions of a person; of everybody when `login` is null. Call it in a transaction.
 * @returns whose sessions ended.
 */
export async function endSessions(db: Queryable, login: string | null, actor: string): Promise<string[]> {
  let ending = build.deleteFrom('session').returning(['login']);
  if (login !== null)
    ending = ending.where(({ eb, fn }) => eb(fn<string>('lower', ['login']), '=', login.toLowerCase()));
  const logins = (await all(db, ending)).map((row) => row.login);
  for (const one of new Set(logins)) await journal(db, one, 'all sessions were ended', actor);
  return logins;
}

/** Those that have not ended, newest first; of one person or of everybody. */
export function listSessions(db: Queryable, login: string | null = null): Promise<Session[]> {
  let live = build.selectFrom('session').select(columns).where(isLive).orderBy('id', 'desc');
  if (login !== null) live = live.where(({ eb, fn }) => eb(fn<string>('lower', ['login']), '=', login.toLowerCase()));
  return all(db, live);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function journal(db: Queryable, login: string, reason: string, actor = login): Promise<void> {
  return writeJournal(db, {
    kind: 'operation',
    subject: formatSubject({ of: 'login', login }),
    decision: 'changed',
    actor,
    reason,
  });
}
