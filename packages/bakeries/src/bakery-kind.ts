import type { BakeryFile } from '@pangeo-forge/shared/config/bakery-file.schema';

export type BakeryKind = 'local' | 'dataflow' | 'flink' | 'other';

const KIND_OF_CLASS: ReadonlyArray<[RegExp, BakeryKind]> = [
  [/LocalDirectBakery$/, 'local'],
  [/DataflowBakery$/, 'dataflow'],
  [/FlinkOperatorBakery$/, 'flink'],
];

/** By the runner's class: only the local bakery has done its work when the runner exits; the others have taken a job. */
export function bakeryKindOf(bakery: BakeryFile): BakeryKind {
  return KIND_OF_CLASS.find(([pattern]) => pattern.test(bakery.Bake.bakery_class))?.[1] ?? 'other';
}
