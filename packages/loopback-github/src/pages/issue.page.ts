import { fullName, type Issue, type Post, type Repository } from '../store/repository.ts';
import { type Html, html, page } from './html.ts';

const EMOJI: Record<string, string> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  hooray: '🎉',
  confused: '😕',
  heart: '❤️',
  rocket: '🚀',
  eyes: '👀',
};

/** An issue or pull request as a conversation, with the head's checks. Comments are shown as they were written. */
export function issuePage(repository: Repository, issue: Issue): string {
  const comments = [...repository.comments.values()].filter((comment) => comment.issue === issue);
  const runs = [...repository.checkRuns.values()].filter(({ suite }) => suite.headSha === issue.pull?.headSha);
  const name = fullName(repository);
  const state = issue.pull?.mergedAt ? 'merged' : issue.state;
  const branches = issue.pull
    ? html` · ${issue.pull.headOwner.login}:${issue.pull.headBranch} → ${issue.pull.baseBranch}`
    : html``;
  return page(
    `${issue.title} #${issue.number}`,
    html`<p><a href="/${name}">${name}</a> · ${state}${branches}</p>
${[issue, ...comments].map(post)}
${runs.map((run) => html`<p>${run.name}: <a href="/${name}/runs/${run.id}">${run.conclusion ?? run.status}</a> <small>${run.output.title}</small></p>`)}`,
  );
}

const post = ({ author, body, createdAt, reactions }: Post): Html =>
  html`<article>
<p><b>${author.login}</b> <small>${createdAt.toISOString()}</small></p>
<pre>${body}</pre>
<p>${reactions.map(({ content, user }) => html`<span title="${user.login}">${EMOJI[content] ?? content}</span> `)}</p>
</article>
`;
