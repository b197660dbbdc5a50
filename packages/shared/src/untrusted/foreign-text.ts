/**
 * Markdown for text that strangers decide: ids, file names, exceptions, output. In code spans and code blocks GitHub
 * makes no mention, link or reference to an issue of it, and no HTML. Everything else that is written in the App's
 * voice is text of ours.
 */

const MAX_PROSE = 4_000;
const MAX_CODE = 500;
/** Control characters, and those that are not seen or change the order of others. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;

/** A code span. In a row of a table it needs `tableCell` too. */
export function codeSpan(text: unknown): string {
  const line = oneLine(String(text), MAX_CODE);
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = line === '' || /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** A code block, as lines. */
export function codeBlock(text: string): string[] {
  return ['```text', text.replaceAll('```', "'''").replace(/[^\n\t]/gu, (one) => one.replace(UNSEEN, '\uFFFD')), '```'];
}

/** Of Markdown without line breaks. A bar behind a backslash cannot be escaped again, and is broken. */
export function tableCell(markdown: string): string {
  return markdown.replace(/(\\*)\|/g, (_bar, before: string) => (before === '' ? '\\|' : `${before}¦`));
}

const PUNCTUATION = String.raw`.,;:!?'"“”‘’()\/%+=…–—-`;
const PLAIN = new RegExp(String.raw`^[\p{L}\p{M}\p{N}${PUNCTUATION}]+$`, 'u');
/** What Markdown or GitHub makes something of, although it has no other characters. */
const MEANINGFUL = [
  /:\/\//,
  /www\./i,
  /mailto:|xmpp:/i,
  /^[-+=]+$/,
  /^\d{1,9}[.)]$/,
  /:[\w+-]+:/,
  /\bgh-\d/i,
  /\b(?=[a-f\d]*\d)[a-f\d]{7,}\b/i,
];
const CODE = new RegExp(String.raw`^([("'“‘]*)\x60([^\x60]+)\x60([.,;:!?)"'”’]*)$`, 'u');
const TOKEN = /(?:`[^`]*`|[^\s`]|`)+/gu;

/**
 * A sentence or a few that strangers had a part in, such as the message of an exception: words stay as they are, and
 * what Markdown would act on becomes code.
 */
export function prose(text: string): string {
  const parts: string[] = [];
  let active: string[] = [];
  const close = () => {
    const [, inside = '', after = ''] = /^(.*?)([.,;:!?]*)$/su.exec(active.join(' ')) ?? [];
    if (active.length > 0) parts.push(`${inside === '' ? '' : codeSpan(inside)}${after}`);
    active = [];
  };
  for (const token of oneLine(text, MAX_PROSE).match(TOKEN) ?? []) {
    const [, before = '', inside, after = ''] = CODE.exec(token) ?? [];
    const isPlain = PLAIN.test(token) && !MEANINGFUL.some((pattern) => pattern.test(token));
    if (inside === undefined && !isPlain) {
      active.push(token);
      continue;
    }
    close();
    parts.push(inside === undefined ? token : `${before}${codeSpan(inside)}${after}`);
  }
  close();
  return parts.join(' ');
}

function oneLine(text: string, maxCharacters: number): string {
  const line = text.toWellFormed().replace(/\s+/g, ' ').replace(UNSEEN, '\uFFFD').trim();
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters).toWellFormed()}…` : line;
}
