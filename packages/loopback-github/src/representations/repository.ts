import type { Actor } from '../store/actor.ts';
import { nodeId } from '../store/node-id.ts';
import { fullName, type Repository } from '../store/repository.ts';
import { hasRole } from '../store/roles.ts';
import type { World } from '../store/world.ts';
import { simpleUser, timestamp } from './user.ts';

const LINKS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
};

export const repositoryUrl = (world: World, repository: Repository): string =>
  `${world.apiUrl}/repos/${fullName(repository)}`;
export const repositoryHtmlUrl = (world: World, repository: Repository): string =>
  `${world.serverUrl}/${fullName(repository)}`;
export const cloneUrl = (world: World, repository: Repository): string => `${repositoryHtmlUrl(world, repository)}.git`;

/** `simple-repository`, and `minimal-repository`, of GitHub's description. */
export function minimalRepository(world: World, repository: Repository) {
  const url = repositoryUrl(world, repository);
  const links = Object.fromEntries(Object.entries(LINKS).map(([name, path]) => [name, url + path]));
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.isPrivate,
    owner: simpleUser(world, repository.owner),
    html_url: repositoryHtmlUrl(world, repository),
    description: repository.description,
    fork: repository.parent !== null,
    url,
    ...(links as typeof LINKS),
  };
}

/** `repository` of GitHub's description, as in lists, pull requests and webhooks. */
export function repositoryRepresentation(world: World, repository: Repository) {
  const openIssues = [...repository.issues.values()].filter(({ state }) => state === 'open').length;
  const forks = [...world.repositories.values()].filter(({ parent }) => parent === repository).length;
  const address = repositoryHtmlUrl(world, repository);
  return {
    ...minimalRepository(world, repository),
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.updatedAt),
    pushed_at: timestamp(repository.pushedAt),
    git_url: `git:${address.replace(/^https?:/, '')}.git`,
    ssh_url: `git@${new URL(address).hostname}:${fullName(repository)}.git`,
    clone_url: `${address}.git`,
    svn_url: address,
    homepage: repository.homepage,
    size: 0,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    mirror_url: null,
    archived: repository.isArchived,
    disabled: false,
    open_issues_count: openIssues,
    license: licenseOf(world, repository),
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.isPrivate ? 'private' : 'public',
    forks,
    open_issues: openIssues,
    watchers: 0,
    default_branch: repository.defaultBranch,
  };
}

/** `full-repository` of GitHub's description: what a single repository's GET shows to this actor. */
export function fullRepository(world: World, repository: Repository, actor: Actor) {
  const account = actor.kind === 'user' ? actor.account : undefined;
  const may = (role: 'read' | 'triage' | 'write' | 'maintain' | 'admin'): boolean =>
    account !== undefined && hasRole(repository, account, role);
  const { parent } = repository;
  return {
    ...repositoryRepresentation(world, repository),
    permissions: {
      admin: may('admin'),
      maintain: may('maintain'),
      push: may('write'),
      triage: may('triage'),
      pull: may('read'),
    },
    allow_squash_merge: repository.allowedMerges.squash,
    allow_merge_commit: repository.allowedMerges.merge,
    allow_rebase_merge: repository.allowedMerges.rebase,
    allow_auto_merge: false,
    delete_branch_on_merge: repository.deleteBranchOnMerge,
    allow_update_branch: false,
    subscribers_count: 0,
    network_count: 0,
    ...(repository.owner.type === 'Organization' ? { organization: simpleUser(world, repository.owner) } : {}),
    ...(parent
      ? { parent: repositoryRepresentation(world, parent), source: repositoryRepresentation(world, parent) }
      : {}),
  };
}

function licenseOf(world: World, { license }: Repository) {
  if (license === null) return null;
  return {
    key: license,
    name: license === 'apache-2.0' ? 'Apache License 2.0' : license,
    spdx_id: license === 'apache-2.0' ? 'Apache-2.0' : license.toUpperCase(),
    url: `${world.apiUrl}/licenses/${license}`,
    node_id: nodeId('License', license),
  };
}
