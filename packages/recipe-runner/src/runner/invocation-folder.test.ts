import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import {
  makeInvocationFolder,
  openInvocationsFolder,
  sweepInvocationFolders,
  writeFolderOwner,
} from './invocation-folder.ts';

let foldersDir: string;
beforeEach(async () => {
  foldersDir = await mkdtemp(join(tmpdir(), 'sweep-test-'));
});
afterEach(() => rm(foldersDir, { recursive: true, force: true }));

const DEAD = { process: { pid: 999_999_999, startTime: null } };

/** As another process would have written it. */
async function changeOwner(folder: string, change: object): Promise<void> {
  await writeFolderOwner(folder);
  const path = join(folder, 'owner.json');
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, 'utf8')), ...change }));
}

describe('what a killed worker leaves', () => {
  (existsSync('/proc/self/stat') ? test : test.skip)(
    'is gone after the next one starts: secrets, files and processes',
    async () => {
      const files = await recipeFiles('sea-surface-temperature', {
        sourceUrl: 'http://127.0.0.1:9',
        bakeryId: 'local',
      });
      const behaviour = { bake: [{ print: 'running\n' }, { hang: true }] };
      const repository = await makeFeedstockRepository(
        inFeedstock({ ...files, 'behaviour.json': JSON.stringify(behaviour) }),
      );
      const main = join(import.meta.dirname, '../../test/runner-worker.main.ts');
      const worker = execa(process.execPath, [main, foldersDir, repository.url, repository.sha], { reject: false });
      let printed = '';
      worker.stdout.on('data', (bytes) => (printed += String(bytes)));
      await waitFor(() => printed.includes('running'));
      const [folder = ''] = await readdir(foldersDir);
      expect(await readdir(join(foldersDir, folder, 'files'))).toContain('KEY_FILE');

      expect(await sweepInvocationFolders(foldersDir)).toBe(0);
      worker.kill('SIGKILL');
      await worker;
      expect(await sweepInvocationFolders(foldersDir)).toBe(1);
      expect(await readdir(foldersDir)).toEqual([]);
      const left = await execa('pgrep', ['-f', `repo=file://${foldersDir}`], { reject: false });
      expect(left.stdout).toBe('');
      await repository.remove();
    },
  );

  test('a folder of a worker that lives stays', async () => {
    await makeInvocationFolder(foldersDir, '1');
    expect(await sweepInvocationFolders(foldersDir)).toBe(0);
  });

  test('a folder whose number has gone to another process is removed, and one without an owner when it is old', async () => {
    await mkdir(join(foldersDir, '1-reused'));
    await changeOwner(join(foldersDir, '1-reused'), { process: { pid: process.pid, startTime: 'long ago' } });
    await mkdir(join(foldersDir, '2-new'));
    await mkdir(join(foldersDir, '3-old'));
    await utimes(join(foldersDir, '3-old'), 0, 0);
    expect(await sweepInvocationFolders(foldersDir)).toBe(2);
    expect(await readdir(foldersDir)).toEqual(['2-new']);
  });

  test('a folder of a container that shares the disk stays: its process numbers say nothing here', async () => {
    const { folder } = await makeInvocationFolder(foldersDir, '1');
    await changeOwner(folder, { ...DEAD, numberedBy: 'pid:[1]' });
    expect(await sweepInvocationFolders(foldersDir)).toBe(0);
  });

  test('directories that recipe code made unreadable are removed too', async () => {
    const { tmp } = await makeInvocationFolder(foldersDir, '1');
    await mkdir(join(tmp, 'locked', 'inner'), { recursive: true });
    await chmod(join(tmp, 'locked'), 0);
    await changeOwner(join(tmp, '..', '..'), DEAD);
    expect(await sweepInvocationFolders(foldersDir)).toBe(1);
  });

  test('without a folder there is nothing to sweep', async () => {
    expect(await sweepInvocationFolders(join(foldersDir, 'nowhere'))).toBe(0);
  });
});

describe('the folder of all invocations', () => {
  test('is one for all workers of a user and only for them, and is swept when one starts', async () => {
    const first = await openInvocationsFolder(foldersDir);
    const { folder } = await makeInvocationFolder(first, '1');
    const { folder: kept } = await makeInvocationFolder(first, '2');
    await changeOwner(folder, DEAD);
    expect(await openInvocationsFolder(foldersDir)).toBe(first);
    expect(await readdir(first)).toEqual([kept.split('/').at(-1)]);
    expect((await stat(first)).mode & 0o777).toBe(0o700);
  });

  test('is refused when another user could write to it', async () => {
    const folder = await openInvocationsFolder(foldersDir);
    await chmod(folder, 0o777);
    await expect(openInvocationsFolder(foldersDir)).rejects.toMatchObject({ code: 'invalid_config' });
  });
});
