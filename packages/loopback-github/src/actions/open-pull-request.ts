import { ApiError, validationFailed } from '../http/api-error.ts';
import { maySee } from '../http/authorize.ts';
import { isAncestor } from '../git/merge-trees.ts';
import { type Actor, accountOf, appOf } from '../store/actor.ts';
import { branchTip, type PullRequestIssue, pullRequestsOf, type Repository } from '../store/repository.ts';
import { findAccount, repositoriesOf, type World } from '../store/world.ts';
import { addIssue } from './create-issue.ts';
import { measurePullRequest, refreshMergeability } from './measure-pull-request.ts';
import { bringHead, emitPullRequest, moveHead } from './sync-pull-requests.ts';

export interface NewPullRequest {
  title: string;
  body: string | null;
  /** `branch` of the same repository, or `owner:branch`. */
  head: string;
  base: string;
  isDraft: boolean;
  maintainerCanModify: boolean;
}

const custom = (message: string): ApiError => validationFailed('PullRequest', '', 'custom', message);
const invalid = (field: string): ApiError => validationFailed('PullRequest', field, 'invalid');

/** Opens a pull request, with GitHub's refusals: unknown branches, nothing to merge, one open already. */
export async function openPullRequest(
  world: World,
  repository: Repository,
  actor: Actor,
  input: NewPullRequest,
): Promise<PullRequestIssue> {
  const { headRepository, headBranch } = findHead(world, repository, actor, input.head);
  const headSha = headRepository && branchTip(headRepository, headBranch);
  const baseSha = branchTip(repository, input.base);
  if (!headRepository || !headSha) throw invalid('head');
  if (!baseSha) throw invalid('base');
  const label = `${headRepository.owner.login}:${headBranch}`;
  const twin = pullRequestsOf(repository).find(
    ({ state, pull }) =>
      state === 'open' &&
      pull.headRepository === headRepository &&
      pull.headBranch === headBranch &&
      pull.baseBranch === input.base,
  );
  if (twin) throw custom(`A pull request already exists for ${label}.`);

  const sender = accountOf(actor);
  const issue = addIssue(world, repository, actor, { title: input.title, body: input.body, isHidden: true });
  issue.pull = {
    id: world.nextId(),
    headRepository,
    headOwner: headRepository.owner,
    headBranch,
    headSha,
    baseBranch: input.base,
    baseSha,
    isDraft: input.isDraft,
    maintainerCanModify: input.maintainerCanModify && headRepository !== repository && appOf(actor) === null,
    mergeable: null,
    mergeCommitSha: null,
    mergedAt: null,
    mergedBy: null,
    counts: { commits: 0, additions: 0, deletions: 0, changedFiles: 0 },
  };
  const opened = issue as PullRequestIssue;
  await bringHead(repository, headRepository, opened);
  if (await isAncestor(repository.git, headSha, baseSha)) {
    throw custom(
      `No commits between ${headRepository === repository ? input.base : `${repository.owner.login}:${input.base}`} and ${headRepository === repository ? headBranch : label}`,
    );
  }
  await measurePullRequest(repository, opened);
  repository.issues.set(opened.number, opened);
  emitPullRequest(world, repository, sender, opened, 'opened');
  refreshMergeability(world, repository, opened);
  // A push to a fork does not wait for changes of its base: there may have been one in the meantime.
  const tip = branchTip(headRepository, headBranch);
  if (tip && tip !== headSha) await moveHead(world, repository, sender, opened, tip);
  return opened;
}

function findHead(world: World, base: Repository, actor: Actor, head: string) {
  const [first = '', second] = head.split(/:(.*)/s);
  if (second === undefined) return { headRepository: base, headBranch: first };
  const owner = findAccount(world, first);
  const root = base.parent ?? base;
  const headRepository =
    owner &&
    [base, ...repositoriesOf(world, owner)].find(
      (one) => one.owner === owner && (one === root || one.parent === root) && maySee(actor, one),
    );
  return { headRepository, headBranch: second };
}
