import { ApiError } from '../http/api-error.ts';
import { accountOf, type Actor } from '../store/actor.ts';
import type { Repository } from '../store/repository.ts';

/** Why a protected branch refuses a direct write, or undefined. */
function branchRefusal(repository: Repository, branch: string, actor: Actor): string | undefined {
  const protection = repository.protections.get(branch);
  if (!protection) return undefined;
  const { pushers, requiredStatusChecks = [], requiredReviews = 0, ruleset } = protection;
  if (actor.kind === 'installation' && ruleset?.appsMayBypass?.includes(actor.installation.app.id)) return undefined;
  if (pushers && !pushers.includes(accountOf(actor).login)) return "You're not authorized to push to this branch";
  if (protection.mergeQueue) return 'Changes must be made through the merge queue';
  if (requiredReviews > 0)
    return `At least ${requiredReviews} approving review is required by reviewers with write access.`;
  const [first] = requiredStatusChecks;
  return first === undefined ? undefined : `Required status check "${first}" is expected.`;
}

export function guardBranch(repository: Repository, branch: string, actor: Actor, status = 422): void {
  const refusal = branchRefusal(repository, branch, actor);
  if (refusal) throw new ApiError(status, refusal);
}
