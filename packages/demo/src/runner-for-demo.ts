import path from 'node:path';
import { ensureRunnerEnvironment } from '@pangeo-forge/runner-environment/ensure-runner-environment';
import { RunnerEnvironmentError } from '@pangeo-forge/runner-environment/runner-environment-error';
import { standInRunner } from '@pangeo-forge/testkit/runner/stand-in-runner';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';

export interface DemoRunner {
  /** Null for the managed ones: the system then chooses the line that each recipe needs. */
  executable: string | null;
  /** Of the newest line when it is a managed one. */
  shown: string;
  /** Why the real one is not available; null when it is the real one. */
  standInBecause: string | null;
}

/** The real pangeo-forge-runner; without Python 3.11 or its packages a stand-in, marked as such. */
export async function runnerForDemo(
  environment: Record<string, string | undefined>,
  log: (message: string) => void,
): Promise<DemoRunner> {
  const named = environment.PANGEO_FORGE_RUNNER;
  if (named)
    return {
      executable: named,
      shown: named,
      standInBecause: named === standInRunner ? 'PANGEO_FORGE_RUNNER names it' : null,
    };
  try {
    const { executable } = await ensureRunnerEnvironment({
      rootDir: path.join(REPOSITORY_ROOT, '.local', 'runner'),
      environment,
      onProgress: log,
    });
    return { executable: null, shown: executable, standInBecause: null };
  } catch (error) {
    if (!(error instanceof RunnerEnvironmentError)) throw error;
    return { executable: standInRunner, shown: standInRunner, standInBecause: error.publicMessage };
  }
}
