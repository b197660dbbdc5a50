import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { ChaosStage } from '../stage/chaos-stage.ts';
import { type RecoveryWatch, rolesHitBy } from './watch-recovery.ts';

const SAMPLE_EVERY_MS = 50;
const RESUMED_LIMIT_MS = 60_000;

/**
 * Before anything else is broken: a worker is killed with work in hand, and the next one when all of that is done, so
 * that the time which this takes is that of one kill. Answers when each was.
 */
export async function killOneByOne(
  stage: ChaosStage,
  recovery: RecoveryWatch,
  { target, times }: { target: 'worker' | 'runner'; times: number },
): Promise<number[]> {
  const killedMs: number[] = [];
  while (killedMs.length < times) {
    const done = recovery.heldSamples().length;
    if (await killInHand(stage, recovery, target)) {
      killedMs.push(Date.now());
      await waitFor(() => recovery.heldSamples().length > done, {
        deadlineMs: RESUMED_LIMIT_MS,
        describe: `what the killed ${target} had in hand`,
      });
    } else await pause(SAMPLE_EVERY_MS);
  }
  return killedMs;
}

/** It is stopped first: so what it holds stays in its hand. */
async function killInHand(
  { processes }: ChaosStage,
  recovery: RecoveryWatch,
  target: 'worker' | 'runner',
): Promise<boolean> {
  const supervised = processes[target];
  supervised.pause();
  const holds = await recovery.held(`kill ${target}`, supervised.pid());
  if (!holds) {
    supervised.resume();
    return false;
  }
  const isOver = recovery.begin(`kill ${target}`, rolesHitBy({ kind: 'kill', target }));
  supervised.kill();
  isOver();
  return true;
}
