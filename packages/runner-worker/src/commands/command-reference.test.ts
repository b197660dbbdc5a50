import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { COMMANDS } from './command-registry.ts';
import { listOfCommands } from './help.command.ts';

test('the documentation for maintainers lists the commands that there are (node tools/write-command-reference.ts brings it up to date)', async () => {
  const page = path.join(import.meta.dirname, '../../../../docs/maintainers.md');
  expect(await readFile(page, 'utf8')).toContain(listOfCommands(COMMANDS));
});
