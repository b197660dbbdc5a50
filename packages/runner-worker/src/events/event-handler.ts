import { HANDLED_EVENTS, type HandledEvent } from '@pangeo-forge/shared/events/handled-events';
import type { z } from 'zod';
import type { Decision, DeliveryContext, PullRequestContext } from '../orchestrator/contexts.ts';

export interface AccountEventContext<Payload> extends DeliveryContext {
  payload: Payload;
}

export interface EventContext<Payload> extends PullRequestContext {
  payload: Payload;
}

export interface EventHandler<Schema extends z.ZodType = z.ZodType> {
  on: readonly HandledEvent[];
  /** What it does, in a sentence or two, for the documentation. */
  summary: string;
  /** The part of the payload that the handler reads. */
  payload: Schema;
  handle(context: EventContext<z.infer<Schema>>): Promise<Decision>;
}

/** Handles events of an account or its installation: no repository is opened for it. */
export interface AccountEventHandler<Schema extends z.ZodType = z.ZodType>
  extends Omit<EventHandler<Schema>, 'handle'> {
  of: 'account';
  handle(context: AccountEventContext<z.infer<Schema>>): Promise<Decision>;
}

export type AnyEventHandler = EventHandler | AccountEventHandler;

/** Defines a handler: one file, and one line in `event-handlers.ts`. */
export function defineEventHandler<Schema extends z.ZodType>(handler: EventHandler<Schema>): EventHandler<Schema> {
  return handler;
}

/** Defines a handler: one file, and one line in `event-handlers.ts`. */
export function defineAccountEventHandler<Schema extends z.ZodType>(
  handler: Omit<AccountEventHandler<Schema>, 'of'>,
): AccountEventHandler<Schema> {
  return { ...handler, of: 'account' };
}

export type EventRegistry = ReadonlyMap<HandledEvent, AnyEventHandler>;

/** @throws when an event has no handler, or two: the process must not start with a gap. */
export function createEventRegistry(handlers: readonly AnyEventHandler[]): EventRegistry {
  const registry = new Map<HandledEvent, AnyEventHandler>();
  for (const handler of handlers) {
    for (const event of handler.on) {
      if (registry.has(event))
        throw new Error(`the event ${event} has two handlers: remove one from the list of event handlers`);
      registry.set(event, handler);
    }
  }
  const missing = HANDLED_EVENTS.filter((event) => !registry.has(event));
  if (missing.length > 0)
    throw new Error(
      `no handler for ${missing.join(', ')}: add one to the list of event handlers, or take it from HANDLED_EVENTS`,
    );
  return registry;
}
