import { Pool, TypeOverrides, types } from 'pg';

export type { Pool };

export interface PoolOptions {
  /** `postgres://…`; hosts other than loopback are spoken to over TLS, as Heroku requires, unless it ends in `?sslmode=disable`. */
  url: string;
  /** Connections of this process. */
  poolSize: number;
  /** How long a statement may take: what answers requests must not keep them waiting. */
  statementLimitMs?: number;
  /** What the driver has to say, such as that an idle connection was cut. */
  onWarning?: (message: string) => void;
}

const STATEMENT_LIMIT_MS = 30_000;
/** A server that hangs accepts connections and says nothing. */
const CONNECT_LIMIT_MS = 10_000;

/** Connections that are made when they are first needed. */
export function openPool({
  url,
  poolSize,
  statementLimitMs = STATEMENT_LIMIT_MS,
  onWarning = () => {},
}: PoolOptions): Pool {
  const pool = new Pool({
    ...serverOf(new URL(url)),
    max: poolSize,
    types: textForTimes(),
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    statement_timeout: statementLimitMs,
    idle_in_transaction_session_timeout: STATEMENT_LIMIT_MS,
    keepAlive: true,
  });
  // unheard, the end of a connection would be the end of the process; whoever waits for an answer on it is told as well
  pool.on('connect', (client) =>
    client.on('error', ({ message }) => onWarning(`a connection to Postgres broke: ${message}`)),
  );
  pool.on('error', ({ message }) => onWarning(`an idle connection to Postgres broke: ${message}`));
  return pool;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** As libpq reads `sslmode`, but that other hosts than loopback are spoken to over TLS unless it says `disable`. Heroku's certificates are self-signed, so only who asks for it gets them checked. */
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

/** Times stay as Postgres writes them: a `Date` would cut their microseconds, and read those without a zone as of this machine's. */
function textForTimes(): TypeOverrides {
  const overrides = new TypeOverrides();
  const asText = (value: string) => value;
  const { DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL } = types.builtins;
  for (const type of [DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL]) overrides.setTypeParser(type, asText);
  return overrides;
}
