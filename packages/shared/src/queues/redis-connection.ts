import { readFileSync } from 'node:fs';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';
import { AppError } from '../errors/app-error.ts';

/** A connection that hangs this long is closed and opened again. */
const HANGS_AFTER_MS = { produce: 5_000, consume: 30_000 }; // a worker itself waits 10 s at most for jobs

/**
 * `produce` fails immediately while Redis is unavailable (the work row is safe in Postgres); `consume` waits for it.
 * `rediss://` verifies the server's certificate. `?ca=FILE` trusts that certificate authority, and `?tls=insecure`
 * encrypts without verifying.
 * @throws AppError `invalid_config` for another value of `tls`, or when the file cannot be read.
 */
export function connectRedis(url: string, use: 'produce' | 'consume', logger: Logger): Redis {
  const { plainUrl, tls } = readTls(url);
  const options = {
    ...(use === 'consume'
      ? { maxRetriesPerRequest: null }
      : { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: HANGS_AFTER_MS.produce }),
    socketTimeout: HANGS_AFTER_MS[use],
    disconnectTimeout: 200, // else a process that is done lingers for 2 s
    retryStrategy: (times: number) => Math.min(200 * times, 2_000),
    // After a failover old connections may end at a replica: connect again, and where commands wait, send this one again.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY') && (use === 'consume' ? 2 : 1),
    ...(tls ? { tls } : {}),
  } satisfies RedisOptions;
  const redis = new Redis(plainUrl, options);
  let reported = false;
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

/** The URL without our own parameters, and how its server is verified; null for `redis://`. */
export function readTls(url: string): { plainUrl: string; tls: RedisTls | null } {
  const plain = new URL(url);
  const [mode, caFile] = ['tls', 'ca'].map((name) => plain.searchParams.get(name));
  for (const name of ['tls', 'ca']) plain.searchParams.delete(name);
  if (plain.protocol !== 'rediss:') return { plainUrl: plain.href, tls: null };
  if (mode && mode !== 'verify' && mode !== 'insecure')
    throw new AppError('invalid_config', 'REDIS_URL: `tls` must be `verify` or `insecure`.');
  const tls = { rejectUnauthorized: mode !== 'insecure', ...(caFile ? { ca: readAuthority(caFile) } : {}) };
  return { plainUrl: plain.href, tls };
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
