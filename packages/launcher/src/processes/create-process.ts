import { loadSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';
import { createAllProcesses } from './all-processes.ts';
import type { Deployment } from './deployment.ts';
import { createOrchestrateProcess } from './orchestrate-process.ts';
import { createRunnerProcess } from './runner-process.ts';
import { createWebProcess, HTTP_SERVICES, type HttpServiceName } from './web-process.ts';

export const PROCESS_TYPES = ['all', 'web', 'worker', 'runner', ...HTTP_SERVICES] as const;

export type ProcessType = (typeof PROCESS_TYPES)[number];

export function processTypeOf(name: string | undefined): ProcessType {
  const type = PROCESS_TYPES.find((known) => known === (name ?? 'all'));
  if (!type)
    throw new AppError('invalid_config', `There is no process type "${name}". Known: ${PROCESS_TYPES.join(', ')}.`);
  return type;
}

export interface ProcessParts {
  deployment: Deployment;
  variables: Record<string, string | undefined>;
  redactor: Redactor;
  logger: Logger;
}

/** Only the process types that need the App's key read the file that holds it. */
export async function createProcess(type: ProcessType, parts: ProcessParts): Promise<Service> {
  const { deployment, redactor, logger } = parts;
  if (type === 'runner') return createRunnerProcess(parts);
  const secrets = await loadSecrets(deployment.configDir, deployment.name, createSopsDecrypt(parts.variables));
  redactor.add(secretValuesOf(secrets));
  switch (type) {
    case 'all':
      return createAllProcesses(deployment, secrets, logger);
    case 'worker':
      return createOrchestrateProcess(deployment, secrets, logger);
    case 'web':
      return createWebProcess(HTTP_SERVICES, deployment, secrets, logger);
    default:
      return createWebProcess([type satisfies HttpServiceName], deployment, secrets, logger);
  }
}
