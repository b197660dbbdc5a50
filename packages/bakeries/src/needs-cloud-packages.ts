import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';
import { bakeryKindOf } from './bakery-kind.ts';

/** File systems that fsspec brings itself. */
const BUILT_IN = /^fsspec\.implementations\./;

/** Whether the runner's process needs the clouds' client libraries for this bakery: to submit to Dataflow, or to write to a store that is not on this machine. */
export function needsCloudPackages(file: BakeryFile): boolean {
  const storages = [file.TargetStorage, file.InputCacheStorage, file.MetadataCacheStorage];
  const classes = storages.flatMap((storage) => storage?.fsspec_class ?? []);
  return bakeryKindOf(file) === 'dataflow' || classes.some((name) => !BUILT_IN.test(name));
}
