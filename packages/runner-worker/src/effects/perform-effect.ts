import { isDeepStrictEqual } from 'node:util';
import { completeEffect, intendAgain, intendEffect, withdrawEffect } from '@pangeo-forge/db/effects/effect-record';
import type { Database } from '@pangeo-forge/db/open-database';
import { renewLease } from '@pangeo-forge/db/work/claim-work';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { TaskContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';

export interface Effect<T> {
  /** The same key never has its effect twice. */
  key: string;
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
export type MeantEffect<T> = Pick<Effect<T>, 'key'> & { look: () => Promise<T | null> };

/** `effects` collects the keys of what was performed, now or by an earlier worker. */
export type EffectContext = Pick<TaskContext, 'work' | 'effects' | 'effectSettleMs'> & {
  database: Pick<Database, 'pool'>;
};

/**
 * Once: recorded as intended, sent, recorded as done with its result. Whoever finds an old intention waits until it must show, looks for it, and
 * only then sends it.
 */
export async function performEffect<T>(context: EffectContext, effect: Effect<T>): Promise<T> {
  const result = await performOnce(context, effect);
  context.effects.add(effect.key);
  return result;
}

/** What became of an effect that nobody wants any more: its result where it was sent, else null, and nobody ever meant it. */
export async function resolveEffect<T>(context: EffectContext, effect: MeantEffect<T>): Promise<T | null> {
  const intent = await intendEffect(context.database.pool, context.work, effect.key, context.work.subject);
  if (intent.outcome === 'done') return intent.result as T;
  if (intent.outcome === 'lease_lost') throw leaseLost(effect);
  const found = intent.outcome === 'new' ? null : await findSent(context, effect, intent.ageMs);
  if (found !== null) return complete(context, effect, found);
  if (!(await intendAgain(context.database.pool, context.work, effect.key))) throw leaseLost(effect);
  await withdrawEffect(context.database.pool, context.work, effect.key);
  return null;
}

async function performOnce<T>(context: EffectContext, effect: Effect<T>): Promise<T> {
  const askedAt = performance.now();
  const intent = await intendEffect(context.database.pool, context.work, effect.key, context.work.subject);
  switch (intent.outcome) {
    case 'done':
      return intent.result as T;
    case 'lease_lost':
      throw leaseLost(effect);
    case 'new':
      return sendAndComplete(context, effect, askedAt + intent.leaseLeftMs);
    case 'intended_before':
      return takeOver(context, effect, intent.ageMs);
  }
}

async function takeOver<T>(context: EffectContext, effect: Effect<T>, ageMs: number): Promise<T> {
  const { key, look } = effect;
  const found = look === 'again' ? null : await findSent(context, { key, look }, ageMs);
  if (found !== null) return complete(context, effect, found);
  const askedAt = performance.now();
  const renewed = await intendAgain(context.database.pool, context.work, key);
  if (!renewed) throw leaseLost(effect);
  return sendAndComplete(context, effect, askedAt + renewed.leaseLeftMs);
}

/** @throws RequeueAfter until what was sent must show. */
async function findSent<T>(
  { effectSettleMs: settleMs }: EffectContext,
  { key, look }: { key: string; look: () => Promise<T | null> },
  ageMs: number,
): Promise<T | null> {
  if (ageMs < settleMs) throw new RequeueAfter(settleMs - ageMs, `whether ${key} was sent must show first`);
  return look();
}

/** `heldUntil`: a process that was stopped between the answer of the database and here, for longer than its lease, must not send any more. */
async function sendAndComplete<T>(context: EffectContext, effect: Effect<T>, heldUntil: number): Promise<T> {
  if (performance.now() >= heldUntil) throw leaseLost(effect);
  let result: T;
  try {
    result = await effect.send();
  } catch (error) {
    const meaning = effectOfRefusal(error);
    if (meaning === 'perhaps_there' && effect.look !== 'again') {
      const found = await effect.look();
      if (found !== null) return complete(context, effect, found);
    }
    if (meaning !== 'unknown') await withdrawEffect(context.database.pool, context.work, effect.key);
    throw error;
  }
  const known = await complete(context, effect, result);
  if (effect.undo && !isDeepStrictEqual(known, plain(result))) await effect.undo(result);
  return known;
}

async function complete<T>({ database, work }: EffectContext, { key }: Pick<Effect<T>, 'key'>, result: T): Promise<T> {
  const completion = await completeEffect(database.pool, work, { key, subject: work.subject, result });
  return completion.outcome === 'recorded' ? (plain(result) as T) : (completion.result as T);
}

/** As the database gives it back, so that the first worker and the next see the same. */
function plain(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result ?? null));
}

/**
 * For what is sent again and again, such as a changed text: a worker that was paused must not overwrite what a later one
 * sent. Renews the lease.
 * @throws AppError `lease_lost`
 */
export async function requireLease({ database, work }: EffectContext, key: string): Promise<void> {
  if (!(await renewLease(database.pool, work))) throw leaseLost({ key });
}

function leaseLost({ key }: { key: string }): AppError {
  return new AppError('lease_lost', `The lease was lost before ${key}.`);
}

/** What the refusals of a write say of something that is there already: not mergeable (any more), conflict, already exists. */
const PERHAPS_THERE: readonly unknown[] = [405, 409, 422];

/**
 * What an error tells about the effect of the request: an answer of 4xx says that nothing happened, or that it had happened before; no answer,
 * or 5xx, says nothing. What was held back here was never sent.
 */
export function effectOfRefusal(error: unknown): 'none' | 'perhaps_there' | 'unknown' {
  if (!(error instanceof AppError)) return 'unknown';
  if (error.context.notSent === true) return 'none';
  const { status } = error.context;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 'unknown';
  return PERHAPS_THERE.includes(status) ? 'perhaps_there' : 'none';
}
