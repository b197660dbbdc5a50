import { AppError } from '@pangeo-forge/shared/errors/app-error';

export const HTTP_SERVICES = ['webhook-gateway', 'status-ingest', 'api'] as const;

export type HttpServiceName = (typeof HTTP_SERVICES)[number];

export const PROCESS_TYPES = ['all', 'web', 'worker', 'runner', ...HTTP_SERVICES] as const;

export type ProcessType = (typeof PROCESS_TYPES)[number];

/** @throws AppError `invalid_config` that lists the known ones. */
export function processTypeOf(name: string | undefined): ProcessType {
  const type = PROCESS_TYPES.find((known) => known === (name ?? 'all'));
  if (!type)
    throw new AppError('invalid_config', `There is no process type "${name}". Known: ${PROCESS_TYPES.join(', ')}.`);
  return type;
}
