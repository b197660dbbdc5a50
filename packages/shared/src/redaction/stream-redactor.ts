import { mask, mergeSpans, type Redactor, type Span } from './redactor.ts';
import { SECRET_BEGINNING } from './secret-patterns.ts';

export interface StreamRedactor {
  /** Adds text, and answers what can be shown by now. */
  write(text: string): string;
  /** Answers the rest. */
  end(): string;
}

/** A private key of 13 kB, the longest that is looked for. */
const KEY_CHARACTERS = 17 * 1024;
/** A token that goes on in the next piece. */
const TOKEN_CHARACTERS = 2_200;
const MOST_HELD_CHARACTERS = 8 * 1024;

/**
 * Redacts text that comes in pieces, cut anywhere: within a secret, a line or a private key. It remembers the end of what it has shown, and holds back what may be the
 * beginning of a secret, with its line, until more has come; both are bounded. A secret that is wrapped over lines is hidden too.
 */
export function createStreamRedactor(redactor: Redactor): StreamRedactor {
  let shown = '';
  let pending = '';

  function show(characters: number): string {
    const text = shown + pending;
    const upTo = shown.length + characters;
    const clean = mask(text.slice(shown.length, upTo), within(findSecrets(redactor, text), shown.length, upTo));
    shown = memoryOf(text.slice(0, upTo));
    pending = text.slice(upTo);
    return clean;
  }

  return {
    write(text) {
      pending += text;
      return show(Math.max(holdFrom(redactor, pending), pending.length - MOST_HELD_CHARACTERS));
    },
    end: () => show(pending.length),
  };
}

/** What is needed of the past to recognise what goes on: a private key that has not ended, from where it began, or else a token. */
function memoryOf(text: string): string {
  const began = text.lastIndexOf('-----BEGIN');
  const inKey = began >= text.length - KEY_CHARACTERS && began >= 0 && !text.includes('-----END', began);
  return text.slice(inKey ? Math.max(0, Math.min(began, text.length - TOKEN_CHARACTERS)) : -TOKEN_CHARACTERS);
}

/** Line breaks, with the indentation behind them, are looked past: terminals and encoders wrap long values. */
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

/** Where what may be the beginning of a secret begins, its last lines joined. */
function holdFrom(redactor: Redactor, text: string): number {
  const tail = text.slice(-MOST_HELD_CHARACTERS);
  const { joined, positionOf } = join(tail);
  const known = redactor.beginningOfSecret(joined);
  const alike = SECRET_BEGINNING.exec(joined.slice(-TOKEN_CHARACTERS));
  const from = Math.min(known, alike ? joined.length - alike[0].length : joined.length);
  if (from === joined.length || redactor.find(joined.slice(from)).length > 0) return text.length;
  const held = text.length - tail.length + positionOf(from);
  return text.lastIndexOf('\n', held - 1) + 1; // with its whole line
}

function within(spans: readonly Span[], from: number, to: number): Span[] {
  return spans.flatMap(([start, end]): Span[] =>
    start < to && end > from ? [[Math.max(start, from) - from, Math.min(end, to) - from]] : [],
  );
}
