import type { OutgoingHttpHeaders } from 'node:http';
import { TransientMap } from '@pangeo-forge/shared/collections/transient-map';
import { bytesOf, type PiecedAnswer, type RenderedAnswer } from './answer.ts';
import { createAskedBefore } from './asked-before.ts';

export interface MadeAnswer extends RenderedAnswer {
  /** Headers that go out with every answer, whatever it is. */
  around: OutgoingHttpHeaders;
  /** Whether it may be given again without looking at who asks. */
  mayGoFirst: boolean;
}

export interface KeptAnswer extends MadeAnswer {
  body: Buffer;
}

export type SharedAnswer = MadeAnswer | PiecedAnswer;

/** Answers that are fresh enough to be given again. Reads of one process share them; what it writes makes all of them old at once. */
export interface FreshAnswers {
  /** The answer kept for this URL; null when there is none, or it is too old. */
  find(url: string): KeptAnswer | null;
  /** The kept answer, or what `produce` makes: once, for however many ask at the same time. What comes in pieces is not kept. */
  read(url: string, rule: FreshRule, produce: () => Promise<SharedAnswer>): Promise<SharedAnswer>;
  forget(): void;
}

export interface FreshRule {
  freshMs: number;
  /**
   * Whether an answer is kept the first time, since making it costs much; else only when its URL is asked for again. What is kept for a second
   * outlives V8’s young generation, and what is to be collected from the old one stops everybody for some ten milliseconds.
   */
  keepAtOnce: boolean;
}

interface Kept {
  answer: KeptAnswer;
  until: number;
}

const MOST_BYTES = 32 * 1024 * 1024;

export function createFreshAnswers(mostBytes = MOST_BYTES): FreshAnswers {
  const kept = new Map<string, Kept>();
  const underway = new TransientMap<string, Promise<SharedAnswer>>();
  const askedBefore = createAskedBefore();
  let bytes = 0;

  function find(url: string): KeptAnswer | null {
    const found = kept.get(url);
    if (!found) return null;
    if (found.until > performance.now()) return found.answer;
    drop(url, found);
    return null;
  }

  function drop(url: string, { answer }: Kept): void {
    kept.delete(url);
    bytes -= answer.body.length;
  }

  function keep(url: string, made: MadeAnswer, until: number): void {
    const before = kept.get(url);
    if (before) drop(url, before);
    const answer = { ...made, body: bytesOf(made.body) };
    kept.set(url, { answer, until });
    bytes += answer.body.length;
    for (const [oldest, entry] of kept) {
      if (bytes <= mostBytes) break;
      drop(oldest, entry);
    }
  }

  return {
    find,
    async read(url, { freshMs, keepAtOnce }, produce) {
      const found = find(url);
      if (found) return found;
      const isWanted = askedBefore(url) || keepAtOnce;
      const shared = underway.get(url);
      if (shared) return shared;
      // its age counts from before it was read
      const until = performance.now() + freshMs;
      const produced = produce();
      underway.set(url, produced);
      try {
        const answer = await produced;
        // a write since then has made it old before it was there
        if (isWanted && 'body' in answer && underway.get(url) === produced) keep(url, answer, until);
        return answer;
      } finally {
        if (underway.get(url) === produced) underway.delete(url);
      }
    },
    forget() {
      kept.clear();
      underway.clear();
      bytes = 0;
    },
  };
}
