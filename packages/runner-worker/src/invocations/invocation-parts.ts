import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import type { BakeryKind } from '@pangeo-forge/bakeries/bakery-kind';
import type { CredentialsByKind } from '@pangeo-forge/bakeries/open-bakeries';
import type { Invocation } from '@pangeo-forge/db/invocations/invocation';
import type { Database } from '@pangeo-forge/db/open-database';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RecipeRunner } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';

/** What role `run` has: no key to GitHub among it. */
export interface InvocationParts {
  database: Database;
  waker: Waker;
  runner: RecipeRunner;
  bakeries: ReadonlyMap<string, BakeryConfig>;
  /** Of the kinds of these bakeries, by name of the kind. */
  credentials?: CredentialsByKind;
  /** `BAKERY_KINDS` when absent. */
  kinds?: readonly BakeryKind[];
  redactor: Redactor;
  host: string;
  logger: Logger;
}

export interface ConfiguredBakery {
  config: BakeryConfig;
  adapter: Bakery;
}

/** One attempt at an invocation. */
export interface RunnerCall {
  parts: InvocationParts;
  invocation: Invocation;
  /** Of a bake; absent when its bakery is not configured here any more. */
  bakery: ConfiguredBakery | undefined;
  work: LeasedWork;
  /** Aborted when the lease is lost or the process stops. */
  signal: AbortSignal;
}
