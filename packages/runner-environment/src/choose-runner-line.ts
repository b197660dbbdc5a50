import { satisfies } from '@renovatebot/pep440';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { type LineEvidence, lineOfRecipe } from '@pangeo-forge/shared/meta/recipe-line';
import type { RunnerLine, RunnerLock } from './read-runner-lock.ts';

/** What a feedstock and its bakery ask for. */
export interface RunnerPreference {
  /** Text of the feedstock's requirements.txt; null when it has none. */
  requirements: string | null;
  /** Text of each Python file of the feedstock's folder, by its path. */
  sources?: ReadonlyMap<string, string>;
  /** The bakery's line. */
  line: RunnerLine | null;
}

export const LEGACY_LINE = '0.8' satisfies RunnerLine;

const REQUIREMENT = /^pangeo[-_.]forge[-_.]runner\s*(?:\[[^\]]*\])?\s*\(?([^;#)]*)/im;
const BEAM_API = /^\s*(?:from|import)\s+pangeo_forge_recipes\.transforms\b/;
const MIGRATION_GUIDE = 'https://pangeo-forge.readthedocs.io/';

/**
 * The line of pangeo-forge-runner for a feedstock. What its requirements.txt says about the runner comes first, then
 * what it says about pangeo-forge-recipes, then the API that its code imports, then the bakery's line, then the newest.
 * The legacy line is chosen by one of the first three only.
 * @param locks what there is, newest first
 * @throws AppError `invalid_input` when the feedstock asks for a version that does not exist here, or for two at once.
 */
export function chooseRunnerLine(preference: RunnerPreference, locks: readonly RunnerLock[]): RunnerLine {
  const { requirements, sources = new Map<string, string>(), line } = preference;
  const recipe = lineOfRecipe(requirements, sources);
  if (recipe.outcome === 'contradiction') {
    const { code, requirement } = recipe;
    throw new AppError(
      'invalid_input',
      `${placeOf(code)} is the API that pangeo-forge-recipes had before 0.10, and ${placeOf(requirement)} asks for what no longer has it. ` +
        `Change one of the two; how to move a recipe to 0.10: ${MIGRATION_GUIDE}`,
    );
  }
  const needed = recipe.outcome === 'needs' ? recipe : null;
  if (needed?.line === LEGACY_LINE) {
    const beam = beamApiImport(sources);
    if (beam) throw noLineForBoth(needed.evidence, beam, locks);
    if (locks.some((lock) => lock.line === LEGACY_LINE)) return LEGACY_LINE;
    throw legacyLineMissing(needed.evidence, locks);
  }
  const current = locks.filter((lock) => lock.line !== LEGACY_LINE);
  const asked = REQUIREMENT.exec(requirements ?? '')?.[1]?.trim() ?? '';
  const exact = asked === '' ? current : current.filter(({ version }) => satisfies(version, asked));
  // an older release of a line is baked by the newest of that line
  const allowed = exact.length > 0 ? exact : current.filter((lock) => lock.line === needed?.line);
  const chosen = allowed.find((lock) => lock.line === line) ?? allowed[0];
  if (chosen) return chosen.line;
  throw new AppError(
    'invalid_input',
    `The feedstock's requirements.txt asks for pangeo-forge-runner${asked}, and this deployment has ${versionsOf(locks)}. ` +
      'Ask for one of these, or for none.',
  );
}

/** Where the legacy line cannot be had: what was found, which line would do, and how to do without. */
export function legacyLineMissing(evidence: LineEvidence, locks: readonly RunnerLock[]): AppError {
  return new AppError(
    'invalid_input',
    `${placeOf(evidence)} needs pangeo-forge-recipes before 0.10, which runner line ${LEGACY_LINE} bakes, and this deployment has ${versionsOf(locks.filter(({ line }) => line !== LEGACY_LINE))}: ` +
      `move the recipe to 0.10 (${MIGRATION_GUIDE}), or ask the operators for the line (RUNNER_LINES="0.10 ${LEGACY_LINE}").`,
  );
}

/** The legacy line's pangeo-forge-recipes has no Beam transforms. */
function noLineForBoth(requirement: LineEvidence, code: LineEvidence, locks: readonly RunnerLock[]): AppError {
  return new AppError(
    'invalid_input',
    `${placeOf(requirement)} needs runner line ${LEGACY_LINE}, and ${placeOf(code)} needs a newer one: this deployment has ${versionsOf(locks)}. Ask for a newer version, or for none.`,
  );
}

function beamApiImport(sources: ReadonlyMap<string, string>): LineEvidence | null {
  for (const [file, source] of sources) {
    const lines = source.split(/\r?\n/);
    const index = lines.findIndex((line) => BEAM_API.test(line));
    if (index >= 0) return { file, line: index + 1, text: (lines[index] ?? '').trim() };
  }
  return null;
}

const placeOf = ({ file, line, text }: LineEvidence): string => `\`${text}\` (${file}, line ${line})`;

const versionsOf = (locks: readonly RunnerLock[]): string => locks.map(({ version }) => version).join(' and ');
