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
   * Finds what an earlier worker may have sent; null when it is not there. `send_again`: sending it twice is the same
   * as once, so nothing needs to be found.
   */
  find: 'send_again' | (() => Promise<T | null>);
  /** Removes what was sent although another worker had sent it before, such as the second of two comments. */
  undo?: (extra: T) => Promise<void>;
}

/** One that must not be sent any more. */
export type AbandonedEffect<T> = Pick<Effect<T>, 'key'> & { find: () => Promise<T | null> };

/** `effects` collects the keys of what was performed, now or by an earlier worker. */
export type EffectContext = Pick<TaskContext, 'work' | 'effects' | 'githubLagMs'> & {
  database: Pick<Database, 'pool'>;
};

/**
 * Performs the effect once: records it as intended, sends it, and records it as done with its result. A worker that
 * finds an old intention waits until GitHub must show what was sent, tries to find it, and only then sends it.
 * @returns the result, also when an earlier worker performed it
 * @throws RequeueAfter while GitHub may not show yet what was sent; AppError `lease_lost`
 */
export async function performEffect<T>(context: EffectContext, effect: Effect<T>): Promise<T> {
  const result = await performOnce(context, effect);
  context.effects.add(effect.key);
  return result;
}

/**
 * Ends an effect that is not wanted any more: returns its result where it was sent; otherwise null, and the intention
 * is removed.
 */
export async function resolveEffect<T>(context: EffectContext, effect: AbandonedEffect<T>): Promise<T | null> {
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
  const { key, find } = effect;
  const found = find === 'send_again' ? null : await findSent(context, { key, find }, ageMs);
  if (found !== null) return complete(context, effect, found);
  const askedAt = performance.now();
  const renewed = await intendAgain(context.database.pool, context.work, key);
  if (!renewed) throw leaseLost(effect);
  return sendAndComplete(context, effect, askedAt + renewed.leaseLeftMs);
}

/** @throws RequeueAfter until GitHub must show what was sent. */
async function findSent<T>(
  { githubLagMs: settleMs }: EffectContext,
  { key, find }: { key: string; find: () => Promise<T | null> },
  ageMs: number,
): Promise<T | null> {
  if (ageMs < settleMs)
    throw new RequeueAfter(settleMs - ageMs, `waiting until GitHub must show whether ${key} was sent`);
  return find();
}

/**
 * `heldUntil`: a process that was paused between the answer of the database and here for longer than its lease must not
 * send.
 */
async function sendAndComplete<T>(context: EffectContext, effect: Effect<T>, heldUntil: number): Promise<T> {
  if (performance.now() >= heldUntil) throw leaseLost(effect);
  let result: T;
  try {
    result = await effect.send();
  } catch (error) {
    const meaning = effectOfRefusal(error);
    if (meaning === 'perhaps_there' && effect.find !== 'send_again') {
      const found = await effect.find();
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

/** As the database returns it, so that the first worker and the next see the same. */
function plain(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result ?? null));
}

/**
 * For what is sent again and again, such as a changed text: a worker that was paused must not overwrite what a later
 * one sent. Renews the lease.
 * @throws AppError `lease_lost`
 */
export async function requireLease({ database, work }: EffectContext, key: string): Promise<void> {
  if (!(await renewLease(database.pool, work))) throw leaseLost({ key });
}

function leaseLost({ key }: { key: string }): AppError {
  return new AppError('lease_lost', `The lease was lost before ${key}.`);
}

/**
 * Refusals that a write gets when its effect may be there already: not mergeable (any more), conflict, already exists.
 */
const PERHAPS_THERE: readonly unknown[] = [405, 409, 422];

/**
 * What an error means for the effect of the request. After a 4xx nothing happened, or it had happened before. After a
 * 5xx or no answer nothing is known. What the request budget held back was never sent.
 */
export function effectOfRefusal(error: unknown): 'none' | 'perhaps_there' | 'unknown' {
  if (!(error instanceof AppError)) return 'unknown';
  if (error.context.notSent === true) return 'none';
  const { status } = error.context;
  if (typeof status !== 'number' || status < 400 || status >= 500) return 'unknown';
  return PERHAPS_THERE.includes(status) ? 'perhaps_there' : 'none';
}
