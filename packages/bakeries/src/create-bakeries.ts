import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { JobSubmissionAccount } from '@pangeo-forge/shared/config/load-job-submission-account';
import type { GoogleCredentials } from './dataflow/google-auth.ts';
import type { Bakery } from './bakery.ts';
import { bakeryKindOf } from './bakery-kind.ts';
import { createDataflowBakery } from './dataflow/dataflow-bakery.ts';
import { createFlinkBakery } from './flink/flink-bakery.ts';
import { createSilentBakery } from './other/silent-bakery.ts';

export interface BakerySecrets {
  /** The service account that submits Dataflow jobs; null: what Google's own libraries find on this machine. */
  google: Pick<JobSubmissionAccount, 'json'> | null;
}

/** The adapter of a configured bakery. Nothing is connected, and no client library loaded, before the first question. */
export function createBakery({ id, file }: BakeryConfig, secrets: BakerySecrets): Bakery {
  const kind = bakeryKindOf(file);
  switch (kind) {
    case 'dataflow':
      return createDataflowBakery(id, file, secrets.google && (JSON.parse(secrets.google.json) as GoogleCredentials));
    case 'flink':
      return file.PangeoForge.flink
        ? createFlinkBakery(id, file.PangeoForge.flink)
        : createSilentBakery(id, kind, false);
    case 'local':
      return createSilentBakery(id, kind, true);
    case 'other':
      return createSilentBakery(id, kind, false);
  }
}

export function createBakeries(
  configs: ReadonlyMap<string, BakeryConfig>,
  secrets: BakerySecrets,
): ReadonlyMap<string, Bakery> {
  return new Map([...configs].map(([id, config]) => [id, createBakery(config, secrets)]));
}
