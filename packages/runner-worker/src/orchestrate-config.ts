import type { RequestLimits } from '@pangeo-forge/github/request-budget';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';

export type RunPermission = 'write' | 'maintain' | 'admin' | 'anyone';

export interface OrchestrateConfig {
  configDir: string;
  deployment: string;
  secrets: DeploymentSecrets;
  githubApiUrl: string;
  reviewHost: string | null;
  publicUrl: string | null;
  frontendUrl: string | null;
  runPermission: RunPermission;
  /** GitHub shows what was sent to it within this time; 5 s when left out. */
  githubLagMs?: number;
  /** That schedules follow; the machine's when left out. */
  clock?: () => Date;
  /** GitHub's own when left out. */
  requestLimits?: RequestLimits;
  /** What requests to GitHub go through; Node's own when left out. */
  fetch?: typeof fetch;
  /** Where a `python3` is that parses recipes' files for lint; they are not checked when left out. */
  searchPath?: string | undefined;
  /** For configuration files that are encrypted with SOPS. */
  decrypt?: Decrypt;
  /** Gets the bakeries' secrets, to redact them. */
  redactor?: Redactor;
}
