import { oldApiImport } from '@pangeo-forge/shared/meta/recipe-line';
import type { Clues, Explanation } from './clues.ts';
import { lineOfRequirement } from './installer-failure.ts';
import { type RaisedException, ownFrame } from './read-traceback.ts';

export const NO_RECIPES =
  'the dictionary that `dict_object` names holds no recipe; it may need a network, and recipes are read without one';

/** meta.yaml, by the runner's own checks: in the words of lint where lint finds it too. */
export function declarationFailure({ exceptions, text, subdir, facts }: Clues): Explanation | null {
  const author = (reason: string): Explanation => ({ kind: 'declaration', fault: 'author', reason });
  if (/No such file or directory: '[^']*\/meta\.yaml'/.test(text)) return author(`there is no meta.yaml in ${subdir}`);
  if (/FileNotFoundError: \S*\/requirements\.txt does not exist/.test(text))
    return author(`there is no requirements.txt in ${subdir}; it is required, and may be empty`);
  const missing = /No such file or directory: '[^']*\/([^/']+\.py)'/.exec(text)?.[1];
  if (missing) return author(`meta.yaml names a recipe in ${missing}, which does not exist in ${subdir}`);
  const unknown = /self\.recipe_id='([^']*)' not in (\[[^\]]{0,300}\])/.exec(text);
  if (unknown) return author(`meta.yaml has no recipe ${unknown[1]}; it has ${unknown[2]}`);
  const undefinedName = exceptions.find(
    ({ type, frames }) => type === 'KeyError' && frames.at(-1)?.file.endsWith('/pangeo_forge_runner/feedstock.py'),
  );
  if (undefinedName) return author(`meta.yaml names ${undefinedName.message} of a file that does not define it`);
  const judged = exceptions.find(({ type, frames }) =>
    type === 'TraitError'
      ? true
      : frames.some(({ file }) => /pangeo_forge_runner\/meta_yaml\.py$|\/ruamel\//.test(file)),
  );
  const yaml = /(?:ruamel\.yaml|yaml)\.\w+\.(\w+Error): ?(.*)/.exec(text);
  if (!judged && !yaml) return null;
  const trait = judged?.message ?? '';
  if (/`recipes`.*passed as \[\], cannot be empty/.test(trait)) return author(NO_RECIPES);
  const ofBakery =
    judged?.type === 'TraitError' && !/\bof a MetaYaml\b|recipes?\b/i.test(trait) && !trait.includes('dict_object');
  if (ofBakery)
    return {
      kind: 'configuration',
      fault: 'unknown',
      reason: `the bakery's configuration is not valid: ${trait.slice(0, 300)}. Its operators have to correct it`,
    };
  const linted = facts.metaError;
  if (linted)
    return author(
      `meta.yaml, line ${linted.line}: ${linted.message.replaceAll('`', '')} ${linted.nextStep.replaceAll('`', '').replace(/\.$/, '')}`,
    );
  if (yaml) return author(`meta.yaml is not valid YAML (${yaml[1]} ${yaml[2]})`.replace(' )', ')'));
  return author(`meta.yaml is not valid: ${trait.slice(0, 300)}`);
}

/** The runner opens the storages before it reads any recipe. */
export function storageFailure({ exceptions, subdir }: Clues): Explanation | null {
  const opening = exceptions.find(({ frames }) =>
    frames.some(({ file }) => file.endsWith('/pangeo_forge_runner/storage.py')),
  );
  if (!opening || exceptions.some((exception) => ownFrame(exception, subdir))) return null;
  const said = opening.message === '' ? opening.type : `${opening.type}: ${opening.message.slice(0, 300)}`;
  const reason = `the bakery's storage cannot be used (${said}). Its operators have to correct it`;
  return { kind: 'configuration', fault: 'unknown', reason };
}

/** A pruned run takes the first items of what `.items()` is called on (`RecipeRewriter.transform_prune`). */
export function pruneFailure({ exceptions, subdir }: Clues): Explanation | null {
  for (const exception of exceptions) {
    const rewriting = exception.frames.at(-1)?.file.endsWith('/recipe_rewriter.py') ?? false;
    const pruning = /object has no attribute 'prune'/.test(exception.message);
    if (!rewriting && !pruning) continue;
    const own = ownFrame(exception, subdir);
    const place = own && pruning ? `${own.file}, line ${own.line}: ` : '';
    return {
      kind: 'prune',
      fault: 'author',
      reason: `${place}a pruned run needs \`beam.Create(pattern.items())\` of a FilePattern, and the recipe gives beam.Create something else; only full runs work like this`,
    };
  }
  return null;
}

/** A module that the recipe imports and its environment lacks. */
export function moduleFailure({ exceptions, text, subdir, facts }: Clues): Explanation | null {
  const exception = exceptions.findLast(({ type, message }) => type === 'ModuleNotFoundError' && message !== '');
  const module = /No module named '([\w.]+)'/.exec(exception?.message ?? '')?.[1];
  if (!exception || !module) return null;
  const own = ownFrame(exception, subdir);
  const place = own ? `${own.file}, line ${own.line}: ` : '';
  const author = (reason: string): Explanation => ({ kind: 'module', fault: 'author', reason: `${place}${reason}` });
  if (module.startsWith('pangeo_forge_recipes.') && oldApiImport(new Map([['', `import ${module}`]])))
    return author(
      `the recipe uses the API that pangeo-forge-recipes had before 0.10, which its environment does not have. How to move it to 0.10: https://pangeo-forge.readthedocs.io/`,
    );
  const name = module.split('.')[0] ?? module;
  const environment = environmentOf(exception, text, facts.kind);
  const line = lineOfRequirement(facts.requirements ?? null, name);
  if (line !== null)
    return {
      kind: 'module',
      fault: 'unknown',
      reason: `${place}the module ${module} is missing in ${environment}, although line ${line} of requirements.txt asks for it`,
    };
  return author(`the module ${module} is missing in ${environment}; add its package to requirements.txt`);
}

function environmentOf(exception: RaisedException, text: string, kind: 'expand_meta' | 'bake'): string {
  if (kind === 'expand_meta') return 'the environment in which the recipes are read';
  const inWorker =
    exception.frames.some(({ file }) => file.includes('apache_beam/')) || text.includes('[while running');
  return inWorker ? "the environment of Beam's workers" : 'the environment in which the recipe is baked';
}

/** Want of memory that Python noticed. */
export function memoryFailure({ exceptions, subdir }: Clues): Explanation | null {
  const exception = exceptions.findLast(({ type }) => type.endsWith('MemoryError'));
  if (!exception) return null;
  const own = ownFrame(exception, subdir);
  const place = own ? `${own.file}, line ${own.line}: ` : '';
  const detail = exception.message === '' ? '' : ` (${exception.message.split('\n')[0]?.slice(0, 200)})`;
  return {
    kind: 'memory',
    fault: 'author',
    outOfMemory: true,
    reason: `${place}the recipe asked for more memory than it may use${detail}`,
  };
}

/** Whatever else was raised: the last exception that passed through the author's own files, else the first cause. */
export function raisedFailure({ exceptions, subdir }: Clues): Explanation | null {
  const shown = exceptions.findLast((exception) => ownFrame(exception, subdir)) ?? exceptions[0];
  if (!shown) return null;
  const own = ownFrame(shown, subdir);
  const place = own ? `${own.file}, line ${own.line}: ` : '';
  const said = shown.message === '' ? shown.type : `${shown.type}: ${shown.message}`;
  return { kind: 'recipe', fault: 'author', reason: `the recipe raised an error: ${place}${said.slice(0, 500)}` };
}
