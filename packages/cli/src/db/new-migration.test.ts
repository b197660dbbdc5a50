import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { newMigration } from './new-migration.ts';

const MIGRATIONS = 'packages/db/src/migrations';
const CHECKOUT = path.join(import.meta.dirname, '../../../..');

test('a new migration stands last in the list, and both can be read as code', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'migration-'));
  await cp(path.join(CHECKOUT, MIGRATIONS), path.join(folder, MIGRATIONS), { recursive: true });
  const file = await newMigration(folder, 'Add run labels', new Date('2027-01-02T03:04:05Z'));
  expect(file).toBe(`${MIGRATIONS}/20270102030405-add-run-labels.ts`);
  const list = await readFile(path.join(folder, MIGRATIONS, 'migration-list.ts'), 'utf8');
  expect(list).toContain("load: () => import('./20270102030405-add-run-labels.ts')");
  const names = [...list.matchAll(/name: '([^']+)'/g)].map(([, name]) => name);
  expect(names.at(-1)).toBe('20270102030405-add-run-labels');
  expect(await readFile(path.join(folder, file), 'utf8')).toContain(
    'class AddRunLabels20270102030405 extends Migration',
  );
  await rm(folder, { recursive: true });
});

test('elsewhere the error says that this is not a checkout', async () => {
  await expect(newMigration(tmpdir(), 'x', new Date())).rejects.toThrow('is not a checkout');
});
