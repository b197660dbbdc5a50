import { addDeploymentStatus, createDeployment } from '../actions/deploy.ts';
import { ApiError, validationFailed } from '../http/api-error.ts';
import { oneOf, optionalFlag, optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { isAncestor } from '../git/merge-trees.ts';
import { runsOf } from '../representations/check.ts';
import { deploymentRepresentation, deploymentStatusRepresentation } from '../representations/deployment.ts';
import type { Deployment } from '../store/deployment.ts';
import { branchTip, type Repository } from '../store/repository.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { commitOf, required } from './lookups.ts';
import { rights } from './rights.ts';

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success'] as const;

/** Deployments and their statuses. */
export function deploymentRoutes(world: World): Endpoint[] {
  const root = '/repos/:owner/:repo/deployments';
  const deploymentOf = ({ repository, params }: RepositoryRequest): Deployment =>
    required(repository.deployments.get(Number(params.id)));
  return [
    {
      method: 'GET',
      path: root,
      access: rights.readDeployments,
      handle: ({ repository, query }) => {
        const matches = (deployment: Deployment): boolean =>
          (['sha', 'ref', 'task', 'environment'] as const).every((field) => {
            const wanted = query.get(field);
            return !wanted || wanted === 'none' || deployment[field] === wanted;
          });
        const found = visibleOnly(world, repository.deployments.values()).filter(matches).reverse();
        return page(found, (deployment) => deploymentRepresentation(world, repository, deployment));
      },
    },
    { method: 'POST', path: root, access: rights.writeDeployments, handle: (request) => create(world, request) },
    {
      method: 'GET',
      path: `${root}/:id`,
      access: rights.readDeployments,
      handle: (request) => ok(deploymentRepresentation(world, request.repository, deploymentOf(request))),
    },
    {
      method: 'DELETE',
      path: `${root}/:id`,
      access: rights.writeDeployments,
      handle: (request) => {
        const deployment = deploymentOf(request);
        const isActive = deployment.statuses.at(-1)?.state === 'success';
        if (isActive && request.repository.deployments.size > 1) {
          throw new ApiError(
            422,
            'We cannot delete an active deployment unless it is the only deployment in a given environment.',
          );
        }
        request.repository.deployments.delete(deployment.id);
        return noContent();
      },
    },
    {
      method: 'GET',
      path: `${root}/:id/statuses`,
      access: rights.readDeployments,
      handle: (request) => {
        const deployment = deploymentOf(request);
        return page(visibleOnly(world, deployment.statuses).reverse(), (status) =>
          deploymentStatusRepresentation(world, request.repository, deployment, status),
        );
      },
    },
    {
      method: 'POST',
      path: `${root}/:id/statuses`,
      access: rights.writeDeployments,
      handle: (request) => {
        const { repository, actor, body } = request;
        const deployment = deploymentOf(request);
        const description = optionalText(body, 'description') ?? '';
        if (description.length > 140)
          throw validationFailed(
            'DeploymentStatus',
            'description',
            'custom',
            'description is too long (maximum is 140 characters)',
          );
        const status = addDeploymentStatus(world, repository, actor, deployment, {
          state: oneOf(requiredText(body, 'state'), STATES, 'state'),
          description,
          environment: optionalText(body, 'environment'),
          environmentUrl: optionalText(body, 'environment_url') ?? '',
          logUrl: optionalText(body, 'log_url') ?? optionalText(body, 'target_url') ?? '',
          autoInactive: optionalFlag(body, 'auto_inactive') ?? true,
        });
        return created(deploymentStatusRepresentation(world, repository, deployment, status));
      },
    },
    {
      method: 'GET',
      path: `${root}/:id/statuses/:status_id`,
      access: rights.readDeployments,
      handle: (request) => {
        const deployment = deploymentOf(request);
        const status = required(deployment.statuses.find(({ id }) => id === Number(request.params.status_id)));
        return ok(deploymentStatusRepresentation(world, request.repository, deployment, status));
      },
    },
  ];
}

async function create(world: World, { repository, actor, body }: RepositoryRequest) {
  const ref = requiredText(body, 'ref');
  const sha = await commitOf(repository, ref);
  const environment = optionalText(body, 'environment') ?? 'production';
  const isBehind = branchTip(repository, ref) && !(await containsDefault(repository, sha));
  if ((optionalFlag(body, 'auto_merge') ?? true) && isBehind) {
    return { status: 202, body: { message: `Auto-merged ${repository.defaultBranch} into ${ref} on deployment.` } };
  }
  if (body.required_contexts === undefined) refuseUnchecked(repository, sha);
  const deployment = createDeployment(world, repository, actor, {
    sha,
    ref,
    task: optionalText(body, 'task') ?? 'deploy',
    payload: body.payload ?? {},
    environment,
    description: optionalText(body, 'description') ?? null,
    isTransient: optionalFlag(body, 'transient_environment') ?? false,
    isProduction: optionalFlag(body, 'production_environment') ?? environment === 'production',
  });
  return created(deploymentRepresentation(world, repository, deployment));
}

async function containsDefault(repository: Repository, sha: string): Promise<boolean> {
  const tip = branchTip(repository, repository.defaultBranch);
  return !tip || isAncestor(repository.git, tip, sha);
}

/** By default GitHub requires every check of the commit to have succeeded. */
function refuseUnchecked(repository: Repository, sha: string): void {
  const suites = [...repository.checkSuites.values()].filter((suite) => suite.headSha === sha);
  const bad = suites
    .flatMap((suite) => runsOf(repository, suite))
    .filter(({ conclusion }) => !['success', 'neutral', 'skipped'].includes(conclusion ?? ''));
  if (bad.length === 0) return;
  throw new ApiError(409, 'Conflict: Commit status checks failed for ' + sha, {
    errors: [
      {
        resource: 'Deployment',
        field: 'required_contexts',
        code: 'invalid',
        contexts: bad.map(({ name, conclusion }) => ({ context: name, state: conclusion ?? 'pending' })),
      },
    ],
  });
}
