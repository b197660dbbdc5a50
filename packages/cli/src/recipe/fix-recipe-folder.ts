import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RecipeProblem } from './lint-recipe-folder.ts';

/** Mends what has one right answer only: a missing requirements.txt, a misspelt field. Answers what it did, a sentence each. */
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
