import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';
import { createOrchestrateProcess } from './orchestrate-process.ts';
import { createRunnerChild } from './runner-child.ts';
import { HTTP_SERVICES } from './process-types.ts';
import { createWebProcess } from './web-process.ts';

/** Everything in the foreground: HTTP and role `orchestrate` here, role `run` in a process of its own, since it holds no key to GitHub. */
export function createAllProcesses(deployment: Deployment, secrets: DeploymentSecrets, logger: Logger): Service {
  const releasers = createReleasers();
  return {
    async start() {
      const runner = createRunnerChild(deployment, logger);
      const worker = createOrchestrateProcess(deployment, secrets, logger.child({ process: 'worker' }));
      const web = createWebProcess(HTTP_SERVICES, deployment, secrets, logger.child({ process: 'web' }));
      for (const service of [runner, worker, web]) {
        releasers.add(() => service.stop());
        await service.start();
      }
    },
    stop: () => releasers.releaseAll(),
  };
}
