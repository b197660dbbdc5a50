import type { Invocation } from '@pangeo-forge/db/invocations/find-invocation';
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
  /** JSON of the service account that submits Dataflow jobs: only bakes for such a bakery get it. */
  googleCredentials?: string | null;
  redactor: Redactor;
  host: string;
  logger: Logger;
}

/** An invocation in hand. */
export interface RunnerCall {
  parts: InvocationParts;
  invocation: Invocation;
  work: LeasedWork;
  /** Aborted when the lease is lost or the process stops. */
  signal: AbortSignal;
}
