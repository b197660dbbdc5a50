import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { AnswerCache } from '@pangeo-forge/shared/caching/keep-answers';

/** What every page is made of. */
export interface PageContext {
  api: ApiClient;
  /** What was read for other pages a moment ago. */
  answers: AnswerCache;
  /** Where repositories are looked at, such as `https://github.com`. */
  githubUrl: string;
  nowMs: number;
  /** What the reader asked for. */
  search: URLSearchParams;
}
