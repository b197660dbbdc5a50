import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { bakeMemoryShare } from './bake-memory.ts';
import type { RunnerRequest } from './recipe-runner.ts';

/** How Beam's direct runner runs the steps of a pipeline (`DirectOptions.direct_running_mode`). */
export const DIRECT_MODES = ['in_memory', 'multi_threading', 'multi_processing'] as const;

export interface DirectEngine {
  mode: (typeof DIRECT_MODES)[number];
  workers: number;
}

export interface Machine {
  processors: number;
  memoryBytes: number;
}

/** Some chunks of data: what each worker takes, roughly. */
const WORKER_BYTES = 512 * 1024 ** 2;

const sectionSchema = z
  .object({ direct_running_mode: z.enum(DIRECT_MODES).optional(), num_workers: z.number().int().min(0).optional() })
  .catch({});

/**
 * How a bake on this machine runs: what the bakery's file says (`LocalDirectBakery`), else one worker for a test run,
 * which is small, and for others as many as the machine has processors and memory for. Several are threads, as on the
 * workers of Dataflow: `multi_processing` takes twice the processor time, and with two workers and more its bakes hang
 * now and then when a step raises (Beam 2.61). Null for any other bakery.
 */
export function directEngineOf({ config = {}, prune }: RunnerRequest, machine: Machine): DirectEngine | null {
  const { bakery_class: bakery = '' } = bakeSchema.parse(config['Bake'] ?? {});
  if (!bakery.endsWith('.LocalDirectBakery')) return null;
  const { direct_running_mode: mode, num_workers: given = 0 } = sectionSchema.parse(config['LocalDirectBakery'] ?? {});
  const fitting = Math.max(1, Math.min(machine.processors, Math.floor(machine.memoryBytes / WORKER_BYTES)));
  const workers = given || (prune && !mode ? 1 : fitting);
  return { mode: mode ?? (workers === 1 ? 'in_memory' : 'multi_threading'), workers };
}

/** Whether Beam's workers are on other machines. */
export function hasRemoteWorkers({ kind, config = {} }: RunnerRequest): boolean {
  const { bakery_class: bakery = '' } = bakeSchema.parse(config['Bake'] ?? {});
  return kind === 'bake' && /(?:Dataflow|FlinkOperator)Bakery$/.test(bakery);
}

export const bakeSchema = z.looseObject({
  bakery_class: z.string().optional(),
  container_image: z.string().optional(),
});

export const thisMachine = (memoryBytes = bakeMemoryShare()): Machine => ({
  processors: availableParallelism(),
  memoryBytes,
});
