import { nearestName } from '../names/nearest-name.ts';
import { checkFields, isMapping } from './check-fields.ts';
import { checkRecipes, type NamedObject } from './check-recipes.ts';
import type { MetaProblem } from './meta-problem.ts';
import { type ParsedMeta, parseMeta } from './parse-meta.ts';
import { createProblemList, type ProblemList } from './problem-list.ts';
import { codeSpan } from '../untrusted/foreign-text.ts';

export interface LintOptions {
  /** Ids of the bakeries that can be named; any id passes when they are not known. */
  bakeries?: readonly string[];
  /** The bakery of a meta.yaml that names none; null when the deployment has no default. */
  defaultBakery?: string | null;
  /** It is not known whether the deployment has a default bakery. */
  mayHaveDefault?: boolean;
  /** The mapping form of `recipes` is allowed: the legacy runner line will bake it. */
  mayBeMapping?: boolean;
  /** recipe.py is a program of its own: it does not import pangeo_forge_recipes. */
  hasProgram?: boolean;
  /** What the folder is when meta.yaml names no recipes; a mistake when this is not given. */
  withoutRecipes?: 'program' | 'catalog' | undefined;
}

const FIELDS = ['title', 'description', 'pangeo_forge_version', 'recipes', 'bakery', 'provenance', 'maintainers'];
const RECOMMENDED: ReadonlyArray<readonly [field: string, why: string]> = [
  ['title', 'the catalog lists the dataset without a name'],
  ['description', 'readers of the catalog do not learn what the dataset is'],
  ['maintainers', 'only people with write access can start its runs'],
];

/**
 * Everything about the text of a meta.yaml that its author should change, in the order of its lines. Pure: no I/O.
 * What the schema of the runner (`MetaYaml` of pangeo-forge-runner) refuses is an error here.
 */
export function lintMeta(text: string, options: LintOptions = {}): MetaProblem[] {
  const parsed = parseMeta(text);
  if (parsed.outcome === 'invalid') return parsed.problems;
  const { document } = parsed;
  const list = createProblemList(document);
  if (!isMapping(document.value)) {
    const message = 'meta.yaml holds no fields, such as `title: …` and `recipes: …`.';
    list.rule('fields').error([], message, 'Write them; `pangeo-forge recipe init` makes an example.');
    return list.problems;
  }
  checkRecipesField(document, document.value, options, list);
  checkFields(document.value, list);
  const bakesNothing = options.withoutRecipes === 'catalog' && (document.value['recipes'] ?? null) === null;
  if (!bakesNothing) checkBakery(document.value, options, list);
  checkUnknownFields(document.value, list);
  checkRecommended(document.value, list);
  return list.problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** The Python files that the text of a meta.yaml names, such as `recipe.py`; none when it cannot be parsed. */
export function namedFilesIn(text: string): string[] {
  const parsed = parseMeta(text);
  return parsed.outcome === 'parsed' ? objectsOf(parsed.document).map(({ file }) => `${file}.py`) : [];
}

/** The Python objects that a meta.yaml names, as far as they are well formed. */
export function objectsOf(document: ParsedMeta): NamedObject[] {
  const { value } = document;
  if (!isMapping(value)) return [];
  return checkRecipes(
    document,
    value['recipes'],
    { mayBeMapping: true, hasProgram: false },
    createProblemList(document),
  );
}

function checkRecipesField(
  document: ParsedMeta,
  meta: Record<string, unknown>,
  { mayBeMapping = false, hasProgram = false, withoutRecipes }: LintOptions,
  list: ProblemList,
): void {
  const { recipes } = meta;
  if (recipes !== undefined && !(recipes === null && withoutRecipes)) {
    checkRecipes(document, recipes, { mayBeMapping, hasProgram }, list);
    return;
  }
  const { error, warning } = list.rule('recipes');
  if (withoutRecipes === 'catalog')
    return warning(
      [],
      'This folder names no recipe, so nothing is baked: its datasets are those of catalog.yaml.',
      'Add `recipes` if that is not meant.',
    );
  if (withoutRecipes === 'program')
    return warning(
      [],
      'meta.yaml names no recipes, so recipe.py is run as a program of its own.',
      'Write `recipes:`, and `- id: …` with `script: "recipe.py"` below it, to give it an id.',
    );
  error([], '`recipes` is missing.', 'Add `recipes:`, and `- id: …` with `object: "recipe:recipe"` below it.');
}

function checkBakery(
  meta: Record<string, unknown>,
  { bakeries, defaultBakery = null, mayHaveDefault = bakeries === undefined }: LintOptions,
  list: ProblemList,
): void {
  const { error, warning } = list.rule('bakery');
  const { bakery } = meta;
  const known = bakeries?.map((name) => `\`${name}\``).join(', ') || 'none';
  const example = `Write \`bakery:\`, and \`id: "…"\` below it${bakeries ? `. Known here: ${known}` : ''}.`;
  if (bakery === undefined || bakery === null) {
    if (defaultBakery !== null) return;
    if (mayHaveDefault)
      warning(['bakery'], '`bakery` is missing, so this runs only where a deployment has a default bakery.', example);
    else error(['bakery'], '`bakery` is missing, and this deployment has no default bakery.', example);
    return;
  }
  const id = isMapping(bakery) ? bakery['id'] : undefined;
  if (id === undefined || id === null) return error(['bakery'], '`bakery` names no bakery.', example);
  if (typeof id !== 'string')
    return error(['bakery', 'id'], '`id` of the bakery must be text.', 'Put it in quotes: `id: "…"`.');
  if (!bakeries || bakeries.includes(id)) return;
  const nearest = nearestName(id, bakeries);
  const next = nearest
    ? `Did you mean \`${nearest}\`? Known here: ${known}.`
    : `Name one that is known here: ${known}.`;
  error(['bakery', 'id'], `The bakery ${codeSpan(id)} is not known here.`, next);
}

/** A field that is almost one of ours is a typo; any other is the author's choice. */
function checkUnknownFields(meta: Record<string, unknown>, list: ProblemList): void {
  const absent = FIELDS.filter((name) => !Object.hasOwn(meta, name));
  for (const key of Object.keys(meta)) {
    const nearest = FIELDS.includes(key) ? null : nearestName(key, absent);
    if (nearest)
      list.rule('unknown-field').warning([key], `${codeSpan(key)} is not known.`, `Did you mean ${codeSpan(nearest)}?`);
  }
}

function checkRecommended(meta: Record<string, unknown>, list: ProblemList): void {
  for (const [field, why] of RECOMMENDED) {
    const value = meta[field];
    if (value === undefined || value === null || value === '')
      list.rule('recommended').warning([field], `\`${field}\` is missing: ${why}.`, `Add \`${field}\`.`);
  }
}
