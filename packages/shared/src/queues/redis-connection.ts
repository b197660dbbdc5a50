import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/** A connection that hangs this long is closed and opened again. */
const HANGS_AFTER_MS = { produce: 5_000, consume: 30_000 }; // a worker itself waits 10 s at most for jobs

/**
 * `produce` fails immediately while Redis is unavailable (the work row is safe in Postgres); `consume` waits for it.
 * Heroku's `rediss://` has a self-signed certificate.
 */
export function connectRedis(url: string, use: 'produce' | 'consume', logger: Logger): Redis {
  const options = {
    ...(use === 'consume'
      ? { maxRetriesPerRequest: null }
      : { enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: HANGS_AFTER_MS.produce }),
    socketTimeout: HANGS_AFTER_MS[use],
    disconnectTimeout: 200, // else a process that is done lingers for 2 s
    retryStrategy: (times: number) => Math.min(200 * times, 2_000),
    ...(url.startsWith('rediss:') ? { tls: { rejectUnauthorized: false } } : {}),
  } satisfies RedisOptions;
  const redis = new Redis(url, options);
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
