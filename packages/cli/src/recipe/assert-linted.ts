import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { lintRecipeFolder } from './lint-recipe-folder.ts';

/** @throws AppError `conflict` that lists what has to be mended before anything is done with the recipe. */
export async function assertLinted(folder: string): Promise<void> {
  const errors = (await lintRecipeFolder(folder, {})).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  const lines = errors.map(({ file, line, message, nextStep }) => `  ${file}:${line}: ${message} ${nextStep}`);
  throw new AppError('conflict', `To be mended first (\`pangeo-forge recipe lint\`):\n${lines.join('\n')}`);
}
