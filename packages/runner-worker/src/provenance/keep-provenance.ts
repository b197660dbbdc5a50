import { sealEnvelope, type Signer } from '@pangeo-forge/datasets/provenance/envelope';
import { buildRoCrate } from '@pangeo-forge/datasets/provenance/ro-crate';
import { buildStatement } from '@pangeo-forge/datasets/provenance/statement';
import { aboutMeta } from '@pangeo-forge/datasets/stac/about-meta';
import { findRunsWithoutProvenance, storeProvenance } from '@pangeo-forge/db/provenance/provenance';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';

const AT_ONCE = 20;

export interface ProvenanceParts extends Pick<Orchestrator, 'database' | 'bakeries' | 'publicHost' | 'logger'> {
  /** Null: no key is named, and statements are not signed. */
  signer: Signer | null;
}

/**
 * States once for each production run how it made the datasets that were opened, and signs that. A test run, and what
 * was not verified, gets no statement. Returns how many were made.
 */
export async function keepProvenance({
  database,
  bakeries,
  publicHost,
  signer,
  logger,
}: ProvenanceParts): Promise<number> {
  const runs = await findRunsWithoutProvenance(database.pool, AT_ONCE);
  if (runs.length === 0) return 0;
  const base = `https://${await publicHost()}`;
  for (const { meta, ...run } of runs) {
    const image = bakeries.get(run.bakery)?.file.Bake?.container_image;
    const made = { ...run, containerImage: typeof image === 'string' && image !== '' ? image : null };
    await storeProvenance(database.pool, run.runId, {
      envelope: sealEnvelope(buildStatement(made, base), signer),
      roCrate: buildRoCrate(made, aboutMeta(meta, run.feedstockSpec), base),
      keyId: signer?.keyId ?? null,
    });
    logger.info({ recipeRunId: run.runId, keyId: signer?.keyId ?? null }, 'stated how a dataset was made');
  }
  return runs.length;
}
