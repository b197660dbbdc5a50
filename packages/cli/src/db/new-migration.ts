import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

const FOLDER = 'packages/db/src/migrations';

/** An empty migration and its line in the list, in a checkout of this repository. Answers the file's path in it. */
export async function newMigration(checkout: string, title: string, now: Date): Promise<string> {
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (!slug) throw new AppError('invalid_input', 'Say in letters what the migration does, such as "add run labels".');
  const stamp = now.toISOString().slice(0, 19).replace(/[-:T]/g, '');
  const name = `${stamp}-${slug}`;
  const words = slug.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const className = `${words.join('').replace(/^(?=\d)/, 'M')}${stamp}`;
  const listFile = path.join(checkout, FOLDER, 'migration-list.ts');
  const list = await readFile(listFile, 'utf8').catch(() => {
    throw new AppError('not_found', `${checkout} is not a checkout of the orchestrator: it has no ${FOLDER}.`);
  });
  const file = path.join(FOLDER, `${name}.ts`);
  await writeFile(path.join(checkout, file), migrationText(className, title), { flag: 'wx' });
  await writeFile(listFile, withEntry(list, name));
  return file;
}

function migrationText(className: string, title: string): string {
  return `import { Migration } from '@mikro-orm/migrations';

/**
 * ${title.replaceAll('*/', '')}. The version that runs now must be able to work on it: add and fill first, remove in a
 * later release.
 */
export class ${className} extends Migration {
  override up(): void {
    this.addSql('select 1');
  }

  override down(): void {
    this.addSql('select 1');
  }
}
`;
}

function withEntry(list: string, name: string): string {
  const end = list.lastIndexOf(']');
  const before = list.slice(0, end).trimEnd();
  const comma = before.endsWith('[') || before.endsWith(',') ? '' : ',';
  return `${before}${comma}\n  { name: '${name}', load: () => import('./${name}.ts') },\n${list.slice(end)}`;
}
