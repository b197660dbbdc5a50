import { DATASET_TYPES } from '../names/dataset.ts';
import { whyBadRecipeId } from '../names/recipe-id.ts';
import { isMapping, kindOf } from './check-fields.ts';
import type { ParsedMeta } from './parse-meta.ts';
import { whyBadSchedule } from './schedule.ts';
import { isScriptPath } from './script-recipe.ts';
import type { ProblemList } from './problem-list.ts';
import { codeSpan, prose } from '../untrusted/foreign-text.ts';

/** `file:name`; the runner loads `file.py` beside meta.yaml. */
const PYTHON_OBJECT = /^(?<file>[A-Za-z0-9_][\w./-]*):(?<name>[A-Za-z_]\w*)$/;
const ONE_KIND = 'Give `object` for a recipe of pangeo-forge-recipes, or `script` for a program.';
const TWO_FORMS = 'Give `id` and `object` for one recipe, or `dict_object` alone for a dictionary of recipes.';

/** A Python object that meta.yaml names, and where. */
export interface NamedObject {
  path: readonly PropertyKey[];
  /** Without `.py`. */
  file: string;
  /** Null: the file as a whole is the recipe. */
  name: string | null;
}

export interface RecipesRules {
  /** The runner line that bakes recipes of before 0.10 takes the mapping form, which today's lines refuse. */
  mayBeMapping: boolean;
  /** recipe.py is a program of its own. */
  hasProgram: boolean;
}

/**
 * `recipes` by the rules of the runner (`MetaYaml`, and `Feedstock` of 0.9 and 0.10): a list of `id` and `object`, or
 * of `dict_object`, and never both forms in one file. Answers the Python objects that are named.
 */
export function checkRecipes(
  document: ParsedMeta,
  recipes: unknown,
  { mayBeMapping, hasProgram }: RecipesRules,
  list: ProblemList,
): NamedObject[] {
  const path = ['recipes'];
  const { error } = list.rule('recipes');
  if (isMapping(recipes)) {
    if (!mayBeMapping)
      error(
        path,
        '`recipes` must be a list.',
        'Put a dash before each recipe: `recipes:`, and below it `  - dict_object: "file:name"` ' +
          'or `  - id: …` with `object: "file:name"`.',
      );
    return checkObject(recipes['dict_object'], [...path, 'dict_object'], list, hasProgram);
  }
  if (!Array.isArray(recipes) || recipes.length === 0) {
    const found = Array.isArray(recipes) || recipes === null ? 'is empty' : 'must be a list';
    error(path, `\`recipes\` ${found}.`, 'Write `- id: …` and `object: "recipe:recipe"` below it for each recipe.');
    return [];
  }
  checkMixedForms(recipes, list);
  const objects = (value: unknown, at: PropertyKey[]) => checkObject(value, at, list, hasProgram);
  const firstOf = new Map<string, number>();
  return recipes.flatMap((recipe: unknown, index) => {
    const here = [...path, index];
    if (!isMapping(recipe)) {
      error(here, 'Each item of `recipes` must hold fields.', TWO_FORMS);
      return [];
    }
    checkForm(recipe, here, list);
    checkId(document, recipe['id'], index, firstOf, list);
    checkDatasetType(recipe['dataset_type'], here, list);
    checkSchedule(recipe, here, list);
    return [
      ...objects(recipe['object'], [...here, 'object']),
      ...objects(recipe['dict_object'], [...here, 'dict_object']),
      ...checkScript(recipe['script'], [...here, 'script'], list),
    ];
  });
}

function checkForm(recipe: Record<string, unknown>, path: PropertyKey[], list: ProblemList): void {
  const has = (field: string) => Object.hasOwn(recipe, field);
  const { error, warning } = list.rule('recipe-form');
  if (has('dict_object')) {
    if (has('id') && has('object'))
      error([...path, 'dict_object'], '`dict_object` is given together with `id` and `object`.', TWO_FORMS);
    else if (has('id') || has('object'))
      warning(
        [...path, 'dict_object'],
        `\`${has('id') ? 'id' : 'object'}\` is ignored beside \`dict_object\`.`,
        TWO_FORMS,
      );
    return;
  }
  if (!has('id')) error(path, 'This recipe has no `id`.', 'Add `id:`, a short name without spaces.');
  if (has('script')) {
    if (has('object')) error([...path, 'script'], '`script` is given together with `object`.', ONE_KIND);
    return;
  }
  if (!has('object')) {
    const old = has('module') ? ' in place of `module` and `name`' : '';
    error(path, 'This recipe has no `object`.', `Add \`object: "file:name"\`${old}, such as \`recipe:recipe\`.`);
  }
}

