import { CREATE_BRANCH } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';

export const CLEANUP_BRANCH = /^cleanup-\d+$/;

/** Pull requests that the App itself opens, known by author and branch: a title can be copied by anybody. */
export function isOwnPullRequest(pull: Pick<PullRequest, 'author' | 'headRef'>, appLogin: string): boolean {
  return pull.author === appLogin && (pull.headRef === CREATE_BRANCH || CLEANUP_BRANCH.test(pull.headRef));
}
