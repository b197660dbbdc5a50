import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { AnswerCache } from '@pangeo-forge/shared/caching/keep-answers';
import type { PageSession } from './page-session.ts';

/** What every page needs. */
export interface PageContext {
  api: ApiClient;
  /** Answers that other pages read moments ago. */
  answers: AnswerCache;
  /** Web address of GitHub, such as `https://github.com`. */
  githubUrl: string;
  nowMs: number;
  /** The reader, where people can sign in; null elsewhere. */
  session: PageSession | null;
  /** The query of the request. */
  search: URLSearchParams;
}
