import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { PRISM_PACKAGE } from '@pangeo-forge/runner-environment/ensure-prism';
import { z } from 'zod';
import { bakeSchema } from './direct-engine.ts';
import type { RunnerRequest } from './recipe-runner.ts';

/** What a bake on Prism needs beside its runner. */
export interface PrismEngine {
  /** For Python's path. */
  package: string;
  /** Null where the bakery names an address, from which Beam downloads it. */
  executable: string | null;
}

const sectionSchema = z.object({ prism_location: z.string().min(1).optional() }).catch({});

/**
 * Our bakery on Prism and its executable: the one that the bakery's file names (`PrismBakery.prism_location`), else the
 * managed one. Null for any other bakery.
 * @param ensure of the managed one; absent where there is none, as in a container image that brings its own runner.
 */
export async function prismOf(
  { kind, config = {} }: RunnerRequest,
  ensure: (() => Promise<string>) | undefined,
): Promise<PrismEngine | null> {
  const { bakery_class: bakery = '' } = bakeSchema.parse(config['Bake'] ?? {});
  if (kind !== 'bake' || bakery !== 'pangeo_forge_prism.PrismBakery') return null;
  const { prism_location: named } = sectionSchema.parse(config['PrismBakery'] ?? {});
  if (named !== undefined && isAbsolute(named)) {
    const found = await access(named, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!found) throw new Error(`PrismBakery.prism_location of the bakery names ${named}, which is no executable here`);
    return { package: PRISM_PACKAGE, executable: named };
  }
  if (named !== undefined) return { package: PRISM_PACKAGE, executable: null };
  if (!ensure) throw new Error('this sandbox has no Prism, Beam’s portable runner, which the bakery asks for');
  return { package: PRISM_PACKAGE, executable: await ensure() };
}
