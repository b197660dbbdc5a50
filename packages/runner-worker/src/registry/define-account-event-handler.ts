import type { z } from 'zod';
import type { AccountEventHandler } from './define-event-handler.ts';

/** One file an event; one line in the registry. */
export function defineAccountEventHandler<Schema extends z.ZodType>(
  handler: Omit<AccountEventHandler<Schema>, 'of'>,
): AccountEventHandler<Schema> {
  return { ...handler, of: 'account' };
}
