import type { PerformEffectParts } from '../effects/perform-effect.ts';
import type { EventContext } from './define-event-handler.ts';

/** A repository and the work in hand, whatever event it came from. */
export type PullRequestContext = Omit<EventContext<unknown>, 'payload'>;

export function effectParts({ database, work, effectSettleMs, effects }: PullRequestContext): PerformEffectParts {
  return { pool: database.pool, work, settleMs: effectSettleMs, onPerformed: (key) => effects.add(key) };
}
