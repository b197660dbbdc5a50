import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { AnswerCache } from '@pangeo-forge/shared/caching/keep-answers';

/** What every page needs. */
export interface PageContext {
  api: ApiClient;
  /** Answers that other pages read moments ago. */
  answers: AnswerCache;
  /** Web address of GitHub, such as `https://github.com`. */
  githubUrl: string;
  nowMs: number;
  /** The query of the request. */
  search: URLSearchParams;
}
