import path from 'node:path';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';
import { findRecipeFolders } from '../../recipe/find-recipe-folders.ts';
import type { FileProblem } from '@pangeo-forge/shared/meta/lint-recipe';
import { fixRecipeFolder } from '../../recipe/fix-recipe-folder.ts';
import { lintRecipeFolder } from '../../recipe/lint-recipe-folder.ts';
import { listBakeries } from '../../api/bakeries.ts';
import type { CliContext } from '../../context/cli-context.ts';

const FORMATS = ['text', 'json', 'github'] as const;

export const recipeLintCommand = defineCommand({
  path: 'recipe lint',
  summary: 'Check meta.yaml and the files beside it by the rules of the check run.',
  details:
    'Warnings leave the exit code 0. The bakery’s name is checked when --bakeries or PANGEO_FORGE_API_URL is given.',
  arguments: [['[path]', 'a recipe’s folder, a feedstock, or a clone of staged-recipes (here)']],
  options: [
    ['--fix', 'fix what has only one right answer'],
    ['--format <format>', 'text, json, or github for annotations in GitHub Actions'],
    ['--bakeries <names>', 'known bakeries, separated by commas'],
    ['--default-bakery <name>', 'the bakery of a meta.yaml that names none'],
  ],
  input: z.object({
    path: z.string().default('.'),
    fix: z.boolean().default(false),
    format: z.enum(FORMATS).default('text'),
    bakeries: z.string().optional(),
    defaultBakery: z.string().optional(),
  }),
  async run(context, { path: given, fix, format, bakeries: named, defaultBakery }) {
    const folders = await findRecipeFolders(path.resolve(context.cwd, given));
    const bakeries = await knownBakeries(context, named);
    // The API does not say which bakery is the default.
    const mayHaveDefault = named === undefined;
    const options = { ...(bakeries ? { bakeries } : {}), defaultBakery: defaultBakery ?? null, mayHaveDefault };
    const problems: FileProblem[] = [];
    const fixed: string[] = [];
    for (const folder of folders) {
      const shorten = (file: string) => path.join(path.relative(context.cwd, folder), file);
      if (fix)
        fixed.push(
          ...(await fixRecipeFolder(folder, await lintRecipeFolder(folder, options, context.variables))).map(shorten),
        );
      problems.push(
        ...(await lintRecipeFolder(folder, options, context.variables)).map((found) => ({
          ...found,
          file: shorten(found.file),
        })),
      );
    }
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    const data = { recipes: folders.map((folder) => path.relative(context.cwd, folder) || '.'), fixed, problems };
    const summary = `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}.`;
    const lines = format === 'github' ? problems.map(annotation) : [...fixed, ...problems.map(sentence), summary];
    return {
      data,
      text: format === 'json' ? JSON.stringify(data, null, 2) : lines.join('\n'),
      exitCode: errors > 0 ? EXIT_CODES.no.code : EXIT_CODES.done.code,
    };
  },
});

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function sentence({ file, line, column, severity, message, nextStep }: FileProblem): string {
  return `${file}:${line}:${column}: ${severity}: ${message} ${nextStep}`;
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message */
function annotation({ file, line, column, endLine, severity, message, nextStep }: FileProblem): string {
  const value = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => value(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${severity} file=${property(file)},line=${line},endLine=${endLine},col=${column}::${value(`${message} ${nextStep}`)}`;
}

/**
 * Names that a meta.yaml can give as its bakery: those given, else those of the API that PANGEO_FORGE_API_URL names;
 * undefined without either.
 */
async function knownBakeries(context: CliContext, given: string | undefined): Promise<string[] | undefined> {
  if (given !== undefined) return given.split(',').map((name) => name.trim());
  if (!context.variables['PANGEO_FORGE_API_URL']) return undefined;
  return (await listBakeries(context.api())).map(({ name }) => name);
}