/** A recipe that is a program: the file takes the place of the object. */
function checkScript(value: unknown, path: PropertyKey[], list: ProblemList): NamedObject[] {
  if (value === undefined) return [];
  if (!isScriptPath(value)) {
    const next = 'Write `script: "recipe.py"`, a path from the folder of meta.yaml.';
    list.rule('recipe-script').error(path, '`script` must name a Python file of this folder.', next);
    return [];
  }
  return [{ path, file: value.slice(0, -'.py'.length), name: null }];
}

/** `Feedstock.get_expanded_meta`: "Mixing explicit recipe objects and dict_objects … is not yet supported". */
function checkMixedForms(recipes: readonly unknown[], list: ProblemList): void {
  const dictionaries = recipes.map((recipe) => isMapping(recipe) && Object.hasOwn(recipe, 'dict_object'));
  const first = dictionaries.indexOf(true);
  if (first < 0 || dictionaries.every(Boolean)) return;
  list
    .rule('recipe-form')
    .error(
      ['recipes', first, 'dict_object'],
      'The runner takes either recipes with `id` and `object`, or `dict_object`, but not both in one meta.yaml.',
      'Name all recipes in one form.',
    );
}

function checkId(
  document: ParsedMeta,
  id: unknown,
  index: number,
  firstOf: Map<string, number>,
  list: ProblemList,
): void {
  if (id === undefined) return;
  const path = ['recipes', index, 'id'];
  const { error } = list.rule('recipe-id');
  if (typeof id === 'number' || typeof id === 'boolean' || id instanceof Date)
    return error(path, `\`id\` is ${kindOf(id)}, and must be text.`, 'Put it in quotes: `id: "…"`.');
  if (typeof id !== 'string')
    return error(path, id === null ? '`id` is empty.' : '`id` must be text.', 'Write a short name: `id: "…"`.');
  const bad = whyBadRecipeId(id);
  if (bad) return error(path, `${prose(bad.charAt(0).toUpperCase() + bad.slice(1))}.`, 'Give the recipe another id.');
  const first = firstOf.get(id);
  if (first === undefined) {
    firstOf.set(id, index);
    return;
  }
  const { line } = document.locate(['recipes', first, 'id']);
  error(path, `The recipe id ${codeSpan(id)} is given in line ${line} already.`, 'Give each recipe its own id.');
}

function checkObject(value: unknown, path: PropertyKey[], list: ProblemList, hasProgram: boolean): NamedObject[] {
  if (value === undefined) return [];
  const { error } = list.rule('recipe-object');
  const field = String(path.at(-1));
  const { file, name } = (typeof value === 'string' && PYTHON_OBJECT.exec(value)?.groups) || {};
  if (!file || !name) {
    const program = hasProgram
      ? ' If recipe.py is a program of its own, write `script: "recipe.py"` in its place.'
      : '';
    const next = `Write \`${field}: "file:name"\`, such as \`recipe:recipe\` for \`recipe = …\` in recipe.py.${program}`;
    error(path, `\`${field}\` must name a file and a Python variable in it.`, next);
    return [];
  }
  if (file.endsWith('.py')) {
    const right = `${file.slice(0, -'.py'.length)}:${name}`;
    error(path, `${codeSpan(field)} names the file without \`.py\`.`, `Write ${codeSpan(right)}.`);
    return [];
  }
  if (file.split('/').includes('..')) {
    error(path, `\`${field}\` leaves the folder of meta.yaml.`, 'Move the file beside meta.yaml, or below it.');
    return [];
  }
  return [{ path, file, name }];
}

function checkDatasetType(value: unknown, path: PropertyKey[], list: ProblemList): void {
  if (value === undefined || value === null || (DATASET_TYPES as readonly unknown[]).includes(value)) return;
  const next = `Write one of ${DATASET_TYPES.map((type) => `\`${type}\``).join(', ')}, or remove it.`;
  list.rule('dataset-type').error([...path, 'dataset_type'], '`dataset_type` is not one that is known here.', next);
}

/** Ours, and not the runner's: when a feedstock's recipe runs in production. */
function checkSchedule(recipe: Record<string, unknown>, path: PropertyKey[], list: ProblemList): void {
  const { schedule } = recipe;
  if (schedule === undefined) return;
  const place = [...path, 'schedule'];
  const { error } = list.rule('schedule');
  const next = 'Write, for example, `schedule: "0 6 * * *"` for every day at 6:00 UTC, or remove it.';
  if (Object.hasOwn(recipe, 'dict_object'))
    return error(place, '`schedule` needs a recipe with an `id`.', 'Name each recipe by `id` and `object`.');
  if (typeof schedule !== 'string') return error(place, '`schedule` must be a text in quotes.', next);
  const bad = whyBadSchedule(schedule);
  if (bad) error(place, `\`schedule\` is not valid: ${prose(bad)}.`, next);
}
