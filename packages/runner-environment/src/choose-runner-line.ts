import { satisfies } from '@renovatebot/pep440';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type { RunnerLine, RunnerLock } from './read-runner-lock.ts';

/** What a feedstock and its bakery ask for. */
export interface RunnerPreference {
  /** Text of the feedstock's requirements.txt; null when it has none. */
  requirements: string | null;
  /** The bakery's line. */
  line: RunnerLine | null;
}

const REQUIREMENT = /^pangeo[-_.]forge[-_.]runner\s*(?:\[[^\]]*\])?\s*\(?([^;#)]*)/im;

/**
 * The line of pangeo-forge-runner for a feedstock: one that its requirements.txt allows, if that names the runner; of
 * these the bakery's, else the newest.
 * @param locks what there is, newest first
 * @throws AppError `invalid_input` when the feedstock asks for a version that there is not.
 */
export function chooseRunnerLine({ requirements, line }: RunnerPreference, locks: readonly RunnerLock[]): RunnerLine {
  const asked = REQUIREMENT.exec(requirements ?? '')?.[1]?.trim() ?? '';
  const allowed = asked === '' ? locks : locks.filter(({ version }) => satisfies(version, asked));
  const chosen = allowed.find((lock) => lock.line === line) ?? allowed[0];
  if (chosen) return chosen.line;
  throw new AppError(
    'invalid_input',
    `The feedstock's requirements.txt asks for pangeo-forge-runner${asked}, and this deployment has ${locks.map(({ version }) => version).join(' and ')}. ` +
      'Ask for one of these, or for none.',
  );
}
