import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

/** One merge in staged-recipes, on its way to a feedstock. */
export interface FeedstockSaga {
  pull: PullRequest;
  /** The recipe's folder below `recipes/`. */
  name: string;
  spec: RepoFullName;
  /** Starts the keys of all its steps. */
  key: string;
  /** Stands in what it makes, so that a later worker knows it again. */
  origin: string;
}
