import { ApiError, notFound } from '../http/api-error.ts';
import { type Endpoint, ok, page } from '../http/endpoint.ts';
import { diffFiles } from '../git/diff-files.ts';
import { mergeBase, readCommit, readCommits } from '../git/read-commit.ts';
import { gitText } from '../git/run-git.ts';
import { commitRepresentation, diffEntry } from '../representations/commit.ts';
import { simplePullRequest } from '../representations/pull-request.ts';
import { repositoryHtmlUrl, repositoryUrl } from '../representations/repository.ts';
import { branchRef, branchTip, pullRequestsOf, type Repository } from '../store/repository.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { commitOf } from './lookups.ts';
import { rights } from './rights.ts';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const MAX_COMPARED_FILES = 300;

/** Branches, history and comparison. */
export function commitRoutes(world: World): Endpoint[] {
  return [
    {
      method: 'GET',
      path: '/repos/:owner/:repo/branches',
      access: rights.readContents,
      handle: ({ repository }) =>
        page(
          [...repository.refs].filter(([ref]) => ref.startsWith('refs/heads/')),
          ([ref, sha]) => ({
            name: ref.slice('refs/heads/'.length),
            commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
            protected: repository.protections.has(ref.slice('refs/heads/'.length)),
          }),
        ),
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/branches/*branch',
      access: rights.readContents,
      handle: async ({ repository, params }) => {
        const { branch = '' } = params;
        const tip = branchTip(repository, branch);
        if (!tip) throw new ApiError(404, 'Branch not found');
        const url = `${repositoryUrl(world, repository)}/branches/${branch}`;
        const isProtected = repository.protections.has(branch);
        const contexts = repository.protections.get(branch)?.requiredStatusChecks ?? [];
        return ok({
          name: branch,
          commit: commitRepresentation(world, repository, await readCommit(repository.git, tip)),
          _links: { self: url, html: `${repositoryHtmlUrl(world, repository)}/tree/${branch}` },
          protected: isProtected,
          protection: {
            enabled: isProtected,
            required_status_checks: { enforcement_level: isProtected ? 'everyone' : 'off', contexts, checks: [] },
          },
          protection_url: `${url}/protection`,
        });
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits',
      access: rights.readContents,
      handle: async ({ repository, query }) => {
        const start = await commitOf(repository, query.get('sha') ?? repository.defaultBranch, 404);
        const path = query.get('path');
        const commits = await readCommits(repository.git, [start, '--', ...(path ? [path] : [])]);
        return page(commits, (commit) => commitRepresentation(world, repository, commit));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/:sha/pulls',
      access: rights.readPullsOfCommit,
      handle: async ({ repository, params }) => {
        const sha = await commitOf(repository, params.sha ?? '');
        // Heads of forks are missed here, as they sometimes are on GitHub.
        const found = visibleOnly(world, pullRequestsOf(repository)).filter(
          ({ pull }) =>
            (pull.headSha === sha && pull.headRepository === repository) ||
            (pull.mergedAt && pull.mergeCommitSha === sha),
        );
        return page(found, (issue) => simplePullRequest(world, repository, issue));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/*ref',
      access: rights.readContents,
      handle: async ({ repository, params, headers }) => {
        const sha = await commitOf(repository, params.ref ?? '');
        if (headers.accept?.includes('sha'))
          return { status: 200, raw: { type: 'application/vnd.github.sha', bytes: Buffer.from(sha) } };
        const commit = await readCommit(repository.git, sha);
        const files = await diffFiles(repository.git, commit.parents[0] ?? EMPTY_TREE, sha);
        return ok(commitRepresentation(world, repository, commit, files));
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/compare/*basehead',
      access: rights.readContents,
      handle: ({ repository, params, query }) => compare(world, repository, params.basehead ?? '', query),
    },
  ];
}

async function compare(world: World, repository: Repository, basehead: string, query: URLSearchParams) {
  const [base = '', head = ''] = basehead.split('...');
  const [from, to] = await Promise.all([comparable(world, repository, base), comparable(world, repository, head)]);
  const { git } = repository;
  const start = await mergeBase(git, from, to);
  if (!start) throw new ApiError(404, `No common ancestor between ${base} and ${head}.`);
  const [counts, commits, files, baseCommit, startCommit] = await Promise.all([
    gitText(git, ['rev-list', '--left-right', '--count', `${from}...${to}`]),
    readCommits(git, ['--reverse', `${from}..${to}`]),
    diffFiles(git, start, to),
    readCommit(git, from),
    readCommit(git, start),
  ]);
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number);
  const url = `${repositoryUrl(world, repository)}/compare/${basehead}`;
  const html = `${repositoryHtmlUrl(world, repository)}/compare/${basehead}`;
  const number = Number(query.get('page')) || 1;
  const size = Math.min(Number(query.get('per_page')) || 250, 250);
  return ok({
    url,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitRepresentation(world, repository, baseCommit),
    merge_base_commit: commitRepresentation(world, repository, startCommit),
    status: ahead && behind ? 'diverged' : ahead ? 'ahead' : behind ? 'behind' : 'identical',
    ahead_by: ahead,
    behind_by: behind,
    total_commits: ahead,
    commits: commits
      .slice((number - 1) * size, number * size)
      .map((commit) => commitRepresentation(world, repository, commit)),
    // At most 300 files, and on the first page only.
    files: number === 1 ? files.slice(0, MAX_COMPARED_FILES).map((file) => diffEntry(world, repository, to, file)) : [],
  });
}

/** `ref`, or `owner:branch` of a fork whose objects are here. */
async function comparable(world: World, repository: Repository, name: string): Promise<string> {
  const [owner = '', branch] = name.split(/:(.*)/s);
  if (branch === undefined) return commitOf(repository, name, 404);
  for (const fork of world.repositories.values()) {
    const isKin = fork === repository || fork.parent === repository || repository.parent === fork;
    const tip = fork.refs.get(branchRef(branch));
    if (isKin && tip && fork.owner.login.toLowerCase() === owner.toLowerCase()) return commitOf(repository, tip, 404);
  }
  throw notFound();
}
