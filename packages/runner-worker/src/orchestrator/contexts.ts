import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { Orchestrator } from './orchestrator.ts';

/** One piece of leased work: handlers, commands, reports and upkeep all get this, and more. */
export interface TaskContext extends Orchestrator {
  work: LeasedWork;
  /** Keys of the effects that this work had so far, for the journal. */
  effects: Set<string>;
}

/** Work on a webhook delivery. */
export interface DeliveryContext extends TaskContext {
  deliveryId: string;
}

export interface RepositoryAccess {
  repository: RepoFullName;
  /** The repository with the installation's token. */
  repo: RepositoryClient;
}

/** Work on a delivery about one repository, whatever event it came from. */
export interface PullRequestContext extends DeliveryContext, RepositoryAccess {}

/**
 * The same work, on this repository (`owner/name`).
 * @throws AppError `not_found` where the App is not installed.
 */
export async function inRepository<Context extends TaskContext>(
  context: Context,
  fullName: string,
): Promise<Context & RepositoryAccess> {
  const repository = RepoFullName.parse(fullName);
  return { ...context, repository, repo: await context.github.repository(repository) };
}

/** What was decided about a delivery, for the journal. */
export interface Decision {
  decision: 'ran' | 'ignored' | 'refused' | 'superseded' | 'failed';
  reason: string;
}
