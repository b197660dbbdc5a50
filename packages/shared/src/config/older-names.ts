import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { classifyConfigFile, type ConfigFolder } from './classify-config-file.ts';
import type { ConfigProblem } from './config-problem.ts';

/** Files under names of older documents, which nothing reads, each with the name it should have. */
export async function olderNames(configDir: string, folder: ConfigFolder): Promise<ConfigProblem[]> {
  const names = await readdir(path.join(configDir, folder)).catch((): string[] => []);
  return names.sort().flatMap((name) => {
    const found = classifyConfigFile(folder, name);
    if (found.kind !== 'renamed') return [];
    return [
      {
        file: path.join(configDir, folder, name),
        message: `is not read under this name: call it ${folder}/${found.to}.`,
      },
    ];
  });
}
