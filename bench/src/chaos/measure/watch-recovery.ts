import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { Fault } from '../fault-plan.ts';
import type { AnsweringService } from '../people/traffic.ts';

/** What has to work again after a fault. */
export type Role = AnsweringService | 'orchestrate' | 'run';

export interface RecoverySample {
  fault: string;
  role: Role;
  ms: number;
  /** Nothing else that this role needs was broken meanwhile. */
  undisturbed: boolean;
}

export interface RecoveryWatch {
  /** A fault begins; the returned function says that it is over. */
  begin(fault: string, roles: readonly Role[]): () => void;
  /** What the process with this id has in hand: it is killed just now. False when that is nothing. */
  held(fault: string, pid: number): Promise<boolean>;
  samples(): RecoverySample[];
  heldSamples(): RecoverySample[];
  stop(): Promise<void>;
}

interface Open {
  fault: string;
  role: Role;
  sinceMs: number;
}

interface Damage {
  roles: readonly Role[];
  fromMs: number;
  toMs: number;
}

const SAMPLE_EVERY_MS = 200;
const LAST_DONE = `select
  (extract(epoch from (select max(updated_at) from work where state = 'done' and kind in ('deliveries', 'reports', 'reconciliations'))) * 1000)::float8 as orchestrate,
  (extract(epoch from (select max(ended_at) from runner_invocation)) * 1000)::float8 as run`;
const HELD = `select array_agg(id::text || ' ' || fence::text) as held from work where state = 'leased' and holder like '%:' || $1`;
const STILL_HELD = `select count(*)::int from work where id::text || ' ' || fence::text = any($1) and state in ('leased', 'due')`;

/** Which roles a fault keeps from working. */
export function rolesHitBy(fault: Fault): readonly Role[] {
  const everything: Role[] = ['webhook-gateway', 'status-ingest', 'api', 'orchestrate', 'run'];
  switch (fault.target) {
    case 'postgres':
      return everything;
    case 'redis':
      return ['orchestrate', 'run'];
    case 'worker':
    case 'worker-2':
      return ['orchestrate'];
    case 'runner':
      return ['run'];
    case 'github':
      return fault.kind === 'redeliver' ? [] : ['orchestrate'];
    case 'dataflow':
      return ['run'];
    default:
      return [fault.target];
  }
}

/** From the end of each fault until the next work of each role that it hit is finished. */
export function watchRecovery(
  databaseUrl: () => string,
  lastAnswerMs: (service: AnsweringService) => number,
): RecoveryWatch {
  let open: Open[] = [];
  const holding: { fault: string; sinceMs: number; held: string[] }[] = [];
  const damages: Damage[] = [];
  const samples: RecoverySample[] = [];
  const heldSamples: RecoverySample[] = [];
  let stopped = false;

  const disturbances = (role: Role, fromMs: number, toMs: number) =>
    damages.filter(({ roles, fromMs: began, toMs: ended }) => roles.includes(role) && began <= toMs && ended >= fromMs);

  async function ask<T extends object>(sql: string, values: unknown[] = []): Promise<T | null> {
    const client = new Client({
      connectionString: databaseUrl(),
      connectionTimeoutMillis: 1_000,
      query_timeout: 2_000,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query<T>(sql, values)).rows[0] ?? null;
    } catch {
      return null; // Postgres is down just now
    } finally {
      await client.end().catch(() => {});
    }
  }

  async function look(): Promise<void> {
    if (open.length > 0) {
      const done = await ask<Record<'orchestrate' | 'run', number | null>>(LAST_DONE);
      const lastMs = (role: Role) =>
        role === 'orchestrate' || role === 'run' ? (done?.[role] ?? 0) : lastAnswerMs(role);
      for (const { fault, role, sinceMs } of open.filter((one) => lastMs(one.role) > one.sinceMs)) {
        const ms = lastMs(role) - sinceMs;
        // one damage is the fault itself
        samples.push({ fault, role, ms, undisturbed: disturbances(role, sinceMs, sinceMs + ms).length <= 1 });
      }
      open = open.filter((one) => lastMs(one.role) <= one.sinceMs);
    }
    for (const one of holding.slice()) {
      const still = await ask<{ count: number }>(STILL_HELD, [one.held]);
      if (still?.count !== 0) continue;
      holding.splice(holding.indexOf(one), 1);
      const [now, role] = [Date.now(), one.fault.includes('runner') ? 'run' : 'orchestrate'] as const;
      heldSamples.push({
        fault: one.fault,
        role,
        ms: now - one.sinceMs,
        undisturbed: disturbances(role, one.sinceMs, now).length <= 1,
      });
    }
  }

  const looking = (async () => {
    while (!stopped) {
      await look();
      await pause(SAMPLE_EVERY_MS);
    }
  })();

  return {
    begin(fault, roles) {
      const damage: Damage = { roles, fromMs: Date.now(), toMs: Number.POSITIVE_INFINITY };
      damages.push(damage);
      return () => {
        damage.toMs = Date.now();
        open.push(...roles.map((role) => ({ fault, role, sinceMs: damage.toMs })));
      };
    },
    async held(fault, pid) {
      const found = await ask<{ held: string[] | null }>(HELD, [String(pid)]);
      if (found?.held) holding.push({ fault, sinceMs: Date.now(), held: found.held });
      return Boolean(found?.held);
    },
    samples: () => samples,
    heldSamples: () => heldSamples,
    async stop() {
      stopped = true;
      await looking;
    },
  };
}
