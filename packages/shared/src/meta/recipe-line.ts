import { satisfies } from '@renovatebot/pep440';

/**
 * The lines of pangeo-forge-runner, newest first. `0.8` is the legacy line: the last runner that bakes recipes written
 * for pangeo-forge-recipes before 0.10, with recipes 0.9.4.
 */
export const RECIPE_LINES = ['0.10', '0.9', '0.8'] as const;

export type RecipeLine = (typeof RECIPE_LINES)[number];

/** A line of a file beside meta.yaml that decides the runner line. */
export interface LineEvidence {
  file: string;
  /** From 1. */
  line: number;
  /** As it is written, trimmed. */
  text: string;
}

export type LineOfRecipe =
  | { outcome: 'any' }
  | { outcome: 'needs'; line: RecipeLine; evidence: LineEvidence }
  /** The code uses the API of before 0.10, and requirements.txt asks for what no longer has it. */
  | { outcome: 'contradiction'; code: LineEvidence; requirement: LineEvidence };

const OLD_API = /^\s*(?:from|import)\s+pangeo_forge_recipes\.recipes\b/;
const REQUIREMENT = /^\s*(pangeo[-_.]forge[-_.](?:runner|recipes))\s*(?:\[[^\]]*\])?\s*\(?([^;#)\\]*)/i;

/** A version of each line's runner and recipes, to compare requirements with. */
const RELEASES: ReadonlyArray<{ line: RecipeLine; runner: readonly string[]; recipes: readonly string[] }> = [
  { line: '0.10', runner: ['0.10.2', '0.10.1', '0.10.0'], recipes: [] },
  { line: '0.9', runner: ['0.9.4', '0.9.3', '0.9.2', '0.9.1', '0.9.0'], recipes: [] },
  { line: '0.8', runner: ['0.8.0', '0.7.2', '0.7.1', '0.7.0'], recipes: ['0.9.4', '0.9.3', '0.9.2', '0.9.1', '0.9.0'] },
];
const TODAYS_RECIPES = ['0.10.8', '0.10.7', '0.10.6', '0.10.5', '0.10.4', '0.10.3', '0.10.2', '0.10.1', '0.10.0'];

/**
 * Which runner line a recipe needs: what its requirements.txt says of the runner, else of pangeo-forge-recipes, else
 * the API that its code imports. The legacy line is chosen by one of these only, never as the oldest that a range
 * allows.
 * @param sources text of each Python file beside meta.yaml, by its name
 */
export function lineOfRecipe(requirements: string | null, sources: ReadonlyMap<string, string>): LineOfRecipe {
  const asked = requirementsOf(requirements);
  const code = oldApiImport(sources);
  const runner = asked.get('runner');
  const recipes = asked.get('recipes');
  const wanted = lineOfRunner(runner) ?? lineOfRecipes(recipes);
  if (code && wanted && wanted.line !== '0.8') return { outcome: 'contradiction', code, requirement: wanted.evidence };
  if (code && recipes && excludesOldRecipes(recipes))
    return { outcome: 'contradiction', code, requirement: recipes.evidence };
  if (wanted) return { outcome: 'needs', ...wanted };
  return code ? { outcome: 'needs', line: '0.8', evidence: code } : { outcome: 'any' };
}

/** The first import of the API that pangeo-forge-recipes had before 0.10. */
export function oldApiImport(sources: ReadonlyMap<string, string>): LineEvidence | null {
  for (const [file, source] of sources) {
    const lines = source.split(/\r?\n/);
    const index = lines.findIndex((line) => OLD_API.test(line));
    if (index >= 0) return { file, line: index + 1, text: (lines[index] ?? '').trim() };
  }
  return null;
}

interface Requirement {
  specifier: string;
  evidence: LineEvidence;
}

function requirementsOf(text: string | null): Map<'runner' | 'recipes', Requirement> {
  const found = new Map<'runner' | 'recipes', Requirement>();
  for (const [index, line] of (text ?? '').split(/\r?\n/).entries()) {
    const match = REQUIREMENT.exec(line);
    const specifier = match?.[2]?.trim() ?? '';
    if (!match || specifier === '' || specifier.startsWith('@')) continue;
    const name = match[1]?.toLowerCase().endsWith('runner') ? 'runner' : 'recipes';
    if (!found.has(name))
      found.set(name, { specifier, evidence: { file: 'requirements.txt', line: index + 1, text: line.trim() } });
  }
  return found;
}

/** Null where today's runner is allowed, or where the requirement cannot be read. */
function lineOfRunner(runner: Requirement | undefined): { line: RecipeLine; evidence: LineEvidence } | null {
  if (!runner) return null;
  const release = RELEASES.find((known) => known.runner.some((version) => allows(runner, version)));
  return release ? { line: release.line, evidence: runner.evidence } : null;
}

function lineOfRecipes(recipes: Requirement | undefined): { line: RecipeLine; evidence: LineEvidence } | null {
  if (!recipes || TODAYS_RECIPES.some((version) => allows(recipes, version))) return null;
  const release = RELEASES.find((known) => known.recipes.some((version) => allows(recipes, version)));
  return release ? { line: release.line, evidence: recipes.evidence } : null;
}

function excludesOldRecipes(recipes: Requirement): boolean {
  const old = RELEASES.flatMap((release) => release.recipes);
  return TODAYS_RECIPES.some((version) => allows(recipes, version)) && !old.some((version) => allows(recipes, version));
}

function allows({ specifier }: Requirement, version: string): boolean {
  try {
    return satisfies(version, specifier);
  } catch {
    return false;
  }
}
