import { type DestinationStream, type Logger, pino } from 'pino';
import type { Redactor } from '../redaction/redactor.ts';

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
      hooks: { streamWrite: (line) => redactor.redact(line) },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
}
