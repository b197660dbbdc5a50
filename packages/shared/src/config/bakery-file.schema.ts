import { z } from 'zod';

const storageSchema = z.looseObject({
  fsspec_class: z.string().min(1),
  fsspec_args: z.record(z.string(), z.unknown()).default({}),
  /** `{subpath}` is filled in for each run. */
  root_path: z.string().min(1),
  /** Where people read what lies in root_path; `{root_path}` is filled in. */
  public_url: z.string().min(1).optional(),
});

/**
 * `bakeries/{bakery}.{deployment}.yaml`: traitlets config of pangeo-forge-runner, a section a class. Sections that are not named here are
 * handed to the runner as they are.
 */
export const bakeryFileSchema = z.looseObject({
  Bake: z.looseObject({ bakery_class: z.string().min(1) }),
  TargetStorage: storageSchema,
  InputCacheStorage: storageSchema.partial().optional(),
  MetadataCacheStorage: storageSchema.partial().optional(),
  /** How the orchestrator treats this bakery; never handed to the runner. */
  PangeoForge: z
    .object({
      description: z.string().optional(),
      region: z.string().optional(),
      /** Runs of this bakery that may be in progress at once. */
      max_concurrent_runs: z.number().int().positive().default(10),
      /** Hours after which a run that nobody has ended is timed out. */
      deadline_hours: z.number().positive().default(24),
      /** Days that test datasets are kept, to be told to their authors. */
      test_retention_days: z.number().positive().optional(),
    })
    .prefault({}),
});

export type BakeryFile = z.infer<typeof bakeryFileSchema>;
