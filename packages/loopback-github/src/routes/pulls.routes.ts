import { startOf } from '../actions/measure-pull-request.ts';
import { type MergeMethod, mergePullRequest } from '../actions/merge-pull-request.ts';
import { openPullRequest } from '../actions/open-pull-request.ts';
import { updatePullRequest } from '../actions/update-pull-request.ts';
import { notFound } from '../http/api-error.ts';
import { oneOf, optionalFlag, optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { diffFiles } from '../git/diff-files.ts';
import { commitsBetween } from '../git/commits-between.ts';
import { commitRepresentation, diffEntry } from '../representations/commit.ts';
import { fullPullRequest, simplePullRequest } from '../representations/pull-request.ts';
import { type PullRequestIssue, pullRequestsOf } from '../store/repository.ts';
import { hasRole } from '../store/roles.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { pullRequestOf } from './lookups.ts';
import { rights } from './rights.ts';

const MAX_FILES = 3000;
const MAX_COMMITS = 250;

/** Pull requests. */
export function pullRoutes(world: World): Endpoint[] {
  const path = '/repos/:owner/:repo/pulls';
  return [
    { method: 'GET', path, access: rights.readPulls, handle: (request) => list(world, request) },
    {
      method: 'POST',
      path,
      access: rights.writePulls,
      handle: ({ repository, actor, body }) =>
        repository.exclusively(async () => {
          const issue = await openPullRequest(world, repository, actor, {
            title: requiredText(body, 'title'),
            body: optionalText(body, 'body') ?? null,
            head: requiredText(body, 'head'),
            base: requiredText(body, 'base'),
            isDraft: optionalFlag(body, 'draft') ?? false,
            maintainerCanModify: optionalFlag(body, 'maintainer_can_modify') ?? true,
          });
          return created(fullPullRequest(world, repository, issue));
        }),
    },
    {
      method: 'GET',
      path: `${path}/:number`,
      access: rights.readPulls,
      handle: ({ repository, params }) =>
        ok(fullPullRequest(world, repository, pullRequestOf(repository, params.number))),
    },
    {
      method: 'PATCH',
      path: `${path}/:number`,
      access: rights.writePulls,
      handle: ({ repository, actor, params, body }) =>
        repository.exclusively(async () => {
          const issue = pullRequestOf(repository, params.number);
          if (actor.kind === 'user' && issue.author !== actor.account && !hasRole(repository, actor.account, 'triage'))
            throw notFound();
          const state = optionalText(body, 'state');
          await updatePullRequest(world, repository, actor, issue, {
            title: optionalText(body, 'title'),
            body: optionalText(body, 'body'),
            base: optionalText(body, 'base'),
            state: state === undefined ? undefined : oneOf(state, ['open', 'closed'] as const, 'state'),
          });
          return ok(fullPullRequest(world, repository, issue));
        }),
    },
    {
      method: 'GET',
      path: `${path}/:number/files`,
      access: rights.readPulls,
      handle: async ({ repository, params }) => {
        const issue = pullRequestOf(repository, params.number);
        const files = await diffFiles(repository.git, await startOf(repository, issue), issue.pull.headSha);
        return page(files.slice(0, MAX_FILES), (file) => diffEntry(world, repository, issue.pull.headSha, file));
      },
    },
    {
      method: 'GET',
      path: `${path}/:number/commits`,
      access: rights.readPulls,
      handle: async ({ repository, params }) => {
        const issue = pullRequestOf(repository, params.number);
        const commits = await commitsBetween(repository.git, await startOf(repository, issue), issue.pull.headSha);
        return page(commits.slice(0, MAX_COMMITS), (commit) => commitRepresentation(world, repository, commit));
      },
    },
    {
      method: 'GET',
      path: `${path}/:number/merge`,
      access: rights.readPulls,
      handle: ({ repository, params }) => {
        if (!pullRequestOf(repository, params.number).pull.mergedAt) throw notFound();
        return noContent();
      },
    },
    {
      method: 'PUT',
      path: `${path}/:number/merge`,
      access: rights.writeContents,
      handle: ({ repository, actor, params, body }) =>
        repository.exclusively(async () => {
          const issue = pullRequestOf(repository, params.number);
          const sha = await mergePullRequest(world, repository, actor, issue, {
            method: oneOf<MergeMethod>(
              optionalText(body, 'merge_method') ?? 'merge',
              ['merge', 'squash', 'rebase'],
              'merge_method',
            ),
            title: optionalText(body, 'commit_title'),
            message: optionalText(body, 'commit_message'),
            sha: optionalText(body, 'sha'),
          });
          return ok({ sha, merged: true, message: 'Pull Request successfully merged' });
        }),
    },
  ];
}

function list(world: World, { repository, query }: RepositoryRequest) {
  const state = query.get('state') ?? 'open';
  const head = query.get('head')?.toLowerCase();
  const base = query.get('base');
  const direction =
    query.get('direction') ??
    (['updated', 'popularity', 'long-running'].includes(query.get('sort') ?? '') ? 'asc' : 'desc');
  const labelOf = ({ pull }: PullRequestIssue): string => `${pull.headOwner.login}:${pull.headBranch}`.toLowerCase();
  const found = visibleOnly(world, pullRequestsOf(repository))
    .filter((issue) => state === 'all' || issue.state === state)
    // Without an owner the filter is ignored, as on GitHub.
    .filter((issue) => !head?.includes(':') || labelOf(issue) === head)
    .filter((issue) => !base || issue.pull.baseBranch === base)
    .sort((one, other) =>
      query.get('sort') === 'updated' ? one.updatedAt.getTime() - other.updatedAt.getTime() : one.number - other.number,
    );
  return page(direction === 'asc' ? found : found.reverse(), (issue) => simplePullRequest(world, repository, issue));
}
