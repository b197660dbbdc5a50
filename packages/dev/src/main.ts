import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { parseDevOptions } from './dev-options.ts';
import { createDevService } from './dev-service.ts';

const log = (message: string) => process.stdout.write(`dev: ${message}\n`);
let stopping = false;
try {
  const service = createDevService(parseDevOptions(process.argv.slice(2)), process.env, log);
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await service.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());
  await service.start().catch(async (error: unknown) => {
    await service.stop().catch(() => {});
    if (!stopping) throw error;
  });
} catch (error) {
  const expected = error instanceof AppError || error instanceof TypeError;
  process.stderr.write(`${expected ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
