import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { shareCurrent } from '@pangeo-forge/shared/caching/share-reads';
import { LRUCache } from 'lru-cache';
import { bytesOf, type PiecedAnswer, type RenderedAnswer } from './answer.ts';

export interface MadeAnswer extends RenderedAnswer {
  /** Headers that every answer has, whatever it is. */
  around: OutgoingHttpHeaders;
  /** Whether it may be sent again without counting the request against a rate limit. */
  mayGoFirst: boolean;
}

export interface KeptAnswer extends MadeAnswer {
  body: Buffer;
}

export type SharedAnswer = MadeAnswer | PiecedAnswer;

/**
 * Answers that are fresh enough to be sent again. All reads of a process share them; every write through this process
 * clears them.
 */
export interface FreshAnswers {
  /** The answer kept under this key (`freshKeyOf`); null when there is none, or it is too old. */
  find(url: string): KeptAnswer | null;
  /** The kept answer, or what `produce` makes: once for all who ask meanwhile. An answer in pieces is not kept. */
  read(url: string, rule: FreshRule, produce: () => Promise<SharedAnswer>): Promise<SharedAnswer>;
  forget(): void;
}

export interface FreshRule {
  freshMs: number;
  /**
   * Keep the answer the first time, because it is expensive to make. Otherwise it is kept only when its URL is asked
   * for again: what is kept for a second outlives V8’s young generation, and collecting the old generation stops the
   * process for about ten milliseconds.
   */
  keepAtOnce: boolean;
}

/** Answers may hold links to the host that the request names: nobody gets the links of another host. */
export function freshKeyOf({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): string {
  return `${headers.host ?? ''} ${url}`;
}

const MAX_BYTES = 32 * 1024 * 1024;

export function createFreshAnswers(maxBytes = MAX_BYTES): FreshAnswers {
  const kept = new LRUCache<string, KeptAnswer>({
    maxSize: maxBytes,
    sizeCalculation: ({ body }) => Math.max(1, body.length),
  });
  const reads = shareCurrent<SharedAnswer>();
  const isRepeated = createRepeatFilter();
  let writes = 0;

  async function readFresh(url: string, freshMs: number, keepIt: boolean, produce: () => Promise<SharedAnswer>) {
    const [start, writesBefore] = [performance.now(), writes];
    const answer = await produce();
    // its age counts from before it was read, and a write since then has made it old
    if (keepIt && 'body' in answer && writes === writesBefore)
      kept.set(url, { ...answer, body: bytesOf(answer.body) }, { ttl: freshMs, start });
    return answer;
  }

  const find = (url: string): KeptAnswer | null => kept.get(url) ?? null;
  return {
    find,
    async read(url, { freshMs, keepAtOnce }, produce) {
      const found = find(url);
      if (found) return found;
      const keepIt = isRepeated(url) || keepAtOnce;
      return reads.read(url, () => readFresh(url, freshMs, keepIt, produce));
    },
    forget() {
      writes++;
      kept.clear();
      reads.clear();
    },
  };
}

const PLACES = 4_096;

/**
 * Whether a text came before, lately. Keeps one number for each place and no text: texts that share a place replace
 * each other, so it sometimes returns false for a text that came before.
 */
function createRepeatFilter(): (text: string) => boolean {
  const hashes = new Uint32Array(PLACES);
  return (text) => {
    const hash = fnv1a(text);
    const place = hash % PLACES;
    const isRepeated = hashes[place] === hash;
    hashes[place] = hash;
    return isRepeated;
  };
}

/** FNV-1a, 32 bits. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
