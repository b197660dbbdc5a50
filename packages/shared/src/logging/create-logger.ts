import { type DestinationStream, type Logger, pino } from 'pino';
import type { Redactor } from '../redaction/redactor.ts';
import { tracing } from '../telemetry/tracing.ts';
import { logFields } from './log-fields.ts';

export interface LoggerOptions {
  service: string;
  /** A pino level: trace, debug, info, warn, error, fatal or silent. */
  level: string;
  redactor: Redactor;
  destination?: DestinationStream;
}

/** JSON lines on stdout; every line passes the redactor before it leaves the process. */
export function createLogger({ service, level, redactor, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: logFields,
      hooks: {
        streamWrite(line) {
          const redacted = redactor.redact(line);
          tracing().log(redacted);
          return redacted;
        },
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
