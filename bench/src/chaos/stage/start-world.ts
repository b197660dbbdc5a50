import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Releasers } from '@pangeo-forge/shared/process/releasers';
import { afterALook } from '@pangeo-forge/loopback-github/after-a-look';
import { type LoopbackGitHub, startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { startTcpProxy, type TcpProxy } from '@pangeo-forge/testkit/network/tcp-proxy';
import { createTestRedis, type TestRedis } from '@pangeo-forge/testkit/redis/create-test-redis';
import type { ChaosProfile } from '../chaos-profile.ts';
import { createDice } from '../dice.ts';
import type { LinkName } from '../fault-plan.ts';
import { type ChaosGoogle, startChaosGoogle } from './chaos-google.ts';
import { type MortalPostgres, startMortalPostgres } from './mortal-postgres.ts';

/** What the system works on and with. */
export interface World {
  folder: string;
  postgres: MortalPostgres;
  redis: TestRedis;
  github: LoopbackGitHub;
  google: ChaosGoogle;
  /** Between the system and each of them. */
  links: Record<LinkName, TcpProxy>;
}

export interface WorldOptions {
  seed: number;
  /** Redis keeps a log, and has what it held when it is started again. */
  appendonly: boolean;
  notifications: ChaosProfile['notifications'];
}

export async function startWorld(
  releasers: Releasers,
  { seed, appendonly, notifications }: WorldOptions,
): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pangeo-forge-chaos-'));
  releasers.add(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const postgres = await startMortalPostgres(path.join(folder, 'postgres'));
  releasers.add(() => postgres.stop());
  const redis = await createTestRedis({ appendonly });
  releasers.add(() => redis.stop());
  const github = await startLoopbackGitHub({ consistencyDelayMs: 200, now: afterALook });
  releasers.add(() => github.stop());
  const google = await startChaosGoogle(createDice(seed), { ...notifications });
  releasers.add(() => google.stop());
  const link = async (url: string) => {
    const proxy = await startTcpProxy({ port: Number(new URL(url).port) });
    releasers.add(() => proxy.stop());
    return proxy;
  };
  const links = {
    postgres: await link(postgres.url),
    redis: await link(redis.url),
    github: await link(github.apiUrl),
    dataflow: await link(google.dataflow.url),
  };
  return { folder, postgres, redis, github, google, links };
}
