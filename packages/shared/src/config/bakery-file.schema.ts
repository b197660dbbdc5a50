import { z } from 'zod';
import { pangeoForgeSchema } from './pangeo-forge-section.schema.ts';

const storageSchema = z.looseObject({
  fsspec_class: z.string().min(1).describe('Python class of the file system, such as s3fs.S3FileSystem.'),
  fsspec_args: z.record(z.string(), z.unknown()).default({}).describe('Arguments of that class.'),
  root_path: z.string().min(1).describe('`{subpath}` is filled in for each run.'),
  public_url: z.string().min(1).optional().describe('Public address of root_path; `{root_path}` is replaced.'),
});

const targetSchema = storageSchema.extend({
  inspection_args: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Arguments with the right to read only, to open what a run wrote; fsspec_args unless given.'),
});

/**
 * `bakeries/{bakery}.{deployment}.yaml`: traitlets config of pangeo-forge-runner, a section a class. Sections that are
 * not named here are passed to the runner unchanged.
 */
export const bakeryFileSchema = z.looseObject({
  Bake: z.looseObject({
    bakery_class: z
      .string()
      .min(1)
      .describe('Python class of the bakery, such as pangeo_forge_runner.bakery.dataflow.DataflowBakery.'),
    container_image: z.string().min(1).optional().describe('Image that the bakery’s workers run.'),
  }),
  TargetStorage: targetSchema,
  InputCacheStorage: storageSchema.partial().optional(),
  MetadataCacheStorage: storageSchema.partial().optional(),
  DataflowBakery: z.looseObject({}).optional().describe('Options of pangeo-forge-runner’s DataflowBakery.'),
  FlinkOperatorBakery: z.looseObject({}).optional().describe('Options of pangeo-forge-runner’s FlinkOperatorBakery.'),
  LocalDirectBakery: z
    .looseObject({
      num_workers: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe('Workers of a bake; one for test runs and one a processor for others unless given.'),
      direct_running_mode: z
        .enum(['in_memory', 'multi_threading', 'multi_processing'])
        .optional()
        .describe('How Beam works; `in_memory` with one worker and `multi_threading` with several unless given.'),
    })
    .optional()
    .describe('Options of pangeo-forge-runner’s LocalDirectBakery.'),
  PrismBakery: z
    .looseObject({
      prism_location: z
        .string()
        .min(1)
        .optional()
        .describe('Path of a prism executable of your own; the deployment builds one with Go unless given.'),
    })
    .optional()
    .describe('Options of `pangeo_forge_prism.PrismBakery`, which bakes on this machine with Beam’s runner in Go.'),
  PangeoForge: pangeoForgeSchema
    .prefault({})
    .describe('How the orchestrator treats this bakery; never passed to the runner.'),
});

export type BakeryFile = z.infer<typeof bakeryFileSchema>;
