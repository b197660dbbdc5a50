import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const BACKUP = fileURLToPath(new URL('../../../../../shared/data/production-backup.pgdump', import.meta.url));

/** Whether this machine has the production backup (beside the checkout) and the program that reads it. */
export async function canRestoreBackup(): Promise<boolean> {
  if (!existsSync(BACKUP)) return false;
  const probe = await execa('pg_restore', ['--version'], { reject: false });
  return probe.exitCode === 0;
}

/** A database restored from the production backup, untouched. Extensions that the server lacks are left out. */
export function restoreBackup(): Promise<TestDatabase> {
  return createTestDatabase({
    templateName: 'production_backup',
    template: async (url) => {
      const only = ['--schema=public', '--no-owner', '--no-acl', '--no-comments', `--dbname=${url}`];
      await execa('pg_restore', [...only, BACKUP]);
    },
  });
}
