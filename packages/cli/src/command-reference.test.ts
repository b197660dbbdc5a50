import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { commandReference } from './command-reference.ts';
import { loadCommands } from './command-registry.ts';

test('the documentation describes the commands that there are (node tools/write-command-reference.ts brings it up to date)', async () => {
  const page = path.join(import.meta.dirname, '../../../docs/cli.md');
  expect(await readFile(page, 'utf8')).toBe(commandReference(await loadCommands()));
});
