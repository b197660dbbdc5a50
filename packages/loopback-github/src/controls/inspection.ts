import { readBlob, readTree } from '../git/read-tree.ts';
import { checkRunRepresentation } from '../representations/check.ts';
import { deploymentRepresentation, deploymentStatusRepresentation } from '../representations/deployment.ts';
import { commentRepresentation, issueRepresentation } from '../representations/issue.ts';
import { fullPullRequest } from '../representations/pull-request.ts';
import { branchRef, fullName, pullRequestsOf } from '../store/repository.ts';
import { accountNamed, findRepository, repositoriesOf, repositoryNamed, type World } from '../store/world.ts';
import type { CheckAnnotation } from '../store/check.ts';

export type CheckRunJson = ReturnType<typeof checkRunRepresentation> & {
  summary: string | null;
  annotations: CheckAnnotation[];
};
export type DeploymentJson = ReturnType<typeof deploymentRepresentation> & {
  statuses: ReturnType<typeof deploymentStatusRepresentation>[];
};

/** The present state of one repository, without eventual consistency. */
export interface RepositoryState {
  fullName: string;
  isArchived: boolean;
  defaultBranch: string;
  cloneUrl: string;
  /** Branch to commit id. */
  branches(): Record<string, string>;
  /** Path to content at a branch or commit (the default branch when not given). */
  files(ref?: string): Promise<Record<string, Buffer>>;
  /** Path to git's file mode. */
  modes(ref?: string): Promise<Record<string, string>>;
  pullRequests(): ReturnType<typeof fullPullRequest>[];
  /** Issues without the pull requests. */
  issues(): ReturnType<typeof issueRepresentation>[];
  /** Comments of one issue or pull request, or of all. */
  comments(number?: number): ReturnType<typeof commentRepresentation>[];
  /** Reactions to a comment as `login content`. */
  reactions(commentId: number): string[];
  checkRuns(headSha?: string): CheckRunJson[];
  deployments(): DeploymentJson[];
}

export interface Inspection {
  /** Throws when there is no such repository. */
  repository(repo: string): RepositoryState;
  hasRepository(repo: string): boolean;
  /** Full names of an account's repositories. */
  repositories(owner: string): string[];
}

export function inspection(world: World): Inspection {
  return {
    repository: (name) => repositoryState(world, name),
    hasRepository: (name) => findRepository(world, name.split('/')[0] ?? '', name.split('/')[1] ?? '') !== undefined,
    repositories: (owner) => repositoriesOf(world, accountNamed(world, owner)).map(fullName),
  };
}

function repositoryState(world: World, name: string): RepositoryState {
  const repository = repositoryNamed(world, name);
  const blobs = async (ref = repository.defaultBranch) => {
    const entries = await readTree(repository.git, repository.refs.get(branchRef(ref)) ?? ref, true);
    return entries.filter(({ type }) => type === 'blob');
  };
  return {
    fullName: fullName(repository),
    isArchived: repository.isArchived,
    defaultBranch: repository.defaultBranch,
    cloneUrl: `${world.serverUrl}/${fullName(repository)}.git`,
    branches() {
      const heads = [...repository.refs].filter(([ref]) => ref.startsWith('refs/heads/'));
      return Object.fromEntries(heads.map(([ref, sha]) => [ref.slice('refs/heads/'.length), sha]));
    },
    async files(ref) {
      const read = (await blobs(ref)).map(
        async ({ path, sha }) => [path, await readBlob(repository.git, sha)] as const,
      );
      return Object.fromEntries(await Promise.all(read));
    },
    modes: async (ref) => Object.fromEntries((await blobs(ref)).map(({ path, mode }) => [path, mode])),
    pullRequests: () => pullRequestsOf(repository).map((issue) => fullPullRequest(world, repository, issue)),
    issues: () =>
      [...repository.issues.values()]
        .filter(({ pull }) => !pull)
        .map((issue) => issueRepresentation(world, repository, issue)),
    comments: (number) =>
      [...repository.comments.values()]
        .filter((comment) => number === undefined || comment.issue.number === number)
        .map((comment) => commentRepresentation(world, repository, comment)),
    reactions: (id) =>
      (repository.comments.get(id)?.reactions ?? []).map(({ user, content }) => `${user.login} ${content}`),
    checkRuns: (headSha) =>
      [...repository.checkRuns.values()]
        .filter((run) => headSha === undefined || run.suite.headSha === headSha)
        .map((run) => ({
          ...checkRunRepresentation(world, repository, run),
          summary: run.output.summary,
          annotations: run.output.annotations,
        })),
    deployments: () =>
      [...repository.deployments.values()].map((deployment) => ({
        ...deploymentRepresentation(world, repository, deployment),
        statuses: deployment.statuses.map((status) =>
          deploymentStatusRepresentation(world, repository, deployment, status),
        ),
      })),
  };
}
