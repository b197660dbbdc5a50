import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { referencePages } from '../reference/reference-pages.ts';
import { REPOSITORY } from './document.ts';

test.each([...referencePages()])(
  'docs/reference/%s is up to date (else: node tools/write-reference.ts)',
  (file, page) => {
    expect(readFileSync(path.join(REPOSITORY, 'docs/reference', file), 'utf8')).toBe(page);
  },
);
