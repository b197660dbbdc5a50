import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RecipeRunner, RunnerRequest, RunnerResult } from '@pangeo-forge/recipe-runner/runner/recipe-runner';

/** A runner that does what the test says, at once. */
export interface ScriptedRunner extends RecipeRunner {
  requests: RunnerRequest[];
  /** What expand-meta finds in every repository. */
  expand: (request: RunnerRequest, signal: AbortSignal) => Promise<Partial<RunnerResult>> | Partial<RunnerResult>;
  bake: (request: RunnerRequest, signal: AbortSignal) => Promise<Partial<RunnerResult>> | Partial<RunnerResult>;
}

export function metaOf(...recipeIds: string[]) {
  return { recipes: recipeIds.map((id) => ({ id, object: `recipe:${id}` })), bakery: { id: 'local' } };
}

export function createScriptedRunner(): ScriptedRunner {
  const requests: RunnerRequest[] = [];
  return {
    requests,
    expand: () => ({ meta: metaOf('sst') }),
    bake: writeEmptyStore,
    async run(request, { onLine, signal }) {
      requests.push(request);
      onLine({ stream: 'stdout', text: `${request.kind} ${request.ref}`, severity: 'INFO', time: new Date() });
      const result = await (request.kind === 'expand_meta' ? this.expand(request, signal) : this.bake(request, signal));
      return {
        outcome: 'succeeded',
        exitCode: 0,
        signal: null,
        reason: null,
        fault: null,
        traceback: null,
        peakMemoryBytes: 1_000_000,
        durationMs: 1,
        ...result,
      };
    },
  };
}

/** What a bake leaves that succeeds. */
export async function writeEmptyStore(request: RunnerRequest): Promise<Partial<RunnerResult>> {
  const store = path.join(targetRootOf(request), 'dataset.zarr');
  await mkdir(store, { recursive: true });
  await writeFile(path.join(store, '.zgroup'), JSON.stringify({ zarr_format: 2 }));
  return {};
}

/** The target that the bake is given. */
export function targetRootOf(request: RunnerRequest): string {
  return (request.config as { TargetStorage: { root_path: string } }).TargetStorage.root_path;
}
