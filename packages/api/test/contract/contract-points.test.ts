import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { CONTRACT_POINTS } from '../../src/testing/contract-points.ts';

test.each(CONTRACT_POINTS)('$point: the test that shows it is there', ({ file, test: name }) => {
  const source = readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');
  expect(source).toContain(`'${name}',`);
});
