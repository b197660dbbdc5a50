import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  INSPECT_STORES,
  type InspectedStore,
  inspectionAnswerSchema,
} from '@pangeo-forge/datasets/inspection/inspection';
import { createInspector, type InspectorOptions } from '@pangeo-forge/recipe-runner/inspector/inspector';

export type LocalInspection =
  /** Stores that open come first. */
  | { outcome: 'found'; stores: readonly [InspectedStore, ...InspectedStore[]] }
  | { outcome: 'nothing'; reason: string }
  /** The inspector cannot run here. */
  | { outcome: 'not_inspected'; reason: string };

/** Opens what a bake on this machine wrote to a folder, as a deployment does after each bake. */
export type InspectFolder = (folder: string, cacheDir: string, signal: AbortSignal) => Promise<LocalInspection>;

const SECONDS = 300;
const MAX_OBJECTS = 1_000_000;

/** In the sandbox that bakes run in; its Python environment is made the first time. */
export function createLocalInspector(options: Omit<InspectorOptions, 'program' | 'network'>): InspectFolder {
  const inspector = createInspector({ ...options, program: INSPECT_STORES, network: 'host' });
  return async (folder, cacheDir, signal) => {
    const notInspected = (reason: string) => ({ outcome: 'not_inspected' as const, reason });
    if (!existsSync(INSPECT_STORES)) return notInspected('the inspector is not part of this installation');
    const target = {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      fsspec_args: {},
      root_path: folder,
      own_prefixes: [cacheDir],
      allow_private: true,
    };
    const end = await inspector.inspect({
      id: `inspection-${randomUUID()}`,
      request: { targets: [target], seconds: SECONDS, objects: MAX_OBJECTS },
      secretFiles: {},
      readable: [folder, cacheDir],
      signal,
    });
    if (end.outcome !== 'answered') return notInspected(end.reason);
    const [looked] = inspectionAnswerSchema.safeParse(end.answer).data?.targets ?? [];
    if (looked?.outcome !== 'looked') return notInspected(looked?.reason ?? 'the inspector gave no answer');
    const [first, ...others] = looked.stores.toSorted((one, other) => Number(other.opens) - Number(one.opens));
    if (!first) return { outcome: 'nothing', reason: reasonOf(looked.isEmpty) };
    if (first.opens || first.refused || first.cause !== null) return { outcome: 'found', stores: [first, ...others] };
    return {
      outcome: 'nothing',
      reason: `the ${first.kind} store that the recipe wrote cannot be opened: ${first.problem}`,
    };
  };
}

const reasonOf = (isEmpty: boolean) =>
  isEmpty
    ? 'the recipe wrote nothing to the target storage'
    : 'what the recipe wrote is no dataset of a known kind (Zarr, kerchunk, Icechunk or Parquet)';
