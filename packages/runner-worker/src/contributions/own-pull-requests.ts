import { CREATE_BRANCH } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';

export const CLEANUP_BRANCH = /^cleanup-\d+$/;

/** Pull requests that the App itself opens, recognised by author and branch: anybody can copy a title. */
export function isOwnPullRequest(pull: Pick<PullRequest, 'author' | 'headRef'>, appLogin: string): boolean {
  return pull.author === appLogin && (pull.headRef === CREATE_BRANCH || CLEANUP_BRANCH.test(pull.headRef));
}
