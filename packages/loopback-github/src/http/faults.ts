import type { Response } from 'express';

/** What happens instead of, or before, the normal answer. */
export type FaultResponse =
  | { status: number; headers?: Record<string, string>; body?: unknown }
  /** The connection is reset. */
  | 'reset'
  /** No answer ever: the client has to time out. */
  | 'timeout'
  /** The normal answer, late. */
  | { delayMs: number }
  /** The normal answer, once this resolves. */
  | { after: Promise<unknown> };

export interface FaultRule {
  method?: string;
  /** Tested against the path below the API's root, or the path of a git request. */
  path?: RegExp;
  /** Number of requests that it affects; all when absent. */
  times?: number;
  /** Number of matching requests that pass first. */
  skip?: number;
  /** `before`: nothing is done. `after`: only the answer is lost. Clones and pushes always fail before. */
  when: 'before' | 'after';
  respond: FaultResponse;
}

export interface Faults {
  /** Adds a rule; rules are tried in order. The returned function removes it. */
  add(rule: FaultRule): () => void;
  /** The primary rate limit is used up: 403 with the x-ratelimit headers, until `resetInSeconds` from now. */
  primaryRateLimit(
    options: { resetInSeconds: number } & Partial<Pick<FaultRule, 'method' | 'path' | 'times'>>,
  ): () => void;
  /** A secondary limit: 403 or 429 with retry-after (left out when `retryAfterSeconds` is null). */
  secondaryRateLimit(
    options: { status?: 403 | 429; retryAfterSeconds: number | null } & Partial<
      Pick<FaultRule, 'method' | 'path' | 'times'>
    >,
  ): () => void;
  clear(): void;
  /** Number of affected requests so far. */
  hits(): number;
  /** The rule that affects this request; counts it. */
  take(method: string, path: string): FaultRule | undefined;
}

const DOCS = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';

export function createFaults(now: () => Date): Faults {
  let rules: { rule: FaultRule; seen: number }[] = [];
  let hits = 0;
  const add = (rule: FaultRule): (() => void) => {
    const entry = { rule, seen: 0 };
    rules.push(entry);
    return () => {
      rules = rules.filter((other) => other !== entry);
    };
  };
  return {
    add,
    primaryRateLimit: ({ resetInSeconds, ...match }) =>
      add({
        ...match,
        when: 'before',
        respond: {
          status: 403,
          headers: {
            'x-ratelimit-limit': '5000',
            'x-ratelimit-remaining': '0',
            'x-ratelimit-used': '5000',
            'x-ratelimit-resource': 'core',
            'x-ratelimit-reset': String(Math.ceil(now().getTime() / 1000) + resetInSeconds),
          },
          body: { message: 'API rate limit exceeded for installation.', documentation_url: DOCS, status: '403' },
        },
      }),
    secondaryRateLimit: ({ status = 403, retryAfterSeconds, ...match }) =>
      add({
        ...match,
        when: 'before',
        respond: {
          status,
          headers: retryAfterSeconds === null ? {} : { 'retry-after': String(retryAfterSeconds) },
          body: {
            message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
            documentation_url: DOCS,
            status: String(status),
          },
        },
      }),
    clear() {
      rules = [];
    },
    hits: () => hits,
    take(method, path) {
      for (const entry of rules) {
        const { rule } = entry;
        if (rule.method && rule.method !== method) continue;
        if (rule.path && path.search(rule.path) < 0) continue;
        entry.seen += 1;
        const counted = entry.seen - (rule.skip ?? 0);
        if (counted < 1 || (rule.times !== undefined && counted > rule.times)) continue;
        hits += 1;
        return rule;
      }
      return undefined;
    },
  };
}

/** Answers as the fault specifies. */
export function breakConnection(response: Response, respond: FaultResponse): void {
  if (respond === 'reset') response.socket?.resetAndDestroy();
  else if (typeof respond === 'object' && 'status' in respond) {
    response.status(respond.status).set(respond.headers ?? {});
    if (respond.body === undefined) response.end();
    else response.json(respond.body);
  }
}
