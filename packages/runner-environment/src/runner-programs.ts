import { type LineEvidence, lineOfRecipe } from '@pangeo-forge/shared/meta/recipe-line';
import { chooseRunnerLine, LEGACY_LINE, legacyLineMissing, type RunnerPreference } from './choose-runner-line.ts';
import { describeRunner, type RunnerProgram } from './describe-runner.ts';
import { ensureRunnerEnvironment } from './ensure-runner-environment.ts';
import { RUNNER_LINES, type RunnerLine, type RunnerPackages, readRunnerLock } from './read-runner-lock.ts';

export interface RunnerProgramsOptions {
  /** Where environments are kept. */
  rootDir: string;
  packages: RunnerPackages;
  environment: Readonly<Record<string, string | undefined>>;
  onProgress?: (message: string) => void;
}

/**
 * Answers with the runner of the line that a feedstock and its bakery ask for; a line's environment is made when it is
 * first asked for.
 */
export async function createRunnerPrograms(
  options: RunnerProgramsOptions,
): Promise<(preference: RunnerPreference) => Promise<RunnerProgram>> {
  const locks = await Promise.all(RUNNER_LINES.map((line) => readRunnerLock(line, options.packages)));
  const made = new Map<RunnerLine, Promise<RunnerProgram>>();
  return async (preference) => {
    const line = chooseRunnerLine(preference, locks);
    const program = made.get(line) ?? make(options, line);
    made.set(line, program);
    // what could not be had is tried again the next time
    return program.catch((error: unknown) => {
      made.delete(line);
      const evidence = isReadOnly(error) ? legacyEvidence(preference) : null;
      throw evidence ? legacyLineMissing(evidence, locks) : error;
    });
  };
}

async function make(options: RunnerProgramsOptions, line: RunnerLine): Promise<RunnerProgram> {
  const { executable } = await ensureRunnerEnvironment({ ...options, line });
  return { ...(await describeRunner(executable, options.environment['PATH'] ?? '')), line };
}

/** An image has the environments that it was built with. */
function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EACCES', 'EROFS', 'EPERM'].includes(String(error.code));
}

function legacyEvidence({ requirements, sources = new Map() }: RunnerPreference): LineEvidence | null {
  const recipe = lineOfRecipe(requirements, sources);
  return recipe.outcome === 'needs' && recipe.line === LEGACY_LINE ? recipe.evidence : null;
}
