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
  /** The key of the deployment's config file: whoever has it is admin. */
  apiKey: string;
  /** For the routes that pass GitHub's own answers through, or ask it for a commit; without it they answer 404. */
  github?: { passThrough: GitHubPassThrough; repository?: (name: RepoFullName) => Promise<ResolvingRepository> };
  /** For the logs that bakeries keep, by the bakery's name. */
  bakeries?: ReadonlyMap<string, Pick<Bakery, 'logs'>>;
  /** Their limits and pauses, and how their storage is read, by the bakery's name. */
  bakeryConfigs?: ReadonlyMap<string, Pick<BakeryConfig, 'file'>>;
  /** Where datasets may be read from, beside the hosts of those in the database. */
  places?: DatasetPlaces;
  /** Where this deployment is reached, for links that must be absolute; else the host that was asked tells. */
  publicUrl?: string;
  /** What must never be shown, beside the key. */
  secretValues?: readonly string[];
  /** Counts requests for all processes, and holds the queues. It must fail at once while Redis is away: each process counts for itself then. */
  redis: Redis;
  /** Keeps answers to public reads for a second. */
  fresh: FreshAnswers;
}

/** What the routes work with. */
export interface RouteParts extends ApiParts {
  followers: LogFollowers;
  redactor: Redactor;
  renderOnce: RenderOnce;
  limits: RequestLimits;
  /** A run as JSON text, by id. */
  readRun: ReadOne<number, string>;
  /** How many rows the filters of a list let through. */
  countMatching: (matching: Matching) => Promise<MatchCount>;
}
