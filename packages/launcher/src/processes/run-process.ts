import type { Service } from '@pangeo-forge/shared/process/service';
import type { Logger } from 'pino';
import type { Failure } from './count-failure.ts';

/**
 * What a process does after an error that no code handles, such as a rejected promise that a library never awaits. The
 * error is always logged and counted.
 * `keep serving`: requests and webhooks must not fail because of it.
 * `restart`: open work is finished or returned, and the process ends, for its supervisor to start it again.
 */
export type AfterUnhandledError = 'keep serving' | 'restart';

export interface RunProcessParts {
  logger: Logger;
  afterUnhandledError: AfterUnhandledError;
  /** Counts failures where all processes do; may reject. */
  count(failure: Failure, times: number): Promise<void>;
}

const STOP_LIMIT_MS = 20_000;
/** Errors within this time are logged and counted together: one line and one statement. */
const COLLECT_MS = 1_000;

/**
 * Starts the service. Stops it within 20 s at SIGTERM, SIGINT or, if the policy is `restart`, an unhandled error, and
 * ends the process.
 */
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

/**
 * `react` is called at the first error of a row. Its argument resolves when counting that error has succeeded or
 * failed.
 */
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
