import { loadSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';
import { HTTP_SERVICES, type ProcessType } from './process-types.ts';

export interface ProcessParts {
  deployment: Deployment;
  variables: Record<string, string | undefined>;
  redactor: Redactor;
  logger: Logger;
}

/** Only the process types that need the App's key read the file that holds it, and each loads only the code that it runs. */
export async function createProcess(type: ProcessType, parts: ProcessParts): Promise<Service> {
  const { deployment, redactor, logger } = parts;
  if (type === 'runner') {
    const { createRunnerProcess } = await import('./runner-process.ts');
    return createRunnerProcess(parts);
  }
  const secrets = await loadSecrets(deployment.configDir, deployment.name, createSopsDecrypt(parts.variables));
  redactor.add(secretValuesOf(secrets));
  if (type === 'all') {
    const { createAllProcesses } = await import('./all-processes.ts');
    return createAllProcesses(deployment, secrets, logger);
  }
  if (type === 'worker') {
    const { createOrchestrateProcess } = await import('./orchestrate-process.ts');
    return createOrchestrateProcess(deployment, secrets, logger);
  }
  const { createWebProcess } = await import('./web-process.ts');
  return createWebProcess(type === 'web' ? HTTP_SERVICES : [type], deployment, secrets, logger);
}
