import type { ApiReader } from '../api/api-reader.ts';
import type { Remember } from '../api/remember.ts';

/** What every page is made of. */
export interface PageContext {
  api: ApiReader;
  remember: Remember;
  /** Where repositories are looked at, such as `https://github.com`. */
  githubUrl: string;
  nowMs: number;
  /** What the reader asked for. */
  search: URLSearchParams;
}
