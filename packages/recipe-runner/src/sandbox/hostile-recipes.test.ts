import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { checkHostileRecipes } from '../../test/hostile/check-hostile-recipes.ts';
import { hostileRecipes } from '../../test/hostile/hostile-table.ts';
import { withTable } from '../../test/hostile/with-table.ts';

await checkHostileRecipes(hostileRecipes.filter(({ long }) => !long));

test('docs/security.md says what is stopped and what is not', async () => {
  const document = await readFile(new URL('../../../../docs/security.md', import.meta.url), 'utf8');
  expect(document).toBe(withTable(document));
});
