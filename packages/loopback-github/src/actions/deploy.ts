import { deploymentRepresentation, deploymentStatusRepresentation } from '../representations/deployment.ts';
import { type Actor, accountOf, appOf } from '../store/actor.ts';
import type { Deployment, DeploymentStatus } from '../store/deployment.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

export type NewDeployment = Pick<
  Deployment,
  'sha' | 'ref' | 'task' | 'payload' | 'environment' | 'description' | 'isTransient' | 'isProduction'
>;

export function createDeployment(world: World, repository: Repository, actor: Actor, input: NewDeployment): Deployment {
  const now = world.now();
  const deployment: Deployment = {
    ...input,
    id: world.nextId(),
    creator: accountOf(actor),
    app: appOf(actor),
    createdAt: now,
    updatedAt: now,
    statuses: [],
  };
  repository.deployments.set(deployment.id, deployment);
  world.webhooks.emit({
    name: 'deployment',
    action: 'created',
    account: repository.owner,
    repository,
    sender: deployment.creator,
    payload: {
      deployment: deploymentRepresentation(world, repository, deployment),
      workflow: null,
      workflow_run: null,
    },
  });
  return deployment;
}

export interface NewDeploymentStatus {
  state: string;
  description: string;
  environment: string | undefined;
  environmentUrl: string;
  logUrl: string;
  autoInactive: boolean;
}

/**
 * Adds a status; a success makes earlier successful ones of its environment inactive, unless production or transient.
 */
export function addDeploymentStatus(
  world: World,
  repository: Repository,
  actor: Actor,
  deployment: Deployment,
  { autoInactive, ...input }: NewDeploymentStatus,
): DeploymentStatus {
  const status: DeploymentStatus = {
    ...input,
    environment: input.environment ?? deployment.environment,
    id: world.nextId(),
    creator: accountOf(actor),
    app: appOf(actor),
    createdAt: world.now(),
  };
  deployment.statuses.push(status);
  deployment.updatedAt = status.createdAt;
  deployment.environment = status.environment;
  emitStatus(world, repository, deployment, status);
  if (status.state !== 'success' || !autoInactive) return status;
  for (const other of repository.deployments.values()) {
    const isReplaced =
      other !== deployment && other.environment === deployment.environment && !other.isProduction && !other.isTransient;
    if (!isReplaced || other.statuses.at(-1)?.state !== 'success') continue;
    const inactive: DeploymentStatus = { ...status, id: world.nextId(), state: 'inactive', description: '' };
    other.statuses.push(inactive);
    emitStatus(world, repository, other, inactive);
  }
  return status;
}

function emitStatus(world: World, repository: Repository, deployment: Deployment, status: DeploymentStatus): void {
  world.webhooks.emit({
    name: 'deployment_status',
    action: 'created',
    account: repository.owner,
    repository,
    sender: status.creator,
    payload: {
      deployment: deploymentRepresentation(world, repository, deployment),
      deployment_status: deploymentStatusRepresentation(world, repository, deployment, status),
      check_run: null,
      workflow: null,
      workflow_run: null,
    },
  });
}
