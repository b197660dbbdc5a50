import type { Invoke } from '../http/invoke.ts';
import { requestAction } from '../actions/write-check-run.ts';
import type { commentRepresentation, issueRepresentation } from '../representations/issue.ts';
import type { fullPullRequest } from '../representations/pull-request.ts';
import { accountNamed, repositoryNamed, type World } from '../store/world.ts';

export type PullRequestJson = ReturnType<typeof fullPullRequest>;
export type IssueJson = ReturnType<typeof issueRepresentation>;
export type CommentJson = ReturnType<typeof commentRepresentation>;

/** What people do on the web pages: the same code and rights as the REST API, as the person named in `as`. */
export interface PullRequestControls {
  /** `head` is a branch of the same repository, or `owner:branch`. */
  openPullRequest(options: {
    repo: string;
    head: string;
    base?: string;
    title: string;
    body?: string;
    draft?: boolean;
    as: string;
  }): Promise<PullRequestJson>;
  editPullRequest(
    repo: string,
    number: number,
    changes: { title?: string; body?: string; base?: string },
    as: string,
  ): Promise<PullRequestJson>;
  closePullRequest(repo: string, number: number, as: string): Promise<PullRequestJson>;
  reopenPullRequest(repo: string, number: number, as: string): Promise<PullRequestJson>;
  mergePullRequest(
    repo: string,
    number: number,
    as: string,
    method?: 'merge' | 'squash' | 'rebase',
  ): Promise<{ sha: string; merged: boolean }>;
  openIssue(options: { repo: string; title: string; body?: string; as: string }): Promise<IssueJson>;
  /** On an issue or a pull request. */
  comment(repo: string, number: number, body: string, as: string): Promise<CommentJson>;
  editComment(repo: string, commentId: number, body: string, as: string): Promise<CommentJson>;
  deleteComment(repo: string, commentId: number, as: string): Promise<void>;
  addLabel(repo: string, number: number, label: string, as: string): Promise<void>;
  removeLabel(repo: string, number: number, label: string, as: string): Promise<void>;
  /** The "Re-run" button of a check run. */
  rerequestCheckRun(repo: string, checkRunId: number, as: string): Promise<void>;
  rerequestCheckSuite(repo: string, checkSuiteId: number, as: string): Promise<void>;
  /** One of the check run's own buttons. */
  requestCheckRunAction(repo: string, checkRunId: number, identifier: string, as: string): void;
}

export function pullRequestControls(world: World, invoke: Invoke): PullRequestControls {
  const root = '/repos/:owner/:repo';
  const call = <T>(
    login: string,
    endpoint: string,
    params: Record<string, string | number>,
    body?: Record<string, unknown>,
  ) => invoke(accountNamed(world, login), endpoint, params, body) as Promise<T>;
  const patch = (repo: string, number: number, body: Record<string, unknown>, as: string) =>
    call<PullRequestJson>(as, `PATCH ${root}/pulls/:number`, { repository: repo, number }, body);

  return {
    openPullRequest: ({ repo, as, base, ...body }) =>
      call(
        as,
        `POST ${root}/pulls`,
        { repository: repo },
        { ...body, base: base ?? repositoryNamed(world, repo).defaultBranch },
      ),
    editPullRequest: (repo, number, changes, as) => patch(repo, number, changes, as),
    closePullRequest: (repo, number, as) => patch(repo, number, { state: 'closed' }, as),
    reopenPullRequest: (repo, number, as) => patch(repo, number, { state: 'open' }, as),
    mergePullRequest: (repo, number, as, method = 'merge') =>
      call(as, `PUT ${root}/pulls/:number/merge`, { repository: repo, number }, { merge_method: method }),
    openIssue: ({ repo, as, ...body }) => call(as, `POST ${root}/issues`, { repository: repo }, body),
    comment: (repo, number, body, as) =>
      call(as, `POST ${root}/issues/:number/comments`, { repository: repo, number }, { body }),
    editComment: (repo, id, body, as) =>
      call(as, `PATCH ${root}/issues/comments/:id`, { repository: repo, id }, { body }),
    deleteComment: (repo, id, as) => call(as, `DELETE ${root}/issues/comments/:id`, { repository: repo, id }),
    addLabel: (repo, number, label, as) =>
      call(as, `POST ${root}/issues/:number/labels`, { repository: repo, number }, { labels: [label] }),
    removeLabel: (repo, number, label, as) =>
      call(as, `DELETE ${root}/issues/:number/labels/*name`, { repository: repo, number, name: label }),
    rerequestCheckRun: (repo, id, as) => call(as, `POST ${root}/check-runs/:id/rerequest`, { repository: repo, id }),
    rerequestCheckSuite: (repo, id, as) =>
      call(as, `POST ${root}/check-suites/:id/rerequest`, { repository: repo, id }),
    requestCheckRunAction(repo, id, identifier, as) {
      const repository = repositoryNamed(world, repo);
      const run = repository.checkRuns.get(id);
      if (!run) throw new Error(`there is no check run ${id} in ${repo}`);
      requestAction(world, repository, accountNamed(world, as), run, identifier);
    },
  };
}
