import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { reachableBinaries, reachableDataDirectory } from './reachable-paths.ts';

let open: string;
let closed: string;
beforeEach(() => {
  open = temporaryDirectory();
  chmodSync(open, 0o755);
  closed = path.join(open, 'closed');
  mkdirSync(path.join(closed, 'native', 'bin'), { recursive: true });
  chmodSync(closed, 0o700);
});
afterEach(() => rmSync(open, { recursive: true }));

test('programs in a closed folder are copied to where another user can run them', () => {
  const bin = path.join(closed, 'native', 'bin');
  const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  for (const program of Object.values(binaries)) writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });

  const copied = reachableBinaries(binaries, open);
  for (const program of Object.values(copied)) {
    expect(path.relative(open, program)).toMatch(/^postgres-[0-9a-f]{12}\/bin\//);
    expect(statSync(program).mode & 0o001).toBe(1);
  }
  expect(reachableBinaries(binaries, open)).toEqual(copied);
  chmodSync(closed, 0o755);
  expect(reachableBinaries(binaries, open)).toEqual(binaries);
});

test('data stays in its folder unless Postgres has no access to it', () => {
  expect(reachableDataDirectory(path.join(open, 'postgres'), open)).toBe(path.join(open, 'postgres'));
  const elsewhere = reachableDataDirectory(path.join(closed, 'postgres'), open);
  expect(path.relative(open, elsewhere)).toMatch(/^data-[0-9a-f]{12}$/);
});
