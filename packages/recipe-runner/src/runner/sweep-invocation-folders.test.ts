import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { recipeFiles } from '@pangeo-forge/testkit/recipes/recipe-files';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { inFeedstock, makeFeedstockRepository } from '../../test/feedstock-repository.ts';
import { makeInvocationFolder } from './invocation-folder.ts';
import { sweepInvocationFolders } from './sweep-invocation-folders.ts';

let foldersDir: string;
beforeEach(async () => {
  foldersDir = await mkdtemp(join(tmpdir(), 'sweep-test-'));
});
afterEach(() => rm(foldersDir, { recursive: true, force: true }));

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
    await writeFile(
      join(foldersDir, '1-reused', 'owner.json'),
      JSON.stringify({ pid: process.pid, startTime: 'long ago' }),
    );
    await mkdir(join(foldersDir, '2-new'));
    await mkdir(join(foldersDir, '3-old'));
    await utimes(join(foldersDir, '3-old'), 0, 0);
    expect(await sweepInvocationFolders(foldersDir)).toBe(2);
    expect(await readdir(foldersDir)).toEqual(['2-new']);
  });

  test('directories that recipe code made unreadable are removed too', async () => {
    const { tmp } = await makeInvocationFolder(foldersDir, '1');
    await mkdir(join(tmp, 'locked', 'inner'), { recursive: true });
    await chmod(join(tmp, 'locked'), 0);
    await writeFile(join(tmp, '..', '..', 'owner.json'), JSON.stringify({ pid: 999_999_999, startTime: null }));
    expect(await sweepInvocationFolders(foldersDir)).toBe(1);
  });

  test('where there is no folder there is nothing to sweep', async () => {
    expect(await sweepInvocationFolders(join(foldersDir, 'nowhere'))).toBe(0);
  });
});
