import { context, INVALID_SPAN_CONTEXT, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ExpressInstrumentation } from '@opentelemetry/instrumentation-express';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { setTracing, type Tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { BullMQOtel, BullMQOTelSpan } from 'bullmq-otel';
import { register } from 'import-in-the-middle/register-hooks.mjs';
import { emitLogLine } from './emit-log-line.ts';
import { type Redact, spanExporterOf } from './span-exporter.ts';
import { sentryVariables } from './sentry-variables.ts';

const NAME = 'pangeo-forge';
const INSTRUMENTED = ['pg', 'pg-pool', 'ioredis', 'express', 'undici', 'http', 'https', 'node:http', 'node:https'];

/**
 * Starts OpenTelemetry for this process, as its own `OTEL_*` variables say. Without further ones, spans and log lines
 * are sent as OTLP; metrics are not, since `/metrics` serves them.
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export async function startTelemetry(environment: NodeJS.ProcessEnv, processType: string): Promise<void> {
  Object.assign(environment, variablesOf(environment));
  register({ include: INSTRUMENTED });
  let redact: Redact = (text) => text;
  const traceExporter = await spanExporterOf(environment, (text) => redact(text));
  // statements of a poll and commands of BullMQ, which no request and no work asked for, would fill the store
  const requireParentSpan = true;
  const sdk = new NodeSDK({
    serviceName: environment['OTEL_SERVICE_NAME'] || `${NAME}-${processType}`, // not in the variables, which children inherit
    instrumentations: [
      new HttpInstrumentation({ ignoreIncomingRequestHook: ({ url }) => url === '/healthz' || url === '/readyz' }),
      new ExpressInstrumentation(),
      new PgInstrumentation({ requireParentSpan }),
      new IORedisInstrumentation({ requireParentSpan }),
      new UndiciInstrumentation({ requireParentforSpans: true }),
    ],
    ...(traceExporter === null ? { spanProcessors: [] } : { traceExporter }),
  });
  sdk.start();
  setTracing(createTracing(sdk, (given) => (redact = given)));
}

/** With the defaults of this system; what the operator set wins. */
function variablesOf(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { SENTRY_DSN: dsn, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = environment;
  return {
    OTEL_METRICS_EXPORTER: 'none',
    ...(dsn && !endpoint ? sentryVariables(dsn) : {}),
    ...environment,
  };
}

function createTracing(sdk: NodeSDK, setRedact: (redact: Redact) => void): Tracing {
  const tracer = trace.getTracer(NAME);
  return {
    traceparent() {
      const carrier: { traceparent?: string } = {};
      propagation.inject(context.active(), carrier);
      return carrier.traceparent ?? null;
    },
    span({ name, traceparent, attributes }, run) {
      const parent = traceparent === null ? context.active() : propagation.extract(context.active(), { traceparent });
      return tracer.startActiveSpan(name, { kind: SpanKind.CONSUMER, attributes }, parent, async (span) => {
        try {
          return await run();
        } catch (error) {
          span.recordException(error as Error);
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    log: emitLogLine,
    redactWith: setRedact,
    bullmq: createBullMQTelemetry(),
    stop: () => sdk.shutdown(),
  };
}

/** BullMQ's spans for what a request or work asked for; not for its own work on its queues, which goes on for ever. */
function createBullMQTelemetry(): BullMQOtel {
  const telemetry = new BullMQOtel({ tracerName: NAME });
  const { tracer } = telemetry;
  const startSpan = tracer.startSpan.bind(tracer);
  tracer.startSpan = (name, options, given) =>
    trace.getSpan(given ?? context.active())
      ? startSpan(name, options, given)
      : new BullMQOTelSpan(trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  return telemetry;
}
