import { type AnyValue, logs, SeverityNumber } from '@opentelemetry/api';

type AnyValueMap = Record<string, AnyValue>;

const SEVERITY: Readonly<Record<string, SeverityNumber>> = {
  trace: SeverityNumber.TRACE,
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  fatal: SeverityNumber.FATAL,
};

/** Sends a JSON line of the log, whose trace is the active one. What is no such line is not sent. */
export function emitLogLine(line: string): void {
  const parsed = parse(line);
  if (parsed === null) return;
  const { level, msg, time, trace_id: _trace, span_id: _span, err, ...attributes } = parsed;
  logs.getLogger('pangeo-forge').emit({
    severityNumber: SEVERITY[String(level)] ?? SeverityNumber.UNSPECIFIED,
    severityText: String(level).toUpperCase(),
    body: typeof msg === 'string' ? msg : '',
    timestamp: new Date(String(time)),
    attributes: { ...attributes, ...exceptionOf(err) },
  });
}

function parse(line: string): AnyValueMap | null {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? (parsed as AnyValueMap) : null;
  } catch {
    return null;
  }
}

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/ */
function exceptionOf(error: unknown): AnyValueMap {
  if (typeof error !== 'object' || error === null) return {};
  const { type, message, stack } = error as Record<string, unknown>;
  return {
    ...(typeof type === 'string' ? { 'exception.type': type } : {}),
    ...(typeof message === 'string' ? { 'exception.message': message } : {}),
    ...(typeof stack === 'string' ? { 'exception.stacktrace': stack } : {}),
  };
}
