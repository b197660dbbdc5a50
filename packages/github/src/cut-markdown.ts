import { hiddenMarkers } from './hidden-markers.ts';

/** GitHub counts the characters of comments and issues, and refuses more with 422. */
const MAX_CHARACTERS = 65_536;
/** GitHub counts the bytes of a check run's texts. */
const MAX_BYTES = 65_535;
const FENCE = /^\s*```/;
const LEFT_OUT = '\n\n*The rest is left out: GitHub takes no more.*';

/**
 * The body of a comment or an issue as GitHub takes it. Hidden markers at its end stay, since it is found again by
 * them.
 */
export function cutBody(body: string): string {
  if (body.length <= MAX_CHARACTERS) return body;
  const found = hiddenMarkers(body);
  const markers = found.map((line) => `\n${line}`).join('');
  const kept = body
    .trimEnd()
    .split('\n')
    .slice(0, -found.length || undefined)
    .join('\n');
  const room = MAX_CHARACTERS - markers.length - LEFT_OUT.length - '\n```\n</details>'.length;
  return `${closed(kept.slice(0, Math.max(0, room)).toWellFormed())}${LEFT_OUT}${markers}`;
}

/** A text of a check run as GitHub takes it. */
export function cutCheckText(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length <= MAX_BYTES) return markdown;
  const kept = bytes
    .subarray(0, MAX_BYTES - 100)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
  return `${closed(kept)}${LEFT_OUT}`;
}

/** An element that was cut open would swallow everything after it. */
function closed(markdown: string): string {
  const fences = markdown.split('\n').filter((line) => FENCE.test(line)).length;
  const isFolded = markdown.lastIndexOf('<details') > markdown.lastIndexOf('</details>');
  return `${markdown}${fences % 2 === 1 ? '\n```' : ''}${isFolded ? '\n</details>' : ''}`;
}
