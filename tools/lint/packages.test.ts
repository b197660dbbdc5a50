import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { EVERYTHING, MAY_IMPORT } from '../../oxlint.config.ts';

const root = path.join(import.meta.dirname, '../..');

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

const folders = globSync('{packages/*,bench,tools}/package.json', { cwd: root }).map(path.dirname).toSorted();
const manifests = new Map(
  folders.map((folder) => [
    folder,
    JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8')) as Manifest,
  ]),
);
const folderOf = new Map([...manifests].map(([folder, { name }]) => [name, folder]));

/** Folders of the dependencies that are packages of this repository. */
const inRepository = (dependencies: Record<string, string> = {}): string[] =>
  Object.keys(dependencies).flatMap((name) => folderOf.get(name) ?? []);

test('each package has an entry in the lint rule about imports', () => {
  expect(Object.keys(MAY_IMPORT).toSorted()).toEqual(folders);
});

test('packages have no circular dependencies, not even for development', () => {
  const circles: string[] = [];
  const finished = new Set<string>();
  const follow = (folder: string, way: readonly string[]): void => {
    if (way.includes(folder)) {
      circles.push([...way.slice(way.indexOf(folder)), folder].join(' → '));
      return;
    }
    if (finished.has(folder)) return;
    const { dependencies, devDependencies } = manifests.get(folder) ?? {};
    for (const next of inRepository({ ...dependencies, ...devDependencies })) follow(next, [...way, folder]);
    finished.add(folder);
  };
  for (const folder of folders) follow(folder, []);
  expect(circles).toEqual([]);
});

test('a package depends only on packages that it may import', () => {
  const wrong = folders.flatMap((folder) => {
    const allowed = MAY_IMPORT[folder] ?? [];
    if (allowed === EVERYTHING) return [];
    return inRepository(manifests.get(folder)?.dependencies)
      .filter((dependency) => !allowed.includes(path.basename(dependency)))
      .map((dependency) => `${folder}: ${dependency}`);
  });
  expect(wrong).toEqual([]);
});

test('the table of docs/architecture.md is that of the lint rule', () => {
  const page = readFileSync(path.join(root, 'docs/architecture.md'), 'utf8');
  const rows = [...page.matchAll(/^\| `([\w-]+)` \| .* \| ([^|]*) \|$/gm)].map(([, name = '', imports = '']) => [
    name,
    imports === '–' ? [] : imports.split(', ').toSorted(),
  ]);
  const rules = Object.entries(MAY_IMPORT)
    .filter(([folder]) => folder.startsWith('packages/'))
    .map(([folder, imports]) => [path.basename(folder), imports.toSorted()]);
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(rules));
});

/** Folders of a package's source that import each other, directly: where an import runs back. */
function mutualImports(source: string): string[] {
  const imports = new Set<string>();
  for (const file of globSync('**/*.ts', { cwd: source, exclude: ['**/*.test.ts', '**/testing/**'] })) {
    const from = file.split(path.sep)[0] ?? '';
    const text = readFileSync(path.join(source, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/from '(\.[^']+)'/g)) {
      const to = path.normalize(path.join(path.dirname(file), target)).split(path.sep)[0] ?? '';
      if (to !== from) imports.add(`${from} → ${to}`);
    }
  }
  return [...imports].filter((pair) => imports.has(pair.split(' → ').toReversed().join(' → '))).toSorted();
}

test('no two folders of the worker import each other', () => {
  expect(mutualImports(path.join(root, 'packages/runner-worker/src'))).toEqual([]);
});
