import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/**
 * `produce` fails at once while Redis is away (the work row is safe in Postgres); `consume` waits for it.
 * Heroku's `rediss://` has a self-signed certificate.
 */
export function connectRedis(url: string, use: 'produce' | 'consume', logger: Logger): Redis {
  const options = {
    ...(use === 'consume' ? { maxRetriesPerRequest: null } : { enableOfflineQueue: false, maxRetriesPerRequest: 1 }),
    retryStrategy: (times: number) => Math.min(200 * times, 2_000),
    ...(url.startsWith('rediss:') ? { tls: { rejectUnauthorized: false } } : {}),
  } satisfies RedisOptions;
  const redis = new Redis(url, options);
  let reported = false;
  redis.on('error', (error: Error) => {
    if (!reported) logger.warn({ err: error }, 'Redis is away; work goes on when the relay finds it');
    reported = true;
  });
  redis.on('ready', () => {
    reported = false;
  });
  return redis;
}
