import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lintMeta, type LintOptions } from '@pangeo-forge/shared/meta/lint-meta';
import type { MetaProblem } from '@pangeo-forge/shared/meta/meta-problem';
import { type ParsedMeta, parseMeta } from '@pangeo-forge/shared/meta/parse-meta';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

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

/** Checks that `file:name` of each recipe exists, by the text of the file. */
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

/**
 * Fixes what has only one right answer: a missing requirements.txt, a misspelt field. Returns what it did, a sentence
 * each.
 */
export async function fixRecipeFolder(folder: string, problems: readonly RecipeProblem[]): Promise<string[]> {
  const done: string[] = [];
  if (problems.some(({ file }) => file === 'requirements.txt')) {
    await writeFile(path.join(folder, 'requirements.txt'), '', { flag: 'wx' });
    done.push('requirements.txt: written, empty.');
  }
  const metaFile = path.join(folder, 'meta.yaml');
  const before = await readFile(metaFile, 'utf8');
  const lines = before.split('\n');
  for (const { field, line, nextStep, message } of problems) {
    const meant = message.endsWith('is not known.') ? /^Did you mean `(\w+)`\?$/.exec(nextStep)?.[1] : undefined;
    const text = lines[line - 1];
    if (!meant || !field || text === undefined || !text.startsWith(`${field}:`)) continue;
    lines[line - 1] = `${meant}${text.slice(field.length)}`;
    done.push(`meta.yaml:${line}: ${field} is ${meant} now.`);
  }
  if (lines.join('\n') !== before) await writeFile(metaFile, lines.join('\n'));
  return done;
}

/** @throws AppError `conflict` that lists the errors which must be fixed before anything is done with the recipe. */
export async function assertLinted(folder: string): Promise<void> {
  const errors = (await lintRecipeFolder(folder, {})).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ file, line, message, nextStep }) => `  ${file}:${line}: ${message} ${nextStep}`);
  throw new AppError('conflict', `Fix these first (\`pangeo-forge recipe lint\`):\n${lines.join('\n')}`);
}
