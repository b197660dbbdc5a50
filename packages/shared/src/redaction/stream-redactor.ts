import { mask, mergeSpans, type Redactor, type Span } from './redactor.ts';
import { SECRET_BEGINNING } from './secret-patterns.ts';

export interface StreamRedactor {
  /** Adds text; returns what can be shown now. */
  write(text: string): string;
  /** Answers the rest. */
  end(): string;
}

/** A private key of 13 kB, the longest that is recognised. */
const KEY_CHARACTERS = 17 * 1024;
/** A token that continues in the next piece. */
const TOKEN_CHARACTERS = 2_200;
const MAX_HELD_CHARACTERS = 8 * 1024;

/**
 * Redacts text that arrives in pieces, cut anywhere: inside a secret, a line or a private key. It keeps the end of what
 * it has shown, and holds back what may be the start of a secret, with its line, until more arrives; both are bounded.
 * A secret that is wrapped over lines is hidden too.
 */
export function createStreamRedactor(redactor: Redactor): StreamRedactor {
  let shown = '';
  let pending = '';

  function show(characters: number): string {
    const text = shown + pending;
    const upTo = shown.length + characters;
    const clean = mask(text.slice(shown.length, upTo), clip(findSecrets(redactor, text), shown.length, upTo));
    shown = memoryOf(text.slice(0, upTo));
    pending = text.slice(upTo);
    return clean;
  }

  return {
    write(text) {
      pending += text;
      return show(Math.max(holdFrom(redactor, pending), pending.length - MAX_HELD_CHARACTERS));
    },
    end: () => show(pending.length),
  };
}

/**
 * What must be kept to recognise the rest of a secret: a private key that has not ended, from its start, or else the
 * length of a token.
 */
function memoryOf(text: string): string {
  const keyStart = text.lastIndexOf('-----BEGIN');
  const inKey = keyStart >= text.length - KEY_CHARACTERS && keyStart >= 0 && !text.includes('-----END', keyStart);
  return text.slice(inKey ? Math.max(0, Math.min(keyStart, text.length - TOKEN_CHARACTERS)) : -TOKEN_CHARACTERS);
}

/** Line breaks, with the indentation after them, are skipped: terminals and encoders wrap long values. */
function findSecrets(redactor: Redactor, text: string): Span[] {
  const { joined, positionOf } = join(text);
  const acrossLines = redactor.find(joined).map(([from, to]): Span => [positionOf(from), positionOf(to - 1) + 1]);
  return mergeSpans([...redactor.find(text), ...acrossLines]);
}

function join(text: string): { joined: string; positionOf: (index: number) => number } {
  const pieces: { from: number; at: number }[] = [];
  let joined = '';
  for (const { index, 0: piece } of text.matchAll(/[^\n]+/g)) {
    const start = index + (piece.length - piece.trimStart().length);
    pieces.push({ from: start, at: joined.length });
    joined += piece.trim();
  }
  return {
    joined,
    positionOf(index) {
      const piece = pieces[pieces.findLastIndex(({ at }) => at <= index)];
      return piece ? piece.from + index - piece.at : index;
    },
  };
}

/** The position where a possible secret starts, with the last lines joined. */
function holdFrom(redactor: Redactor, text: string): number {
  const tail = text.slice(-MAX_HELD_CHARACTERS);
  const { joined, positionOf } = join(tail);
  const known = redactor.beginningOfSecret(joined);
  const alike = SECRET_BEGINNING.exec(joined.slice(-TOKEN_CHARACTERS));
  const from = Math.min(known, alike ? joined.length - alike[0].length : joined.length);
  if (from === joined.length || redactor.find(joined.slice(from)).length > 0) return text.length;
  const held = text.length - tail.length + positionOf(from);
  return text.lastIndexOf('\n', held - 1) + 1; // with its complete line
}

function clip(spans: readonly Span[], from: number, to: number): Span[] {
  return spans.flatMap(([start, end]): Span[] =>
    start < to && end > from ? [[Math.max(start, from) - from, Math.min(end, to) - from]] : [],
  );
}
