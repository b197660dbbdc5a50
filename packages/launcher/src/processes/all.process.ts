import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { ProcessParts } from './process-parts.ts';
import { createRunnerChild } from './runner-child.ts';
import { createWebProcess } from './web.process.ts';
import { createWorkerProcess } from './worker.process.ts';

/** Everything in the foreground: HTTP and role `orchestrate` here, role `run` in a process of its own, since it holds no key to GitHub. */
export async function createAllProcess(parts: ProcessParts): Promise<Service> {
  const releasers = createReleasers();
  const named = (name: string) => ({ ...parts, logger: parts.logger.child({ process: name }) });
  const runner = createRunnerChild(parts.deployment, parts.logger);
  const worker = await createWorkerProcess(named('worker'));
  const web = await createWebProcess(named('web'));
  return {
    async start() {
      for (const service of [runner, worker, web]) {
        releasers.add(() => service.stop());
        await service.start();
      }
    },
    stop: () => releasers.releaseAll(),
  };
}
