import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import type { MatchCount, Matching } from '@pangeo-forge/db/api/count-matching';
import type { Database } from '@pangeo-forge/db/open-database';
import type { DatasetPlaces } from '@pangeo-forge/datasets/sources/dataset-places';
import type { GitData } from '@pangeo-forge/github/git-data';
import type { GitHubPassThrough } from '@pangeo-forge/github/pass-through';
import type { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import type { ReadOne } from '@pangeo-forge/shared/caching/share-reads';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakery';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { FreshAnswers } from './http/fresh-answers.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { LogFollowers } from './logs/log-followers.ts';
import type { Viewers } from './sign-in/viewers.ts';
import type { RenderOnce } from './logs/render-once.ts';

/** A repository that can be asked what a branch, a tag or a commit id means. */
export interface ResolvingRepository {
  git: Pick<GitData, 'resolveRef'>;
}

/** What the API is made of. */
export interface ApiParts {
  database: Database;
  waker: Waker;
  logger: Logger;
  /** The key of the deployment's config file: it has the scope admin. */
  apiKey: string;
  /** For the routes that return GitHub's own answers, or look up a commit; without it they answer 404. */
  github?: { passThrough: GitHubPassThrough; repository?: (name: RepoFullName) => Promise<ResolvingRepository> };
  /** For the logs that bakeries keep, by the bakery's name. */
  bakeries?: ReadonlyMap<string, Pick<Bakery, 'logs'>>;
  /** Their limits and pauses, and how their storage is read, by the bakery's name. */
  bakeryConfigs?: ReadonlyMap<string, Pick<BakeryConfig, 'file'>>;
  /** Where datasets may be read from, in addition to the hosts of those in the database. */
  places?: DatasetPlaces;
  /** Public keys (SPKI, PEM) that sign the provenance of datasets: the current one first, then earlier ones. */
  provenanceKeys?: readonly string[];
  /** Public URL of this deployment, for absolute links; taken from the request when it is not set. */
  publicUrl?: string;
  /** Values that must never be shown, in addition to the key. */
  secretValues?: readonly string[];
  /**
   * Counts requests for all processes, and holds the queues. It must fail immediately while Redis is unavailable: each
   * process then counts for itself.
   */
  redis: Redis;
  /** Who is signed in in a browser, for the operators' pages; only keys open them without. */
  viewers?: Viewers;
  /** Keeps answers to public reads for a second. */
  fresh: FreshAnswers;
}

/** What the routes use. */
export interface RouteParts extends ApiParts {
  followers: LogFollowers;
  redactor: Redactor;
  renderOnce: RenderOnce;
  limits: RequestLimits;
  /** A run as JSON text, by id. */
  readRun: ReadOne<number, string>;
  /** How many rows match the filters of a list. */
  countMatching: (matching: Matching) => Promise<MatchCount>;
}
