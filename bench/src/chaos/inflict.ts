import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { ChaosStage } from './chaos-stage.ts';
import type { Fault } from './fault-plan.ts';

/** Does the damage; resolves when it is over. */
export async function inflict(stage: ChaosStage, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'kill':
      return kill(stage, fault.target);
    case 'pause':
      return pauseFor(stage, fault.target, fault.forMs);
    case 'cut':
      return withLink(stage, fault, (link) => link.cut());
    case 'hang':
      return withLink(stage, fault, (link) => link.hang());
    case 'slow':
      return withLink(stage, fault, (link) => link.delay(150));
    case 'redis is full':
      return fillRedis(stage, fault.forMs);
    case 'github':
      return breakGitHub(stage, fault);
    case 'redeliver': {
      const sent = stage.github.deliveries();
      const chosen = sent[fault.index % Math.max(1, sent.length)];
      if (chosen) stage.github.redeliver(chosen.guid);
    }
  }
}

async function kill(stage: ChaosStage, target: Extract<Fault, { kind: 'kill' }>['target']): Promise<void> {
  if (target === 'postgres') await stage.restartPostgres();
  else if (target === 'redis') {
    await stage.redis.kill();
    await stage.redis.start();
  } else stage.processes[target].kill();
}

async function pauseFor(
  stage: ChaosStage,
  target: Extract<Fault, { kind: 'pause' }>['target'],
  forMs: number,
): Promise<void> {
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    if (target !== 'redis') stage.processes[target][name === 'SIGSTOP' ? 'pause' : 'resume']();
    else process.kill(stage.redis.pid(), name);
  };
  signal('SIGSTOP');
  await pause(forMs);
  signal('SIGCONT');
}

async function withLink(
  stage: ChaosStage,
  { target, forMs }: Extract<Fault, { kind: 'cut' | 'hang' | 'slow' }>,
  action: (link: ChaosStage['links']['redis']) => void,
): Promise<void> {
  action(stage.links[target]);
  await pause(forMs);
  stage.links[target].heal();
}

async function fillRedis(stage: ChaosStage, forMs: number): Promise<void> {
  await tellRedis(stage, '1mb');
  await pause(forMs);
  await tellRedis(stage, '0');
}

async function tellRedis(stage: ChaosStage, maxmemory: string): Promise<void> {
  const redis = new Redis(stage.redis.url, { maxRetriesPerRequest: 1, lazyConnect: true, commandTimeout: 1_000 });
  redis.on('error', () => {});
  await redis.config('SET', 'maxmemory', maxmemory).catch(() => {}); // it may be down or paused by now
  redis.disconnect();
}

async function breakGitHub({ github }: ChaosStage, { how, times }: Extract<Fault, { kind: 'github' }>): Promise<void> {
  switch (how) {
    case 'error':
      github.faults.add({ times, when: 'before', respond: { status: 502, body: { message: 'Server Error' } } });
      return;
    case 'reset':
      github.faults.add({ times, when: 'before', respond: 'reset' });
      return;
    case 'lost answer':
      github.faults.add({ times, when: 'after', respond: 'reset' });
      return;
    case 'secondary limit':
      github.faults.secondaryRateLimit({ times, retryAfterSeconds: 1 });
      return;
    case 'slow':
      github.faults.add({ times, when: 'before', respond: { delayMs: 2_000 } });
  }
}

/** Nothing is broken any more. */
export async function healAll(stage: ChaosStage): Promise<void> {
  for (const link of Object.values(stage.links)) link.heal();
  for (const supervised of Object.values(stage.processes)) supervised.resume();
  stage.github.faults.clear();
  await tellRedis(stage, '0');
}
