import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { createObjectReader } from './object-reader.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'object-reader-'));
  await execa('git', ['init', '--bare', '--quiet', directory]);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('a read just after the reader went idle does not fail', async () => {
  const { stdout: sha } = await execa('git', [`--git-dir=${directory}`, 'hash-object', '-w', '--stdin'], {
    input: 'content',
  });
  const reader = createObjectReader(directory);
  for (let time = 0; time < 5; time++) {
    const object = await reader.read(sha);
    expect(object?.bytes.toString()).toBe('content');
    reader.close();
  }
});
