import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { BakeryClient, RunnerExit } from './bakery.ts';

/** Credentials that all bakeries of a kind share. */
export interface BakeryCredentials {
  json: string;
  /** For redaction. */
  secretValues: string[];
}

/** What the orchestrator knows about one kind of bakery. `bakery-kinds.ts` lists all of them. */
export interface BakeryKind {
  name: string;
  /** Matches the names of its classes in the runner (`Bake.bakery_class`). */
  bakeryClass: RegExp;
  runnerExit: RunnerExit;
  /** Whether the runner needs the client libraries of the clouds, wherever the dataset is stored. */
  needsCloudPackages: boolean;
  /** Called only where a bakery of this kind is configured; null when the deployment has no such credentials. */
  loadCredentials?(configDir: string, decrypt?: Decrypt): Promise<BakeryCredentials | null>;
  /** See `Bakery.secretFiles`. A bake gets the files of its own bakery and no others. */
  secretFiles?(file: BakeryFile, credentials: BakeryCredentials | null): Record<string, string>;
  /**
   * Connects to nothing and loads no client library before the first request.
   * @throws AppError `invalid_config` when the file lacks what this kind needs.
   */
  createClient(config: BakeryConfig, credentials: BakeryCredentials | null): BakeryClient;
}
