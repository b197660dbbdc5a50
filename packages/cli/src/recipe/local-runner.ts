import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RecipeRunner } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { dockerSettingsOf } from '@pangeo-forge/recipe-runner/sandbox/docker/docker-settings';
import { describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import type { CliContext } from '../context/cli-context.ts';

export interface LocalRunner {
  runner: RecipeRunner;
  /** Beside the runner, with xarray and zarr; null when there is none. */
  python: string | null;
}

/** The real pangeo-forge-runner in the strongest sandbox that works here; its Python environment is made the first time. */
export async function createLocalRunner(context: CliContext): Promise<LocalRunner> {
  const { variables } = context;
  const environment = context.environment();
  const searchPath = variables['PATH'] ?? '';
  const cache = variables['XDG_CACHE_HOME'] || path.join(variables['HOME'] || homedir(), '.cache');
  const managed = () => {
    const rootDir = path.join(cache, 'pangeo-forge', 'runner');
    return ensureRunnerEnvironment({ rootDir, environment: variables, onProgress: context.note });
  };
  // A contributor's own machine is a local deployment, whatever deployment the other commands speak to.
  const { sandbox, imagePrograms, announcements } = await chooseSandbox({
    requested: environment.PANGEO_FORGE_SANDBOX,
    deployment: 'pforge-local-contributor',
    searchPath,
    docker: dockerSettingsOf(environment),
  });
  for (const { level, message } of announcements) if (level === 'warn') context.note(message);
  const program =
    imagePrograms && !environment.PANGEO_FORGE_RUNNER
      ? imagePrograms
      : await describeRunner(environment.PANGEO_FORGE_RUNNER ?? (await managed()).executable, searchPath);
  const runner = createPangeoForgeRunner({
    program,
    sandbox,
    foldersDir: path.join(tmpdir(), `pangeo-forge-recipes-${process.pid}`),
    systemPath: searchPath,
    networkEnvironment: installerEnvironment({ ...variables, HOME: undefined, TMPDIR: undefined, PATH: undefined }),
  });
  const python =
    typeof program === 'function' ? null : await findExecutable('python', path.dirname(program.executable));
  return { runner, python };
}
