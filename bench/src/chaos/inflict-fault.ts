import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Fault } from './fault-plan.ts';
import type { ChaosStage } from './stage/chaos-stage.ts';

type Of<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

const SLOW_LINK_MS = 150;

/** Does the damage; resolves when it is over. */
export async function inflictFault(stage: ChaosStage, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return kill(stage, fault.target);
    case 'empty':
      await askRedis(stage, (redis) => redis.flushall());
      return kill(stage, 'redis');
    case 'pause':
      return pauseFor(stage, fault);
    case 'cut':
      return withLink(stage, fault, (link) => link.cut());
    case 'hang':
      return withLink(stage, fault, (link) => link.hang());
    case 'slow':
      return withLink(stage, fault, (link) => link.delay(SLOW_LINK_MS));
    case 'fill':
      await limitRedis(stage, '1mb');
      await pause(fault.forMs);
      return limitRedis(stage, '0');
    case 'trouble':
      return troubleGitHub(stage, fault);
    case 'outage':
      stage.google.dataflow.setOutage(fault.how);
      await pause(fault.forMs);
      return stage.google.dataflow.setOutage(null);
    case 'redeliver':
      return redeliver(stage, fault.index);
  }
}

/** Nothing is broken any more. */
export async function healAll(stage: ChaosStage): Promise<void> {
  for (const link of Object.values(stage.links)) link.heal();
  for (const supervised of Object.values(stage.processes)) supervised.resume();
  stage.github.faults.clear();
  stage.google.dataflow.setOutage(null);
  await limitRedis(stage, '0');
}

async function kill(stage: ChaosStage, target: Of<'kill'>['target']): Promise<void> {
  if (target === 'postgres') await stage.postgres.killAndRestart();
  else if (target === 'redis') {
    await stage.redis.kill();
    await stage.redis.start();
  } else stage.processes[target].kill();
}

async function pauseFor(stage: ChaosStage, { target, forMs }: Of<'pause'>): Promise<void> {
  const pid = target === 'redis' ? stage.redis.pid() : stage.processes[target].pid();
  signal(pid, 'SIGSTOP');
  await pause(forMs);
  signal(pid, 'SIGCONT');
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // it was killed meanwhile
  }
}

async function withLink(
  stage: ChaosStage,
  { target, forMs }: Of<'cut' | 'hang' | 'slow'>,
  action: (link: ChaosStage['links']['redis']) => void,
): Promise<void> {
  action(stage.links[target]);
  await pause(forMs);
  stage.links[target].heal();
}

const limitRedis = (stage: ChaosStage, maxmemory: string) =>
  askRedis(stage, (redis) => redis.config('SET', 'maxmemory', maxmemory));

async function askRedis(stage: ChaosStage, question: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(stage.redis.url, { maxRetriesPerRequest: 1, lazyConnect: true, commandTimeout: 1_000 });
  redis.on('error', () => {});
  await question(redis).catch(() => {}); // it may be down or paused by now
  redis.disconnect();
}

function troubleGitHub({ github: { faults } }: ChaosStage, { how, times }: Of<'trouble'>): void {
  switch (how) {
    case 'error':
      faults.add({ times, when: 'before', respond: { status: 502, body: { message: 'Server Error' } } });
      return;
    case 'reset':
      faults.add({ times, when: 'before', respond: 'reset' });
      return;
    case 'lost answer':
      faults.add({ times, when: 'after', respond: 'reset' });
      return;
    case 'timeout':
      faults.add({ times, when: 'after', respond: 'timeout' });
      return;
    case 'slow':
      faults.add({ times, when: 'before', respond: { delayMs: 2_000 } });
      return;
    case 'primary limit':
      faults.primaryRateLimit({ times, resetInSeconds: 2 });
      return;
    case 'secondary limit':
      faults.secondaryRateLimit({ times, retryAfterSeconds: 1 });
  }
}

function redeliver({ github }: ChaosStage, index: number): void {
  const sent = github.deliveries();
  const chosen = sent[index % Math.max(1, sent.length)];
  if (chosen) github.redeliver(chosen.guid);
}
