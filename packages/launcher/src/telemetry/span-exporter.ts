import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export type Redact = (text: string) => string;

/**
 * Sends spans as `OTEL_TRACES_EXPORTER` (`otlp`, `none`) and `OTEL_EXPORTER_OTLP_PROTOCOL` say, without the secrets of
 * this process. Null: none are sent.
 * @throws AppError `invalid_config` for another exporter or protocol.
 */
export async function spanExporterOf(environment: NodeJS.ProcessEnv, redact: Redact): Promise<SpanExporter | null> {
  const name = environment['OTEL_TRACES_EXPORTER'] || 'otlp';
  if (name === 'none') return null;
  if (name !== 'otlp')
    throw new AppError('invalid_config', `OTEL_TRACES_EXPORTER is "${name}". Spans can be sent to: otlp, none.`);
  const protocol =
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || environment['OTEL_EXPORTER_OTLP_PROTOCOL'] || 'http/protobuf';
  return redacting(await openExporter(protocol), redact);
}

async function openExporter(protocol: string): Promise<SpanExporter> {
  switch (protocol) {
    case 'http/protobuf':
      return new (await import('@opentelemetry/exporter-trace-otlp-proto')).OTLPTraceExporter();
    case 'http/json':
      return new (await import('@opentelemetry/exporter-trace-otlp-http')).OTLPTraceExporter();
    case 'grpc':
      return new (await import('@opentelemetry/exporter-trace-otlp-grpc')).OTLPTraceExporter();
    default:
      throw new AppError(
        'invalid_config',
        `OTEL_EXPORTER_OTLP_PROTOCOL is "${protocol}". OTLP is sent as: grpc, http/protobuf, http/json.`,
      );
  }
}

function redacting(exporter: SpanExporter, redact: Redact): SpanExporter {
  return {
    export(spans, resultCallback) {
      for (const span of spans) redactSpan(span, redact);
      exporter.export(spans, resultCallback);
    },
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() } : {}),
  };
}

/** The span has ended: nobody but the exporter reads it. */
function redactSpan({ attributes, events }: ReadableSpan, redact: Redact): void {
  redactAttributes(attributes, redact);
  for (const event of events) redactAttributes(event.attributes ?? {}, redact);
}

function redactAttributes(attributes: Attributes, redact: Redact): void {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'string') attributes[key] = redact(value);
    else if (Array.isArray(value))
      attributes[key] = value.map((one) => (typeof one === 'string' ? redact(one) : one)) as typeof value;
  }
}
