import { isMapping } from './check-fields.ts';
import { parseMeta } from './parse-meta.ts';

/** A store that catalog.yaml or meta.yaml declares. */
export interface DeclaredStore {
  id: string;
  url: string;
}

/** A recipe that is a program of its own, without pangeo-forge-recipes. */
export interface ScriptRecipe {
  id: string;
  /** Path from the recipe's folder. */
  script: string;
  stores: DeclaredStore[];
}

export interface ScriptFiles {
  meta: string;
  catalog: string | null;
  /** Text of recipe.py; null when there is none. */
  program: string | null;
}

const SCRIPT = /^[A-Za-z0-9_][\w./-]*\.py$/;

/** The path of a program in the recipe's folder, as `script` of a recipe names it. */
export function isScriptPath(value: unknown): value is string {
  return typeof value === 'string' && SCRIPT.test(value) && !value.split('/').includes('..');
}

/** Whether the text of recipe.py is a program of its own. */
export function isOwnProgram(text: string): boolean {
  return !/\bpangeo_forge_recipes\b/.test(text);
}

/**
 * The script recipes of a folder: those that meta.yaml names with `script`, else recipe.py when meta.yaml names no
 * recipes. Null when the folder is none of script recipes.
 * @param fallbackId the id of a recipe that nothing names: what the folder or the repository is called
 */
export function scriptRecipesOf({ meta, catalog, program }: ScriptFiles, fallbackId: string): ScriptRecipe[] | null {
  const fields = fieldsOfYaml(meta);
  if (!fields) return null;
  const stores = storesIn(catalog === null ? null : fieldsOfYaml(catalog)?.['stores']);
  const { recipes } = fields;
  if (recipes === undefined || recipes === null) {
    if (program === null || !isOwnProgram(program)) return null;
    const id = stores.length === 1 && stores[0] ? stores[0].id : fallbackId;
    return [{ id, script: 'recipe.py', stores }];
  }
  const named = Array.isArray(recipes) ? recipes.filter(isMapping) : [];
  const scripts = named.filter(({ script }) => isScriptPath(script));
  if (scripts.length === 0 || scripts.length < named.length) return null;
  return scripts.map((recipe) => {
    const id = typeof recipe['id'] === 'string' ? recipe['id'] : fallbackId;
    const own = storesIn(recipe['stores']);
    const ofCatalog = scripts.length === 1 ? stores : stores.filter((store) => store.id === id);
    return { id, script: String(recipe['script']), stores: own.length > 0 ? own : ofCatalog };
  });
}

function fieldsOfYaml(text: string): Record<string, unknown> | null {
  const parsed = parseMeta(text);
  return parsed.outcome === 'parsed' && isMapping(parsed.document.value) ? parsed.document.value : null;
}

function storesIn(value: unknown): DeclaredStore[] {
  const items = Array.isArray(value) ? value.filter(isMapping) : [];
  return items.flatMap(({ id, url }) => (typeof id === 'string' && typeof url === 'string' ? [{ id, url }] : []));
}
