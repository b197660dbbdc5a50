import { isDeepStrictEqual } from 'node:util';
import { completeEffect, intendAgain, intendEffect, withdrawEffect } from '@pangeo-forge/db/effects/effect-record';
import type { Pool } from '@pangeo-forge/db/open-database';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { ComeBackLater } from '../work/come-back-later.ts';
import { effectOfRefusal } from './effect-of-refusal.ts';

export interface Effect<T> {
  /** The same key never has its effect twice. */
  key: string;
  subject: string;
  /** Sends it. */
  send: () => Promise<T>;
  /**
   * Finds it on the other side, where an earlier worker may have left it; null when it is not there. `again`: sending it twice is the same as
   * once, so nobody needs to look.
   */
  look: 'again' | (() => Promise<T | null>);
  /** Takes back what was sent although another worker had sent it before, such as the second of two comments. */
  undo?: (extra: T) => Promise<void>;
}

/** One that is not to be sent any more. */
export type MeantEffect<T> = Pick<Effect<T>, 'key' | 'subject'> & { look: () => Promise<T | null> };

export interface PerformEffectParts {
  pool: Pool;
  work: LeasedWork;
  /** How long the other side may take to show what was sent. */
  settleMs: number;
  /** Told the key of what was performed, now or by an earlier worker. */
  onPerformed?: (key: string) => void;
}

/**
 * Once: recorded as intended, sent, recorded as done with its result. Whoever finds an old intention waits until it must show, looks for it, and
 * only then sends it.
 */
export async function performEffect<T>(parts: PerformEffectParts, effect: Effect<T>): Promise<T> {
  const result = await performOnce(parts, effect);
  parts.onPerformed?.(effect.key);
  return result;
}

/** What became of an effect that nobody wants any more: its result where it was sent, else null, and nobody ever meant it. */
export async function settleEffect<T>(parts: PerformEffectParts, effect: MeantEffect<T>): Promise<T | null> {
  const intent = await intendEffect(parts.pool, parts.work, effect.key, effect.subject);
  if (intent.outcome === 'done') return intent.result as T;
  if (intent.outcome === 'lease_lost') throw leaseLost(effect);
  const found = intent.outcome === 'new' ? null : await findSent(parts, effect, intent.ageMs);
  if (found !== null) return complete(parts, effect, found);
  if (!(await intendAgain(parts.pool, parts.work, effect.key))) throw leaseLost(effect);
  await withdrawEffect(parts.pool, parts.work, effect.key);
  return null;
}

async function performOnce<T>(parts: PerformEffectParts, effect: Effect<T>): Promise<T> {
  const askedAt = performance.now();
  const intent = await intendEffect(parts.pool, parts.work, effect.key, effect.subject);
  switch (intent.outcome) {
    case 'done':
      return intent.result as T;
    case 'lease_lost':
      throw leaseLost(effect);
    case 'new':
      return sendAndComplete(parts, effect, askedAt + intent.leaseLeftMs);
    case 'intended_before':
      return takeOver(parts, effect, intent.ageMs);
  }
}

async function takeOver<T>(parts: PerformEffectParts, effect: Effect<T>, ageMs: number): Promise<T> {
  const { key, look } = effect;
  const found = look === 'again' ? null : await findSent(parts, { key, look }, ageMs);
  if (found !== null) return complete(parts, effect, found);
  const askedAt = performance.now();
  const renewed = await intendAgain(parts.pool, parts.work, key);
  if (!renewed) throw leaseLost(effect);
  return sendAndComplete(parts, effect, askedAt + renewed.leaseLeftMs);
}

/** @throws ComeBackLater until what was sent must show. */
async function findSent<T>(
  { settleMs }: PerformEffectParts,
  { key, look }: { key: string; look: () => Promise<T | null> },
  ageMs: number,
): Promise<T | null> {
  if (ageMs < settleMs) throw new ComeBackLater(settleMs - ageMs, `whether ${key} was sent must show first`);
  return look();
}

/** `heldUntil`: a process that was stopped between the answer of the database and here, for longer than its lease, must not send any more. */
async function sendAndComplete<T>(parts: PerformEffectParts, effect: Effect<T>, heldUntil: number): Promise<T> {
  if (performance.now() >= heldUntil) throw leaseLost(effect);
  let result: T;
  try {
    result = await effect.send();
  } catch (error) {
    const meaning = effectOfRefusal(error);
    if (meaning === 'perhaps_there' && effect.look !== 'again') {
      const found = await effect.look();
      if (found !== null) return complete(parts, effect, found);
    }
    if (meaning !== 'unknown') await withdrawEffect(parts.pool, parts.work, effect.key);
    throw error;
  }
  const known = await complete(parts, effect, result);
  if (effect.undo && !isDeepStrictEqual(known, plain(result))) await effect.undo(result);
  return known;
}

async function complete<T>(
  { pool, work }: PerformEffectParts,
  { key, subject }: Pick<Effect<T>, 'key' | 'subject'>,
  result: T,
): Promise<T> {
  const completion = await completeEffect(pool, work, { key, subject, result });
  return completion.outcome === 'recorded' ? (plain(result) as T) : (completion.result as T);
}

/** As the database gives it back, so that the first worker and the next see the same. */
function plain(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result ?? null));
}

function leaseLost({ key }: { key: string }): AppError {
  return new AppError('lease_lost', `The lease was lost before ${key}.`);
}
