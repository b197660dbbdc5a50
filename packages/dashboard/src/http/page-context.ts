import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import type { Remember } from '../api/remember.ts';

/** What every page is made of. */
export interface PageContext {
  api: ApiClient;
  remember: Remember;
  /** Where repositories are looked at, such as `https://github.com`. */
  githubUrl: string;
  nowMs: number;
  /** What the reader asked for. */
  search: URLSearchParams;
}
