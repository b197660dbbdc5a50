import type { Service } from '@pangeo-forge/shared/process/service';
import type { Logger } from 'pino';
import type { Failure } from './count-failure.ts';

/**
 * What a process does after an error that no code handles, such as a promise that a library rejects and leaves behind. It is always logged and counted.
 * `keep serving`: requests and webhooks must not pay for it. `restart`: open work is finished or handed back, and whoever started the process
 * starts it again.
 */
export type AfterUnhandledError = 'keep serving' | 'restart';

export interface RunProcessParts {
  logger: Logger;
  afterUnhandledError: AfterUnhandledError;
  /** Counts failures where all processes do; may reject. */
  count(failure: Failure, times: number): Promise<void>;
}

const STOP_LIMIT_MS = 20_000;
/** Errors that come in a row are logged and counted together: one line and one statement in this time. */
const COLLECT_MS = 1_000;

/** Starts the service, stops it on SIGTERM, SIGINT or an unhandled error as the policy says, within 20 s, and ends the process. */
export async function runProcess(service: Service, parts: RunProcessParts): Promise<void> {
  const { logger, afterUnhandledError } = parts;
  let stopping = false;
  const stop = (reason: string, exitCode: number, last: () => Promise<void> = async () => {}) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error(
        { limitMs: STOP_LIMIT_MS },
        'did not stop in time; another worker takes open work when its lease ends',
      );
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    Promise.all([service.stop(), last()]).then(
      () => process.exit(exitCode),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  onUnhandledError(parts, (counted) => {
    if (afterUnhandledError === 'restart') stop('unhandled error', 1, counted);
  });
  process.on('SIGTERM', () => stop('SIGTERM', 0));
  process.on('SIGINT', () => stop('SIGINT', 0));
  await service.start();
}

/** `react` is called with the first error of a row; what it gets resolves when the error has been counted, or could not be. */
function onUnhandledError(
  { logger, afterUnhandledError, count }: RunProcessParts,
  react: (counted: () => Promise<void>) => void,
): void {
  let more = 0;
  let collecting = false;
  const record = (times: number) =>
    count('unhandled_error', times).catch((error: unknown) => {
      logger.warn({ err: error, times }, 'unhandled errors could not be counted');
    });
  const handle = (kind: string) => (error: unknown) => {
    if (collecting) {
      more++;
      return;
    }
    collecting = true;
    logger.error({ err: error, kind, policy: afterUnhandledError }, 'unhandled error');
    const counted = record(1);
    setTimeout(() => {
      collecting = false;
      if (more === 0) return;
      logger.error({ times: more }, 'more unhandled errors followed');
      void record(more);
      more = 0;
    }, COLLECT_MS).unref();
    react(() => counted);
  };
  process.on('unhandledRejection', handle('unhandledRejection'));
  process.on('uncaughtException', handle('uncaughtException'));
}
