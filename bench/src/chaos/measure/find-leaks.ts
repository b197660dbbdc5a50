import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { ChaosStage } from '../stage/chaos-stage.ts';
import type { ProcessLife, ProcessWatch } from './watch-processes.ts';

export interface Connections {
  postgres: number;
  idleInTransaction: number;
  redis: number;
}

const SAMPLE_EVERY_MS = 1_000;
/** Pools close what they do not need after ten seconds. */
const SETTLE_LIMIT_MS = 45_000;
/** A garbage collector takes its time, and sockets theirs. */
const SPARE_DESCRIPTORS = 5;
const SPARE_GROWTH = 1.5;

/** At rest: what the servers have open for the system. */
export async function countConnections(stage: Pick<ChaosStage, 'postgres' | 'redis'>): Promise<Connections> {
  const client = new Client({ connectionString: stage.postgres.url });
  const redis = new Redis(stage.redis.url);
  try {
    await client.connect();
    const { rows } = await client.query<{ open: number; idle: number }>(
      `select count(*)::int as open, (count(*) filter (where state like 'idle in transaction%'))::int as idle
       from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    const clients =
      String(await redis.client('LIST'))
        .trim()
        .split('\n').length - 1;
    return { postgres: rows[0]?.open ?? 0, idleInTransaction: rows[0]?.idle ?? 0, redis: clients };
  } finally {
    await client.end();
    redis.disconnect();
  }
}

/** Waits for rest, and says what has not come back to where it was. */
export async function findLeaks(
  stage: ChaosStage,
  before: Connections,
  processes: ProcessWatch,
): Promise<{ after: Connections; lives: ProcessLife[]; leaks: string[] }> {
  const deadline = performance.now() + SETTLE_LIMIT_MS;
  for (;;) {
    const after = await countConnections(stage);
    const lives = processes.lives();
    const leaks = [...leaksOf(before, after), ...lives.flatMap(leaksOfProcess)];
    if (leaks.length === 0 || performance.now() > deadline) return { after, lives, leaks };
    await pause(SAMPLE_EVERY_MS);
  }
}

function leaksOf(before: Connections, after: Connections): string[] {
  return (['postgres', 'redis', 'idleInTransaction'] as const)
    .filter((what) => after[what] > before[what])
    .map((what) => `connections (${what}): ${before[what]} before, ${after[what]} after`);
}

function leaksOfProcess({ name, descriptors, megabytes }: ProcessLife): string[] {
  const wrong: string[] = [];
  if (descriptors.last > descriptors.first + SPARE_DESCRIPTORS)
    wrong.push(`${name} has ${descriptors.last} descriptors open, and had ${descriptors.first} at most at first`);
  if (megabytes.last > megabytes.first * SPARE_GROWTH)
    wrong.push(`${name} has grown from ${Math.round(megabytes.first)} to ${Math.round(megabytes.last)} MB`);
  return wrong;
}
