import { whyBadRecipeId } from '../names/recipe-id.ts';
import { fieldName, type MetaProblem } from './meta-problem.ts';
import type { ParsedMeta } from './parse-meta.ts';

/** `module:name`; the runner loads `module.py` beside meta.yaml. */
const PYTHON_OBJECT = /^[A-Za-z_][\w./-]*:[A-Za-z_]\w*$/;

/** Recipe ids that cannot be used, ids given twice, and objects that name no Python object. */
export function checkRecipes(document: ParsedMeta): MetaProblem[] {
  const { recipes } = document.value as { recipes?: unknown };
  if (!Array.isArray(recipes)) return [];
  const firstOf = new Map<string, number>();
  return recipes.flatMap((recipe: unknown, index) => {
    if (typeof recipe !== 'object' || recipe === null) return [];
    const { id, object, dict_object: dictObject } = recipe as Record<string, unknown>;
    return [
      ...(typeof id === 'string' ? checkId(document, id, index, firstOf) : []),
      ...checkObject(document, object, ['recipes', index, 'object']),
      ...checkObject(document, dictObject, ['recipes', index, 'dict_object']),
    ];
  });
}

function checkId(document: ParsedMeta, id: string, index: number, firstOf: Map<string, number>): MetaProblem[] {
  const path = ['recipes', index, 'id'];
  const bad = whyBadRecipeId(id);
  if (bad) return [error(document, path, `${capital(bad)}.`, 'Give the recipe another id.')];
  const first = firstOf.get(id);
  if (first === undefined) {
    firstOf.set(id, index);
    return [];
  }
  const line = document.locate(['recipes', first, 'id']).line;
  const message = `The recipe id \`${id}\` is given in line ${line} already.`;
  return [error(document, path, message, 'Give each recipe its own id.')];
}

function checkObject(document: ParsedMeta, value: unknown, path: PropertyKey[]): MetaProblem[] {
  if (typeof value !== 'string' || PYTHON_OBJECT.test(value)) return [];
  const message = `\`${fieldName(path)}\` names no Python object: it is \`file:name\`, the file without \`.py\`.`;
  return [error(document, path, message, 'Write, for example, `recipe:recipe` for `recipe = …` in recipe.py.')];
}

function error(document: ParsedMeta, path: PropertyKey[], message: string, nextStep: string): MetaProblem {
  return { ...document.locate(path), field: fieldName(path), severity: 'error', message, nextStep };
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
