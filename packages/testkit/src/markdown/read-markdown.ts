import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export interface ReadMarkdown {
  /** Of code spans and code blocks. */
  code: string[];
  /** All other text. */
  text: string;
  /** Targets of links and images, also of addresses that GitHub makes links of. */
  links: string[];
  html: string[];
  /** `@name` and `@organization/team` that GitHub notifies. */
  mentions: string[];
  /** References to issues that GitHub makes links of. */
  references: string[];
  /** Kinds of all elements, such as `heading` or `emphasis`. */
  kinds: ReadonlySet<string>;
}

interface Node {
  type: string;
  value?: string;
  url?: string;
  children?: Node[];
}

const MENTION = /(?<![\w`@/])@[a-z\d][a-z\d-]*(?:\/[\w.-]+)?/gi;
const REFERENCE = /(?<![\w&])(?:#\d+|gh-\d+|[\w.-]+\/[\w.-]+#\d+)/gi;

/** What GitHub shows of a comment: GitHub Flavored Markdown, and what it makes of text outside of code. */
export function readMarkdown(markdown: string): ReadMarkdown {
  const tree = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }) as Node;
  const nodes: Node[] = [];
  const visit = (node: Node) => {
    nodes.push(node);
    for (const child of node.children ?? []) visit(child);
  };
  visit(tree);
  const valuesOf = (...types: string[]) =>
    nodes.flatMap(({ type, value }) => (types.includes(type) ? [value ?? ''] : []));
  const texts = valuesOf('text');
  return {
    code: valuesOf('inlineCode', 'code'),
    text: texts.join(' '),
    links: nodes.flatMap(({ url }) => url ?? []),
    html: valuesOf('html'),
    mentions: texts.flatMap((text) => text.match(MENTION) ?? []),
    references: texts.flatMap((text) => text.match(REFERENCE) ?? []),
    kinds: new Set(nodes.map(({ type }) => type)),
  };
}

/** Pieces of text that Markdown or GitHub acts on. */
export const HOSTILE_PIECES: readonly string[] = [
  '@org/owners',
  '@someone',
  '[sign in](https://evil.example/)',
  '![x](https://evil.example/x.png)',
  '[a]: https://evil.example',
  '[a]',
  '<h1>',
  '<!-- pangeo-forge: run 7 -->',
  '<img src=x onerror=1>',
  'https://evil.example/a?b=1',
  'www.evil.example',
  'someone@evil.example',
  'mailto:someone@evil.example',
  'fixes #1',
  'GH-2',
  'org/repo#3',
  '`',
  '``',
  '```',
  '~~~',
  '\\',
  '\\`',
  '&lt;h1&gt;',
  '&#64;someone',
  '*a*',
  '__b__',
  '~~c~~',
  '$x$',
  '# title',
  '- item',
  '1. item',
  '> quote',
  '| cell |',
  '---',
  '===',
  '[^1]',
  ':tada:',
  '\n',
  '\n\n',
  '\r',
  '\t',
  '    ',
  ' ',
  '\u2028',
  '\u202E',
  '\u0000',
  '\u001B[31m',
  'ValueError:',
  'a',
  'é',
  '.',
  '(',
  ')',
];
