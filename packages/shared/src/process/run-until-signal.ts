import type { Logger } from 'pino';
import type { Service } from './service.ts';

const STOP_LIMIT_MS = 20_000;

/** Starts the service, stops it on SIGTERM or SIGINT within 20 s, and ends the process. */
export async function runUntilSignal(service: Service, logger: Logger): Promise<void> {
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error({ limitMs: STOP_LIMIT_MS }, 'did not stop in time; work in hand is taken over when its lease ends');
      process.exit(1);
    }, STOP_LIMIT_MS).unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  await service.start();
}
