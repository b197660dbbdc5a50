import { nodeId } from '../store/node-id.ts';
import type { PullRequestIssue, Repository } from '../store/repository.ts';
import { authorAssociation } from '../store/roles.ts';
import type { World } from '../store/world.ts';
import { labelRepresentation } from './issue.ts';
import { repositoryHtmlUrl, repositoryRepresentation, repositoryUrl } from './repository.ts';
import { simpleUser, timestamp, timestampOrNull, userOrNull } from './user.ts';

/** `pull-request-simple` of GitHub's description, as in lists. */
export function simplePullRequest(world: World, repository: Repository, issue: PullRequestIssue) {
  const { pull } = issue;
  const api = repositoryUrl(world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const html = `${repositoryHtmlUrl(world, repository)}/pull/${issue.number}`;
  const statuses = `${api}/statuses/${pull.headSha}`;
  const comments = `${api}/issues/${issue.number}/comments`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: `${api}/issues/${issue.number}`,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: simpleUser(world, issue.author),
    body: issue.body,
    created_at: timestamp(issue.createdAt),
    updated_at: timestamp(issue.updatedAt),
    closed_at: timestampOrNull(issue.closedAt),
    merged_at: timestampOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: issue.labels.map((label) => labelRepresentation(world, repository, label)),
    milestone: null,
    draft: pull.isDraft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: comments,
    statuses_url: statuses,
    head: {
      label: `${pull.headOwner.login}:${pull.headBranch}`,
      ref: pull.headBranch,
      sha: pull.headSha,
      user: simpleUser(world, pull.headOwner),
      repo: pull.headRepository ? repositoryRepresentation(world, pull.headRepository) : null,
    },
    base: {
      label: `${repository.owner.login}:${pull.baseBranch}`,
      ref: pull.baseBranch,
      sha: pull.baseSha,
      user: simpleUser(world, repository.owner),
      repo: repositoryRepresentation(world, repository),
    },
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: `${api}/issues/${issue.number}` },
      comments: { href: comments },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${api}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: authorAssociation(repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** `pull-request` of GitHub's description, as a single one's GET and webhooks show it. */
export function fullPullRequest(world: World, repository: Repository, issue: PullRequestIssue) {
  const { pull } = issue;
  const { counts } = pull;
  return {
    ...simplePullRequest(world, repository, issue),
    merged: pull.mergedAt !== null,
    mergeable: issue.state === 'open' ? pull.mergeable : null,
    rebaseable: issue.state === 'open' ? pull.mergeable : null,
    mergeable_state: mergeableState(issue),
    merged_by: userOrNull(world, pull.mergedBy),
    comments: [...repository.comments.values()].filter((comment) => comment.issue === issue).length,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: counts.commits,
    additions: counts.additions,
    deletions: counts.deletions,
    changed_files: counts.changedFiles,
  };
}

function mergeableState({ state, pull }: PullRequestIssue): string {
  if (state === 'closed' || pull.mergeable === null) return 'unknown';
  if (!pull.mergeable) return 'dirty';
  return pull.isDraft ? 'draft' : 'clean';
}
