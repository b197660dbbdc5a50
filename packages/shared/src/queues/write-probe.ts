import type { Redis } from 'ioredis';
import { pino } from 'pino';
import { connectRedis } from './redis-connection.ts';

const KEY = 'pangeo-forge:health';
const KEEP_S = 60;

/**
 * A write, since a demoted primary still answers reads and `PING`.
 * @throws what the server or the connection answers, such as `READONLY …`.
 */
export async function writeToRedis(redis: Redis): Promise<void> {
  await redis.set(KEY, Date.now(), 'EX', KEEP_S);
}

export interface RedisDescription {
  version: string;
  /** What happens when the memory is full; BullMQ needs `noeviction`. Null where the server does not say. */
  evictionPolicy: string | null;
}

/**
 * Connects, writes and reads once, as services do.
 * @throws what the server or the connection answers.
 */
export async function describeRedis(url: string): Promise<RedisDescription> {
  const failed = Promise.withResolvers<never>();
  const redis = connectRedis(url, 'produce', pino({ level: 'silent' }));
  redis.on('error', (error: Error) => failed.reject(error));
  try {
    const ready = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
    await Promise.race([ready, failed.promise]);
    await writeToRedis(redis);
    const about = (await redis.info()) as string;
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(about)?.[1] ?? null;
    return { version: field('redis_version') ?? 'unknown', evictionPolicy: field('maxmemory_policy') };
  } finally {
    redis.disconnect();
  }
}
