import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.ts';

const SENTINEL_PORT = '26379';
const REPORT_EVERY_MS = 60_000;
/** A connection that hangs this long is closed and opened again. */
const HANGS_AFTER_MS = { produce: 5_000, consume: 30_000 }; // a worker itself waits 10 s at most for jobs

/**
 * `produce` fails immediately while Redis is unavailable (the work row is safe in Postgres); `consume` waits for it.
 * `rediss://` verifies the server's certificate. `?ca=FILE` trusts that certificate authority, and `?tls=insecure`
 * encrypts without verifying. `?sentinel=NAME` asks the sentinels at the URL’s host for the primary of that name.
 * @throws AppError `invalid_config` for another value of `tls`, or when the file cannot be read.
 */
export function connectRedis(url: string, use: 'produce' | 'consume', logger: Logger): Redis {
  const { plainUrl, tls, sentinel } = readRedisUrl(url);
  const options = {
    ...(use === 'consume'
      ? { maxRetriesPerRequest: null }
      : { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: HANGS_AFTER_MS.produce }),
    socketTimeout: HANGS_AFTER_MS[use],
    disconnectTimeout: 200, // else a process that is done lingers for 2 s
    retryStrategy: (times: number) => Math.min(200 * times, 2_000),
    // After a failover old connections may end at a replica: connect again, and where commands wait, send this one again.
    reconnectOnError({ message }: Error) {
      if (!message.startsWith('READONLY')) return false;
      if (Date.now() - demotedAt > REPORT_EVERY_MS)
        logger.warn('Redis takes no writes: it was demoted, or is a replica; connecting again');
      demotedAt = Date.now();
      return use === 'consume' ? 2 : 1;
    },
    ...(tls ? { tls } : {}),
    ...(sentinel ? sentinelOptions(sentinel, plainUrl, tls) : {}),
  } satisfies RedisOptions;
  let reported = false;
  let demotedAt = 0;
  const redis = sentinel ? new Redis(options) : new Redis(plainUrl, options);
  redis.on('error', (error: Error) => {
    if (!reported) logger.warn({ err: error }, 'Redis is unavailable; the relay finds due work');
    reported = true;
  });
  redis.on('ready', () => {
    reported = false;
  });
  return redis;
}

export interface RedisTls {
  rejectUnauthorized: boolean;
  ca?: string;
}

/** The sentinels that know where the primary is. */
export interface RedisSentinel {
  /** The name under which they watch it. */
  name: string;
  sentinels: Array<{ host: string; port: number }>;
  password?: string;
}

interface RedisAddress {
  /** Without our own parameters. */
  plainUrl: string;
  /** How the server is verified; null for `redis://`. */
  tls: RedisTls | null;
  /** Null where the URL leads to the server itself. */
  sentinel: RedisSentinel | null;
}

const OWN_PARAMETERS = ['tls', 'ca', 'sentinel', 'sentinels', 'sentinel_password'];

/** @throws AppError `invalid_config` for another value of `tls`, or when the file of `ca` cannot be read. */
export function readRedisUrl(url: string): RedisAddress {
  const plain = new URL(url);
  const sentinel = readSentinel(plain);
  const [mode, caFile] = ['tls', 'ca'].map((name) => plain.searchParams.get(name));
  for (const name of OWN_PARAMETERS) plain.searchParams.delete(name);
  if (plain.protocol !== 'rediss:') return { plainUrl: plain.href, tls: null, sentinel };
  if (mode && mode !== 'verify' && mode !== 'insecure')
    throw new AppError('invalid_config', 'REDIS_URL: `tls` must be `verify` or `insecure`.');
  const tls = { rejectUnauthorized: mode !== 'insecure', ...(caFile ? { ca: readAuthority(caFile) } : {}) };
  return { plainUrl: plain.href, tls, sentinel };
}

/** `redis://sentinel-1:26379/0?sentinel=NAME&sentinels=sentinel-2:26379,sentinel-3:26379` */
function readSentinel({ hostname, port, searchParams }: URL): RedisSentinel | null {
  const name = searchParams.get('sentinel');
  if (name === null) return null;
  const others = searchParams.get('sentinels')?.split(',') ?? [];
  const sentinels = [`${hostname}:${port || SENTINEL_PORT}`, ...others].filter(Boolean).map((one) => {
    const [host = '', given = SENTINEL_PORT] = one.trim().split(/:(?=\d+$)/);
    return { host: host.replace(/^\[|\]$/g, ''), port: Number(given) };
  });
  const password = searchParams.get('sentinel_password');
  return { name, sentinels, ...(password ? { password } : {}) };
}

/** User, password and database of the URL are those of the servers; the sentinels may have a password of their own. */
function sentinelOptions({ name, sentinels, password }: RedisSentinel, url: string, tls: RedisTls | null) {
  const server = new URL(url);
  return {
    name,
    sentinels,
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(server.username ? { username: decodeURIComponent(server.username) } : {}),
    ...(server.password ? { password: decodeURIComponent(server.password) } : {}),
    db: Number(server.pathname.slice(1) || 0),
    ...(tls ? { sentinelTLS: tls, enableTLSForSentinelMode: true } : {}),
  } satisfies RedisOptions;
}

/**
 * As the deployment connects: Heroku's chain is self-signed, and adopted apps get no new settings, so there the
 * certificate is not verified unless `REDIS_URL` says otherwise.
 */
export function redisUrlOn(url: string, { isHeroku }: { isHeroku: boolean }): string {
  const given = new URL(url);
  const { searchParams, protocol } = given;
  if (!isHeroku || protocol !== 'rediss:' || searchParams.has('tls') || searchParams.has('ca')) return url;
  searchParams.set('tls', 'insecure');
  return given.href;
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new AppError('invalid_config', `REDIS_URL: the file of \`ca\` cannot be read: ${file}`, { cause: error });
  }
}
