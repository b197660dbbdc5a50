import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import MarkdownIt, { type Token } from 'markdown-it';

export const REPOSITORY = path.join(import.meta.dirname, '../..');

export interface Document {
  /** From the repository's root. */
  file: string;
  tokens: Token[];
}

/** All pages: those in the root, such as the README, and docs/. */
export function documents(): Document[] {
  const files = globSync(['*.md', 'docs/**/*.md'], { cwd: REPOSITORY, exclude: ['docs/site/**'] });
  return files.toSorted().map(readDocument);
}

function readDocument(file: string): Document {
  return { file, tokens: new MarkdownIt({ html: true }).parse(readFileSync(path.join(REPOSITORY, file), 'utf8'), {}) };
}

/** The targets of the page's links, as written. */
export function linksOf({ tokens }: Document): string[] {
  return tokens
    .flatMap(({ children }) => children ?? [])
    .flatMap((token) => [token.attrGet('href'), token.attrGet('src')])
    .filter((target) => typeof target === 'string');
}

/** The anchors of the page's headings, as on GitHub. */
export function anchorsOf({ tokens }: Document): Set<string> {
  const slugger = new GithubSlugger();
  const titles = tokens.flatMap((token, index) => (token.type === 'heading_open' ? [tokens[index + 1]] : []));
  return new Set(titles.map((title) => slugger.slug((title?.children ?? []).map(({ content }) => content).join(''))));
}
