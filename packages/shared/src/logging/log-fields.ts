import { AsyncLocalStorage } from 'node:async_hooks';
import { idsOf, tracing } from '../telemetry/tracing.ts';

export type LogFields = Readonly<Record<string, string | number>>;

const fields = new AsyncLocalStorage<LogFields>();

/** Every line that is logged while the function runs has these fields, such as `deliveryId` and `recipeRunId`. */
export function withLogFields<T>(added: LogFields, run: () => T): T {
  return fields.run({ ...fields.getStore(), ...added }, run);
}

/** The fields of a line that is logged now, with the ids of its trace. */
export function logFields(): LogFields {
  const traceparent = tracing().traceparent();
  return traceparent === null ? (fields.getStore() ?? {}) : { ...fields.getStore(), ...idsOf(traceparent) };
}
