import { inspectRun, type InspectionParts } from './inspections/inspect-run.ts';
import { keepSandboxAnnounced } from './invocations/keep-sandbox-announced.ts';
import type { InvocationParts } from './invocations/invocation-parts.ts';
import { invokeRunner } from './invocations/invoke-runner.ts';
import type { SandboxAnnouncement } from '@pangeo-forge/db/settings/sandboxes';
import type { ServerConfig, Servers } from '@pangeo-forge/service/open-servers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Logger } from 'pino';
import { createWorker } from './service.ts';

export interface RunConfig
  extends ServerConfig,
    Omit<InvocationParts, keyof Servers>,
    Pick<InspectionParts, 'inspector' | 'isLocalDeployment'> {
  /** Calls of the runner at the same time. */
  slots: number;
  /** What recipe code runs in: the orchestrator decides by it which code may be read. Announced unless left out. */
  sandbox?: Omit<SandboxAnnouncement, 'host'>;
}

/** Each takes seconds, and some hundred megabytes. */
const INSPECTIONS_AT_ONCE = 1;

/** A worker of role `run`: calls the runner, and holds no key to GitHub. */
export function createRunWorker(config: RunConfig, logger: Logger): Service {
  const { databaseUrl, redisUrl, poolSize, slots, sandbox, ...parts } = config;
  let announced: { end: () => void } | undefined;
  const worker = createWorker(
    { databaseUrl, redisUrl, poolSize, concurrency: { invocations: slots, inspections: INSPECTIONS_AT_ONCE } },
    async (servers) => {
      const announcement = sandbox && { host: config.host, ...sandbox };
      if (announcement) announced = await keepSandboxAnnounced(servers.database.pool, announcement, logger);
      return {
        invocations: invokeRunner({ ...parts, ...servers }),
        inspections: inspectRun({ ...parts, ...servers }),
      };
    },
    logger,
  );
  return {
    start: worker.start,
    async stop() {
      announced?.end();
      await worker.stop();
    },
  };
}
