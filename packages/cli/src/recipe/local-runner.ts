import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Program, ProgramChooser } from '@pangeo-forge/recipe-runner/runner/choose-program';
import { openEnvironments } from '@pangeo-forge/recipe-runner/environment/open-environments';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import type { RecipeRunner } from '@pangeo-forge/recipe-runner/runner/recipe-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { dockerSettingsOf } from '@pangeo-forge/recipe-runner/sandbox/docker/docker-settings';
import { ensurePrism } from '@pangeo-forge/runner-environment/ensure-prism';
import { describePython, describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import {
  ensureInspectorEnvironment,
  ensureScriptEnvironment,
} from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { createRunnerPrograms } from '@pangeo-forge/runner-environment/runner-programs';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { runnerRootDir } from '../config/inspect-bakery.ts';
import { createLocalInspector, type InspectFolder } from './local-inspector.ts';
import type { CliContext } from '../context/cli-context.ts';

export interface LocalRunner {
  runner: RecipeRunner;
  /** Beside the runner, with xarray and zarr; null when there is none. */
  python: string | null;
  inspect: InspectFolder | null;
}

/**
 * The real pangeo-forge-runner in the strongest sandbox that works here; its Python environment is made the first time.
 */
export async function createLocalRunner(context: CliContext): Promise<LocalRunner> {
  const { variables } = context;
  const environment = context.environment();
  const searchPath = variables['PATH'] ?? '';
  // A contributor's own machine is a local deployment, whatever deployment the other commands speak to.
  const { sandbox, imagePrograms, announcements } = await chooseSandbox({
    requested: environment.PANGEO_FORGE_SANDBOX,
    deployment: 'pforge-local-contributor',
    searchPath,
    docker: dockerSettingsOf(environment),
  });
  for (const { level, message } of announcements) if (level === 'warn') context.note(message);
  const named = environment.PANGEO_FORGE_RUNNER;
  const rootDir = runnerRootDir(variables);
  // as in a deployment: the recipe's requirements.txt may ask for an older line
  const managed = {
    rootDir,
    packages: 'base' as const,
    environment: variables,
    onProgress: context.note,
  };
  const programFor = named ? null : (imagePrograms ?? (await createRunnerPrograms(managed)));
  const program = programFor ?? (await describeRunner(named ?? '', searchPath));
  const here = imagePrograms && !named ? null : await programHere(program);
  const foldersDir = path.join(tmpdir(), `pangeo-forge-recipes-${process.pid}`);
  const networkEnvironment = installerEnvironment({
    ...variables,
    HOME: undefined,
    TMPDIR: undefined,
    PATH: undefined,
  });
  const runner = createPangeoForgeRunner({
    program,
    environments: imagePrograms || lacksLine(program) ? null : await openEnvironments(managed),
    prism: () => ensurePrism(managed),
    sandbox,
    foldersDir,
    systemPath: searchPath,
    scriptPython: openOnce(async () => {
      const { pythonExecutable } = await ensureScriptEnvironment({
        rootDir,
        environment: variables,
        onProgress: context.note,
      });
      return describePython(pythonExecutable);
    }),
    networkEnvironment,
  });
  const inspect =
    named || imagePrograms
      ? null
      : createLocalInspector({
          environment: openOnce(() =>
            ensureInspectorEnvironment({ rootDir, environment: variables, onProgress: context.note }),
          ),
          sandbox,
          foldersDir,
          systemPath: searchPath,
          networkEnvironment,
        });
  return { runner, inspect, python: here && (await findExecutable('python', path.dirname(here.executable))) };
}

/** A runner that PANGEO_FORGE_RUNNER names, and whose locked packages are not known. */
const lacksLine = (program: Program | ProgramChooser): boolean =>
  typeof program !== 'function' && program.line === undefined;

async function programHere(program: Program | ProgramChooser): Promise<Program> {
  return typeof program === 'function' ? program({ requirements: null, line: null }) : program;
}
