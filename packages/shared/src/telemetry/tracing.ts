import type { QueueOptions } from 'bullmq';

/**
 * What code that does the work asks of the process's telemetry. Without telemetry nothing is recorded, and no
 * OpenTelemetry is loaded.
 */
export interface Tracing {
  /** What is done now, as W3C Trace Context writes it; null outside of a trace. */
  traceparent(): string | null;
  /** Runs the function in a span that continues this trace, or starts one. An error it throws is on the span. */
  span<T>(span: Span, run: () => Promise<T>): Promise<T>;
  /** Takes a line of the log after redaction. */
  log(line: string): void;
  /** What secrets are taken out of spans with; log lines come without them. */
  redactWith(redact: (text: string) => string): void;
  /** For queues and workers of BullMQ. */
  bullmq?: NonNullable<QueueOptions['telemetry']>;
  /** Sends what was recorded. */
  stop(): Promise<void>;
}

export interface Span {
  name: string;
  traceparent: string | null;
  attributes: Readonly<Record<string, string | number>>;
}

const NO_TRACING: Tracing = {
  traceparent: () => null,
  span: (_span, run) => run(),
  log() {},
  redactWith() {},
  stop: async () => {},
};

let present = NO_TRACING;

/** The tracing of this process. It is a property of the process, like its standard output: nothing passes it on. */
export const tracing = (): Tracing => present;

/** Called once, before the first service is loaded. */
export function setTracing(made: Tracing): void {
  present = made;
}

/** The ids in a `traceparent`, as log lines and pages show them. */
export function idsOf(traceparent: string): { trace_id: string; span_id: string } {
  const [, traceId = '', spanId = ''] = traceparent.split('-');
  return { trace_id: traceId, span_id: spanId };
}
