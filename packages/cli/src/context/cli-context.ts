import type { Environment } from '@pangeo-forge/shared/config/environment';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Progress } from '../output/progress-bar.ts';
import type { Api } from '../api/connect-api.ts';

/** What commands work with. Expensive parts are made when they are first needed. */
export interface CliContext {
  variables: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths mean. */
  cwd: string;
  /** @throws AppError `invalid_config` */
  environment(): Environment;
  /** Folder that holds `bakeries/` and `secrets/`: PANGEO_FORGE_CONFIG_DIR, or the nearest one at or above `cwd`. */
  configDir(): string;
  deployment(): string;
  decrypt: Decrypt;
  /** Of the deployment; known to the redactor from then on. */
  secrets(): Promise<DeploymentSecrets>;
  api(): Api;
  /** Everything that is printed goes through it. */
  redactor: Redactor;
  /** For output that comes piece by piece; complete lines. */
  print(line: string): void;
  /** What the person has to do now: to stderr, also with `--json`. */
  notify(line: string): void;
  /** Progress, for people: to stderr, and only without `--json`. */
  note(line: string): void;
  /** Shows the progress of work with this number of steps: a bar on a terminal, else a note for each step. */
  progress<T>(steps: number, work: (progress: Progress) => Promise<T>): Promise<T>;
  /** Asks the person at the terminal; null where there is none. */
  ask: ((question: string) => Promise<string>) | null;
  json: boolean;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}
