import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { HandledEvent } from '@pangeo-forge/shared/events/handled-events';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { z } from 'zod';
import type { Orchestrator } from './orchestrator.ts';

export interface AccountEventContext<Payload> extends Orchestrator {
  work: LeasedWork;
  deliveryId: string;
  payload: Payload;
  /** Keys of the effects that this delivery had so far, for the journal. */
  effects: Set<string>;
}

export interface EventContext<Payload> extends AccountEventContext<Payload> {
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
  /** What it does, in a sentence or two for the documentation. */
  summary: string;
  /** The part of the payload that the handler reads. */
  payload: Schema;
  handle(context: EventContext<z.infer<Schema>>): Promise<Decision>;
}

/** Handles what happened to an account or its installation: no repository is opened for it. */
export interface AccountEventHandler<Schema extends z.ZodType = z.ZodType>
  extends Omit<EventHandler<Schema>, 'handle'> {
  of: 'account';
  handle(context: AccountEventContext<z.infer<Schema>>): Promise<Decision>;
}

export type AnyEventHandler = EventHandler | AccountEventHandler;

/** One file an event; one line in the registry. */
export function defineEventHandler<Schema extends z.ZodType>(handler: EventHandler<Schema>): EventHandler<Schema> {
  return handler;
}
