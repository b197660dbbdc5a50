import { ApiError } from '../http/api-error.ts';
import { accountOf, type Actor } from '../store/actor.ts';
import type { Repository } from '../store/repository.ts';

/** Why a protected branch refuses a direct write, or undefined. */
function branchRefusal(repository: Repository, branch: string, actor: Actor): string | undefined {
  const protection = repository.protections.get(branch);
  if (!protection) return undefined;
  const { pushers, requiredStatusChecks = [] } = protection;
  if (pushers && !pushers.includes(accountOf(actor).login)) return "You're not authorized to push to this branch";
  if (protection.mergeQueue) return 'Changes must be made through the merge queue';
  const [first] = requiredStatusChecks;
  return first === undefined ? undefined : `Required status check "${first}" is expected.`;
}

export function guardBranch(repository: Repository, branch: string, actor: Actor, status = 422): void {
  const refusal = branchRefusal(repository, branch, actor);
  if (refusal) throw new ApiError(status, refusal);
}
