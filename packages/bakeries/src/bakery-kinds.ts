import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import type { BakeryKind } from './bakery-kind.ts';
import { dataflowKind } from './dataflow/dataflow-bakery.ts';
import { flinkKind } from './flink/flink-bakery.ts';
import { localKind } from './local/local-bakery.ts';
import { prismKind } from './prism/prism-bakery.ts';
import { createSilentClient } from './silent-client.ts';

/** Every kind that we know. A new kind is a folder beside these, and one line here. */
export const BAKERY_KINDS: readonly BakeryKind[] = [localKind, prismKind, dataflowKind, flinkKind];

/** A class that we do not know: its bakery reports to `/recipe_runs/{id}/status`, or its runs reach their deadline. */
const OTHER_KIND: BakeryKind = {
  name: 'other',
  bakeryClass: /./,
  runnerExit: 'as_printed',
  needsCloudPackages: false,
  createClient: () => createSilentClient(),
};

/** The kind of a bakery, by its class in the runner. */
export function bakeryKindOf({ Bake }: BakeryFile, kinds: readonly BakeryKind[] = BAKERY_KINDS): BakeryKind {
  return kinds.find(({ bakeryClass }) => bakeryClass.test(Bake.bakery_class)) ?? OTHER_KIND;
}

/** File systems that fsspec brings itself. */
const BUILT_IN = /^fsspec\.implementations\./;

/**
 * Whether the runner needs the client libraries of the clouds for this bakery: to submit to it, or to write to a store
 * that is not on this machine.
 */
export function needsCloudPackages(file: BakeryFile, kinds: readonly BakeryKind[] = BAKERY_KINDS): boolean {
  const storages = [file.TargetStorage, file.InputCacheStorage, file.MetadataCacheStorage];
  const classes = storages.flatMap((storage) => storage?.fsspec_class ?? []);
  return bakeryKindOf(file, kinds).needsCloudPackages || classes.some((name) => !BUILT_IN.test(name));
}
