import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { HandledEvent } from '@pangeo-forge/shared/events/handled-events';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { z } from 'zod';
import type { Orchestrator } from './orchestrator.ts';

export interface EventContext<Payload> extends Orchestrator {
  work: LeasedWork;
  deliveryId: string;
  payload: Payload;
  repository: RepoFullName;
  /** The repository with the installation's token. */
  repo: RepositoryClient;
}

/** What was decided about a delivery, for the journal. */
export interface Decision {
  decision: 'ran' | 'ignored' | 'refused' | 'superseded' | 'failed';
  reason: string;
}

export interface EventHandler<Schema extends z.ZodType = z.ZodType> {
  on: readonly HandledEvent[];
  /** The part of the payload that the handler reads. */
  payload: Schema;
  handle(context: EventContext<z.infer<Schema>>): Promise<Decision>;
}

/** One file an event; one line in the registry. */
export function defineEventHandler<Schema extends z.ZodType>(handler: EventHandler<Schema>): EventHandler<Schema> {
  return handler;
}
