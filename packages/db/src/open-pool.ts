import type { EventEmitter } from 'node:events';
import { callbackify } from 'node:util';
import { Client, Pool, type PoolClient, TypeOverrides, types } from 'pg';

export type { Pool };

export interface PoolOptions {
  /**
   * `postgres://…`; connections to other hosts than loopback use TLS, as Heroku requires, unless it ends in
   * `?sslmode=disable`. `?pgbouncer=true` is for a PgBouncer in transaction mode.
   */
  url: string;
  /** Connections of this process. */
  poolSize: number;
  /** How long a statement may take: what answers requests must not keep them waiting. */
  statementLimitMs?: number;
  /** Warnings of the driver, such as that an idle connection was cut. */
  onWarning?: (message: string) => void;
}

const STATEMENT_LIMIT_MS = 30_000;
/** A server that hangs accepts connections and answers nothing. */
const CONNECT_LIMIT_MS = 10_000;

/** Connections that are made when they are first needed. */
export function openPool({
  url,
  poolSize,
  statementLimitMs = STATEMENT_LIMIT_MS,
  onWarning = () => {},
}: PoolOptions): Pool {
  const server = new URL(url);
  const pool = new Pool({
    ...serverOf(server),
    ...(server.searchParams.get('pgbouncer') === 'true'
      ? throughPgBouncer(statementLimitMs)
      : directly(statementLimitMs)),
    max: poolSize,
    types: textForTimes(),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    // of pg-pool, for each new connection; @types/pg lacks it
    ...({ verify: refuseReadOnly } as object),
  });
  dropReadOnlySessions(pool, onWarning);
  // without a listener the end of a connection would end the process; the query that waits on it gets the error
  // too
  pool.on('connect', (client) =>
    client.on('error', ({ message }) => onWarning(`a connection to Postgres broke: ${message}`)),
  );
  pool.on('error', ({ message }) => onWarning(`an idle connection to Postgres broke: ${message}`));
  return pool;
}

const READ_ONLY = '25006'; // read_only_sql_transaction
const IS_READ_ONLY = `select current_setting('transaction_read_only') = 'on' as "isReadOnly"`;

/** @throws an error with the code 25006 when the connection takes no writes: of a standby, or of a demoted primary. */
async function assertTakesWrites(client: Pick<PoolClient, 'query'>): Promise<void> {
  const { rows } = await client.query<{ isReadOnly: boolean }>(IS_READ_ONLY);
  if (rows[0]?.isReadOnly === true)
    throw Object.assign(new Error('Postgres takes no writes here: it is a standby, or was demoted'), {
      code: READ_ONLY,
    });
}

/** After a failover the address may lead to the old server for a while: no new connection to it is used. */
const refuseReadOnly = callbackify(assertTakesWrites);

/**
 * A session from before a failover keeps its server, which refuses writes from then on. One that met such a refusal is
 * closed when it is given back, so that the next statement connects anew to where the address leads now.
 */
function dropReadOnlySessions(pool: Pool, onWarning: (message: string) => void): void {
  const stale = new WeakSet<object>();
  pool.on('connect', (client) => {
    const { connection } = client as unknown as { connection: EventEmitter };
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) stale.add(client);
    });
  });
  pool.on('release', (_error, client) => {
    if (!stale.delete(client)) return;
    onWarning('Postgres takes no writes on a connection: it is closed, and a new one is made');
    void (client as unknown as Client).end().catch(() => {});
  });
}

/** Whether the server takes writes now. @throws what the server or the connection answers. */
export async function probeWrites(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await assertTakesWrites(client);
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
  client.release();
}

function directly(statementLimitMs: number) {
  return { statement_timeout: statementLimitMs, idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS };
}

/**
 * PgBouncer refuses limits as startup parameters, and what a session sets is the next client's too: so the limit of a
 * statement is kept here, and that of the server belongs to the role. Versions before 1.21 lose prepared statements.
 */
function throughPgBouncer(statementLimitMs: number) {
  return { query_timeout: statementLimitMs, Client: ClientWithoutNames };
}

/** Sends each statement unprepared. */
class ClientWithoutNames extends Client {
  // oxlint-disable-next-line typescript/no-explicit-any -- the overloads of pg, which are passed on
  override query(statement: any, ...rest: any[]): any {
    const isNamed = typeof statement === 'object' && statement !== null && 'name' in statement && 'text' in statement;
    const { name: _name, ...unnamed } = isNamed ? statement : {};
    return (super.query as (...given: unknown[]) => unknown)(isNamed ? unnamed : statement, ...rest);
  }
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * As libpq reads `sslmode`, but that connections to other hosts than loopback use TLS unless it is `disable`. Heroku's
 * certificates are self-signed, so they are verified only on request.
 */
function serverOf({ hostname, port, username, password, pathname, searchParams }: URL) {
  const mode = searchParams.get('sslmode') ?? (LOOPBACK.includes(hostname) ? 'disable' : 'require');
  return {
    host: decodeURIComponent(hostname).replace(/^\[|\]$/g, ''),
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname).slice(1),
    ...(mode === 'disable' ? {} : { ssl: { rejectUnauthorized: mode === 'verify-ca' || mode === 'verify-full' } }),
  };
}

/**
 * Times stay as Postgres writes them: a `Date` would cut their microseconds, and read those without a zone as of this
 * machine's.
 */
function textForTimes(): TypeOverrides {
  const overrides = new TypeOverrides();
  const asText = (value: string) => value;
  const { DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL } = types.builtins;
  for (const type of [DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL]) overrides.setTypeParser(type, asText);
  return overrides;
}
