import { completeEffect, intendAgain, intendEffect, withdrawEffect } from '@pangeo-forge/db/effects/effect-record';
import type { Pool } from '@pangeo-forge/db/open-database';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { ComeBackLater } from '../work/come-back-later.ts';

export interface Effect<T> {
  /** The same key never has its effect twice. */
  key: string;
  subject: string;
  /** Sends it. */
  send: () => Promise<T>;
  /** Finds it on the other side, where an earlier worker may have left it; null when it is not there. */
  look: () => Promise<T | null>;
}

export interface PerformEffectParts {
  pool: Pool;
  work: LeasedWork;
  /** How long the other side may take to show what was sent. */
  settleMs: number;
}

/**
 * Once: recorded as intended, sent, recorded as done with its result. Whoever finds an old intention waits until it must show, looks for it, and
 * only then sends it.
 */
export async function performEffect<T>({ pool, work, settleMs }: PerformEffectParts, effect: Effect<T>): Promise<T> {
  const intent = await intendEffect(pool, work, effect.key, effect.subject);
  switch (intent.outcome) {
    case 'done':
      return intent.result as T;
    case 'lease_lost':
      throw new AppError('lease_lost', `The lease was lost before ${effect.key}.`);
    case 'new':
      return sendAndComplete(pool, effect);
    case 'intended_before': {
      if (intent.ageMs < settleMs)
        throw new ComeBackLater(settleMs - intent.ageMs, `whether ${effect.key} was sent must show first`);
      const found = await effect.look();
      if (found !== null) {
        await completeEffect(pool, effect.key, found);
        return found;
      }
      if (!(await intendAgain(pool, work, effect.key)))
        throw new AppError('lease_lost', `The lease was lost before ${effect.key}.`);
      return sendAndComplete(pool, effect);
    }
  }
}

async function sendAndComplete<T>(pool: Pool, effect: Effect<T>): Promise<T> {
  let result: T;
  try {
    result = await effect.send();
  } catch (error) {
    if (wasRefused(error)) await withdrawEffect(pool, effect.key);
    throw error;
  }
  await completeEffect(pool, effect.key, result);
  return result;
}

/** An answer of 4xx says that nothing happened. No answer, or 5xx, says nothing. */
function wasRefused(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  const { status } = error.context;
  return typeof status === 'number' && status >= 400 && status < 500;
}
