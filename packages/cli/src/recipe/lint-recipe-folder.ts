import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type LintOptions, lintMeta } from '@pangeo-forge/shared/meta/lint-meta';
import type { MetaProblem } from '@pangeo-forge/shared/meta/meta-problem';
import { parseMeta, type ParsedMeta } from '@pangeo-forge/shared/meta/parse-meta';

export interface RecipeProblem extends MetaProblem {
  /** Path from the folder that was linted. */
  file: string;
}

/** meta.yaml by the rules of the check run, and the files that it names. */
export async function lintRecipeFolder(folder: string, options: LintOptions): Promise<RecipeProblem[]> {
  const text = await readFile(path.join(folder, 'meta.yaml'), 'utf8');
  const parsed = parseMeta(text);
  const objects = parsed.outcome === 'parsed' ? await checkObjects(folder, parsed.document) : [];
  const problems = [...lintMeta(text, options), ...objects].map((problem) => ({ ...problem, file: 'meta.yaml' }));
  return [...problems, ...(await checkRequirements(folder))];
}

/** That `file:name` of each recipe is there, as far as the text of the file tells. */
async function checkObjects(folder: string, document: ParsedMeta): Promise<MetaProblem[]> {
  const { recipes } = (document.value ?? {}) as { recipes?: unknown };
  if (!Array.isArray(recipes)) return [];
  const checked = recipes.flatMap((recipe: unknown, index) =>
    (['object', 'dict_object'] as const).map(async (key): Promise<MetaProblem[]> => {
      const value = (recipe as Record<string, unknown> | null)?.[key];
      const [module, name] = typeof value === 'string' ? value.split(':') : [];
      if (!module || !name) return [];
      const field = `recipes[${index}].${key}`;
      const place = { ...document.locate(['recipes', index, key]), field, severity: 'error' as const };
      const file = `${module}.py`;
      const source = await readFile(path.join(folder, file), 'utf8').catch(() => null);
      if (source === null)
        return [
          {
            ...place,
            message: `There is no \`${file}\` beside meta.yaml.`,
            nextStep: `Write it, or correct \`${field}\`.`,
          },
        ];
      const isDefined = new RegExp(`\\b${RegExp.escape(name)}\\b`).test(source);
      return isDefined
        ? []
        : [
            {
              ...place,
              message: `\`${file}\` holds no \`${name}\`.`,
              nextStep: `Name the variable that holds the recipe.`,
            },
          ];
    }),
  );
  return (await Promise.all(checked)).flat();
}

async function checkRequirements(folder: string): Promise<RecipeProblem[]> {
  const there = await readFile(path.join(folder, 'requirements.txt')).then(
    () => true,
    () => false,
  );
  if (there) return [];
  const place = { file: 'requirements.txt', line: 1, column: 1, endLine: 1, field: null, severity: 'error' as const };
  return [
    { ...place, message: 'There is no requirements.txt beside meta.yaml.', nextStep: 'Add one; it may be empty.' },
  ];
}
