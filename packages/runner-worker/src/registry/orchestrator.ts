import type { Resolve } from '@pangeo-forge/datasets/sources/checked-agent';
import type { Database } from '@pangeo-forge/db/open-database';
import type { GitHubApp } from '@pangeo-forge/github/connect-github-app';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Logger } from 'pino';

export type RunPermission = 'write' | 'maintain' | 'admin' | 'anyone';

/** What every handler of role `orchestrate` may use. */
export interface Orchestrator {
  database: Database;
  waker: Waker;
  github: GitHubApp;
  /** Without their secret arguments: this role starts no runner. */
  bakeries: ReadonlyMap<string, BakeryConfig>;
  /** Name of the deployment's App: the first part of storage paths. */
  appName: string;
  /** Named `pforge-local-…`: on somebody's own machine. */
  isLocalDeployment: boolean;
  runOnlyOn: readonly string[];
  runPermission: RunPermission;
  /** Public host of this deployment, as GitHub or the configuration tells. */
  publicHost: () => Promise<string>;
  frontendUrl: string | null;
  /** How long GitHub may take to show what was sent. */
  effectSettleMs: number;
  /** How hosts of datasets are found; by DNS when left out. */
  resolveHost?: Resolve;
  logger: Logger;
}
