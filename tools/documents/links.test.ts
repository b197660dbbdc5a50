import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { sidebar } from '../../docs/site/.vitepress/sidebar.ts';
import { anchorsOf, documents, linksOf, REPOSITORY } from './document.ts';

const pages = documents();

test('every link between documents has an existing file and heading as target', () => {
  const broken = pages.flatMap((page) =>
    linksOf(page).flatMap((link) => (hasTarget(page.file, link) ? [] : [`${page.file}: ${link}`])),
  );
  expect(broken).toEqual([]);
});

test('the table of contents of the site has exactly the pages of docs/', () => {
  const listed = sidebar.flatMap((entry) => ('items' in entry ? entry.items : [entry])).map(({ link }) => link);
  const there = pages
    .map(({ file }) => file)
    .filter((file) => file.startsWith('docs/') && !/^docs\/adr\/\d/.test(file));
  expect(listed.toSorted()).toEqual(there.map(siteAddress).toSorted());
});

test('every test named in the documents exists', () => {
  const tests = globSync(['packages/*/{src,test}/**/*.test.ts', 'bench/src/**/*.test.ts', 'tools/**/*.test.ts'], {
    cwd: REPOSITORY,
  });
  const missing = pages.flatMap(({ file, tokens }) =>
    tokens
      .flatMap(({ children }) => children ?? [])
      .filter(({ type, content }) => type === 'code_inline' && /^[\w./-]+\.test\.ts$/.test(content))
      .filter(({ content }) => !tests.some((test) => `/${test}`.endsWith(`/${content}`)))
      .map(({ content }) => `${file}: ${content}`),
  );
  expect(missing).toEqual([]);
});

function hasTarget(from: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return true;
  const [target = '', anchor] = link.split('#');
  const file = target === '' ? from : path.join(path.dirname(from), target);
  if (!existsSync(path.join(REPOSITORY, file))) return false;
  const page = pages.find((candidate) => candidate.file === file);
  return !anchor || !page || anchorsOf(page).has(anchor);
}

function siteAddress(file: string): string {
  return file
    .replace(/^docs/, '')
    .replace(/\.md$/, '')
    .replace(/README$/, '');
}
