import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalSource } from './create-local-source.ts';
import { createReadBudget } from './read-budget.ts';

let directory: string;
let storage: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-source-'));
  storage = join(directory, 'storage');
  await mkdir(storage);
  await writeFile(join(directory, 'secret.json'), '{"key":"hunter2"}');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const source = () => createLocalSource([storage], createReadBudget());

describe('storage that recipe code has written to', () => {
  test('gives its plain files, and links between them', async () => {
    await writeFile(join(storage, '.zattrs'), '{}');
    await symlink('.zattrs', join(storage, 'link'));
    expect(Buffer.from((await source().read(join(storage, 'link'))) ?? []).toString()).toBe('{}');
  });

  test('gives nothing that a link out of it names', async () => {
    await symlink(join(directory, 'secret.json'), join(storage, '.zattrs'));
    await symlink(directory, join(storage, 'folder'));
    for (const place of ['.zattrs', 'folder/secret.json'])
      await expect(source().read(join(storage, place))).rejects.toMatchObject({ code: 'forbidden' });
    await expect(source().list(join(storage, 'folder'))).rejects.toMatchObject({ code: 'forbidden' });
  });

  test('does not make its reader wait at a pipe without a writer', async () => {
    execFileSync('mkfifo', [join(storage, '.zattrs')]);
    expect(await source().read(join(storage, '.zattrs'))).toBeNull();
  });
});
