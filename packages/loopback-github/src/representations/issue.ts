import { nodeId } from '../store/node-id.ts';
import type { Comment, Issue, Label, Reaction, Repository } from '../store/repository.ts';
import { authorAssociation } from '../store/roles.ts';
import type { World } from '../store/world.ts';
import { appOrNull } from './app.ts';
import { repositoryHtmlUrl, repositoryUrl } from './repository.ts';
import { simpleUser, timestamp, timestampOrNull, userOrNull } from './user.ts';

export function labelRepresentation(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function reactionRepresentation(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: simpleUser(world, reaction.user),
    content: reaction.content,
    created_at: timestamp(reaction.createdAt),
  };
}

export const REACTIONS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

function reactionRollup(url: string, reactions: Reaction[]) {
  const counts = REACTIONS.map((content) => [content, reactions.filter((one) => one.content === content).length]);
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    ...(Object.fromEntries(counts) as Record<(typeof REACTIONS)[number], number>),
  };
}

/** `issue` of GitHub's description; pull requests too are issues. */
export function issueRepresentation(world: World, repository: Repository, issue: Issue) {
  const url = `${repositoryUrl(world, repository)}/issues/${issue.number}`;
  const html = repositoryHtmlUrl(world, repository);
  const comments = [...repository.comments.values()].filter((comment) => comment.issue === issue).length;
  return {
    url,
    repository_url: repositoryUrl(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: `${html}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`,
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    number: issue.number,
    title: issue.title,
    user: simpleUser(world, issue.author),
    labels: issue.labels.map((label) => labelRepresentation(world, repository, label)),
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments,
    created_at: timestamp(issue.createdAt),
    updated_at: timestamp(issue.updatedAt),
    closed_at: timestampOrNull(issue.closedAt),
    closed_by: userOrNull(world, issue.closedBy),
    author_association: authorAssociation(repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionRollup(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: appOrNull(world, issue.app),
    state_reason: issue.stateReason,
    ...(issue.pull
      ? {
          draft: issue.pull.isDraft,
          pull_request: {
            url: `${repositoryUrl(world, repository)}/pulls/${issue.number}`,
            html_url: `${html}/pull/${issue.number}`,
            diff_url: `${html}/pull/${issue.number}.diff`,
            patch_url: `${html}/pull/${issue.number}.patch`,
            merged_at: timestampOrNull(issue.pull.mergedAt),
          },
        }
      : {}),
  };
}

/** `issue-comment` of GitHub's description. */
export function commentRepresentation(world: World, repository: Repository, comment: Comment) {
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  const { issue } = comment;
  const page = `${repositoryHtmlUrl(world, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
  return {
    url,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, repository)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: simpleUser(world, comment.author),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: authorAssociation(repository, comment.author),
    body: comment.body ?? '',
    reactions: reactionRollup(url, comment.reactions),
    performed_via_github_app: appOrNull(world, comment.app),
  };
}
