import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { Service } from '@pangeo-forge/shared/process/service';
import type { ProcessParts } from './process-parts.ts';
import type { AfterUnhandledError } from './run-process.ts';

type CreateProcess = (parts: ProcessParts) => Promise<Service>;

/** Each process loads only the code that it runs. */
const PROCESSES = {
  all: async () => (await import('./all.process.ts')).createAllProcess,
  web: async () => (await import('./web.process.ts')).createWebProcess,
  worker: async () => (await import('./worker.process.ts')).createWorkerProcess,
  runner: async () => (await import('./runner.process.ts')).createRunnerProcess,
  'webhook-gateway': async () => (await import('./webhook-gateway.process.ts')).createWebhookGatewayProcess,
  'status-ingest': async () => (await import('./status-ingest.process.ts')).createStatusIngestProcess,
  api: async () => (await import('./api.process.ts')).createApiProcess,
} satisfies Record<string, () => Promise<CreateProcess>>;

export type ProcessType = keyof typeof PROCESSES;

const WORKERS: ReadonlySet<ProcessType> = new Set(['worker', 'runner']);

/** HTTP processes keep serving. Workers restart, since their work is safe in Postgres. See docs/reliability.md. */
export function afterUnhandledErrorOf(type: ProcessType): AfterUnhandledError {
  return WORKERS.has(type) ? 'restart' : 'keep serving';
}

/** @throws AppError `invalid_config` that lists the known ones. */
export function processTypeOf(name = 'all'): ProcessType {
  if (Object.hasOwn(PROCESSES, name)) return name as ProcessType;
  const known = Object.keys(PROCESSES).join(', ');
  throw new AppError('invalid_config', `There is no process type "${name}". Known: ${known}.`);
}

export async function createProcess(type: ProcessType, parts: ProcessParts): Promise<Service> {
  const create = await PROCESSES[type]();
  return create(parts);
}
