import { z } from 'zod';

const section = z.record(z.string(), z.unknown()).optional();

/** `secrets/bakery-args.{bakery}.yaml`: deep-merged into the bakery's file, section by section. */
export const bakeryArgsSchema = z.looseObject({
  Bake: section,
  TargetStorage: section,
  InputCacheStorage: section,
  MetadataCacheStorage: section,
  DataflowBakery: section,
  FlinkOperatorBakery: section,
  LocalDirectBakery: section,
  PrismBakery: section,
});
