import { HANDLED_EVENTS, type HandledEvent } from '@pangeo-forge/shared/events/handled-events';
import type { AnyEventHandler } from './define-event-handler.ts';

export type EventRegistry = ReadonlyMap<HandledEvent, AnyEventHandler>;

/** @throws when an event has no handler, or two: the process must not start half able. */
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
