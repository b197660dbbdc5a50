import { ensureServers } from '@pangeo-forge/local-servers/ensure-servers';
import { readEnvironment } from '@pangeo-forge/shared/config/environment';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { createLogger } from '@pangeo-forge/shared/logging/create-logger';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { deploymentOf } from './processes/deployment.ts';
import { countFailure } from './processes/count-failure.ts';
import { createProcessParts } from './processes/process-parts.ts';
import { afterUnhandledErrorOf, createProcess, processTypeOf } from './processes/process-types.ts';
import { runProcess } from './processes/run-process.ts';
import { settingsFromStdin } from './processes/settings-from-stdin.ts';

try {
  const [name, option] = process.argv.slice(2);
  const type = processTypeOf(name);
  const piped =
    option === '--settings-from-stdin' ? await settingsFromStdin(() => process.kill(process.pid, 'SIGTERM')) : {};
  const variables = { ...process.env, ...piped };
  const environment = readEnvironment(variables);
  const redactor = new Redactor();
  tracing().redactWith((text) => redactor.redact(text));
  const logger = createLogger({ service: type, level: environment.LOG_LEVEL, redactor });
  const releasers = createReleasers();
  let databaseUrl: string | undefined;
  const service = {
    async start() {
      const servers = await ensureServers({
        databaseUrl: environment.DATABASE_URL,
        redisUrl: environment.REDIS_URL,
        log: (message) => logger.info(message),
      });
      releasers.add(() => servers.stop());
      ({ databaseUrl } = servers);
      const deployment = deploymentOf(environment, servers);
      redactor.add([new URL(servers.databaseUrl).password, new URL(servers.redisUrl).password]);
      const parts = createProcessParts({ deployment, variables, redactor, logger });
      const processes = await createProcess(type, parts);
      releasers.add(() => processes.stop());
      await processes.start();
    },
    async stop() {
      await releasers.releaseAll();
      await tracing().stop();
    },
  };
  await runProcess(service, {
    logger,
    afterUnhandledError: afterUnhandledErrorOf(type),
    async count(failure, times) {
      if (databaseUrl) await countFailure(databaseUrl, failure, type, times);
    },
  });
} catch (error) {
  process.stderr.write(`${error instanceof AppError ? error.publicMessage : String((error as Error).stack)}\n`);
  process.exit(1);
}
