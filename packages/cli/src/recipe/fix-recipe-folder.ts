import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FileProblem } from '@pangeo-forge/shared/meta/lint-recipe';

/**
 * Fixes what has one right answer only: the name of the file, a missing requirements.txt, a misspelt field, the mapping
 * form of `recipes`, `.py` in an object. Answers what it did, a sentence each.
 */
export async function fixRecipeFolder(folder: string, problems: readonly FileProblem[]): Promise<string[]> {
  const done: string[] = [];
  if (problems.some(({ rule }) => rule === 'requirements')) {
    await writeFile(path.join(folder, 'requirements.txt'), '', { flag: 'wx' });
    done.push('requirements.txt: written, empty.');
  }
  const badName = problems.find(({ rule }) => rule === 'meta-name')?.file;
  if (badName) {
    await rename(path.join(folder, badName), path.join(folder, 'meta.yaml'));
    done.push(`meta.yaml: renamed from ${badName}.`);
  }
  const metaFile = path.join(folder, 'meta.yaml');
  const before = await readFile(metaFile, 'utf8');
  const lines = before.split('\n');
  // From the end, so that lines which are added move no line that is still to be fixed.
  for (const problem of problems.toSorted((a, b) => b.line - a.line)) {
    const fixed = fixLine(lines, problem);
    if (fixed) done.push(`meta.yaml:${problem.line}: ${fixed}`);
  }
  if (lines.join('\n') !== before) await writeFile(metaFile, lines.join('\n'));
  return done;
}

/** Changes `lines`; answers what it did, or nothing when this problem has no single answer. */
function fixLine(lines: string[], { rule, field, line, nextStep }: FileProblem): string | undefined {
  const text = lines[line - 1];
  if (!field || text === undefined) return undefined;
  if (rule === 'unknown-field') {
    const meant = /^Did you mean `(\w+)`\?$/.exec(nextStep)?.[1];
    if (!meant || !text.startsWith(`${field}:`)) return undefined;
    lines[line - 1] = `${meant}${text.slice(field.length)}`;
    return `${field} is ${meant} now.`;
  }
  if (rule === 'recipes' && field === 'recipes') return listRecipes(lines, line);
  if (rule === 'recipe-object') {
    const right = /^Write `([\w./-]+:\w+)`\.$/.exec(nextStep)?.[1];
    if (!right || !text.includes(right.replace(':', '.py:'))) return undefined;
    lines[line - 1] = text.replace(right.replace(':', '.py:'), right);
    return `${right} is named without .py now.`;
  }
  return undefined;
}

/** `recipes:` with fields right below it becomes a list with one item. */
function listRecipes(lines: string[], line: number): string | undefined {
  if (!/^recipes:\s*(?:#.*)?\r?$/.test(lines[line - 1] ?? '')) return undefined;
  const after = lines.slice(line);
  const end = after.findIndex((text) => text.trim() !== '' && !/^\s/.test(text));
  const block = end < 0 ? after : after.slice(0, end);
  const first = block.findIndex((text) => /^\s+[A-Za-z_]\w*:/.test(text));
  const indent = /^\s+/.exec(block[first] ?? '')?.[0];
  if (first < 0 || !indent || indent.includes('\t')) return undefined;
  for (const [index, text] of block.entries()) {
    if (index < first || !text.startsWith(indent)) continue;
    lines[line + index] =
      index === first ? `${indent}- ${text.slice(indent.length)}` : `${indent}  ${text.slice(indent.length)}`;
  }
  return 'recipes is a list now.';
}
