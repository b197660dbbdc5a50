import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { renderApiDescription } from '../generate/render-api-description.ts';

test('the client matches the routes (node tools/write-api-client.ts brings it up to date)', async () => {
  const file = path.join(import.meta.dirname, '../src/api-description.ts');
  expect(await readFile(file, 'utf8')).toBe(await renderApiDescription());
});
