import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fail, log } from './log.mjs';

/** The fields that the runner's 0.10 line knows; it drops all others. */
const FIELDS = ['recipes', 'description', 'maintainers', 'provenance', 'title'];

export function expandMeta(feedstock) {
  const meta = readMeta(feedstock);
  const known = Object.fromEntries(FIELDS.filter((field) => meta[field]).map((field) => [field, meta[field]]));
  log('Expansion complete', { status: 'completed', meta: { ...known, recipes: recipesOf(meta, feedstock) } });
}

export function readMeta(feedstock) {
  const path = join(feedstock, 'meta.yaml');
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    fail(`[Errno 2] No such file or directory: '${path}'`, 'FileNotFoundError');
  }
  const meta = parse(text);
  if (!Array.isArray(meta?.recipes) || meta.recipes.length === 0) {
    fail(
      `The \`\`recipes\`\` trait, passed as ${JSON.stringify(meta?.recipes ?? null)}, cannot be empty.`,
      'traitlets.traitlets.TraitError',
    );
  }
  return meta;
}

/** Only Python knows the keys of a dictionary of recipes: here they are the quoted keys at the start of a line. */
export function recipesOf(meta, feedstock) {
  return meta.recipes.flatMap((recipe) => {
    if (recipe.id !== undefined) return [recipe];
    const [module = 'recipe'] = String(recipe.dict_object ?? '').split(':');
    const text = readFileSync(join(feedstock, `${module}.py`), 'utf8');
    const ids = [...text.matchAll(/^\s+["']([\w.-]+)["']\s*:/gm)].map(([, id]) => id);
    if (ids.length === 0)
      fail('a stand-in runs no Python and finds no quoted keys in the dictionary of recipes', 'NotImplementedError');
    return ids.map((id) => ({ id, object: 'DICT_VALUE_PLACEHOLDER' }));
  });
}
