import type { Database } from '@pangeo-forge/db/open-database';
import type { Waker } from '@pangeo-forge/shared/queues/waker';

/** Just before the request is sent, or after GitHub did what it was asked, with the answer lost. */
export interface Death {
  /** Counted from one, or the first that looks so. */
  request: number | RegExp;
  when: 'before' | 'after';
}

export interface MortalParts {
  fetch: typeof fetch;
  database: Database;
  waker: Waker;
  /** `METHOD /path` of what was sent, tokens included. */
  requests(): string[];
  isDead(): boolean;
}

/**
 * What a worker touches the world with. At its death all of it breaks at once: no request and no statement leaves this
 * worker any more, and its open transactions are rolled back, as if the process had been killed.
 */
export function createMortalParts(parts: { database: Database; waker: Waker }, death?: Death): MortalParts {
  const requests: string[] = [];
  let dead = false;
  const breathe = () => {
    if (dead) throw new Error('this worker is dead');
  };
  const guardedFetch: typeof fetch = async (input, init) => {
    breathe();
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const request = `${init?.method ?? 'GET'} ${pathname.replace('/api/v3', '')}`;
    requests.push(request);
    const isLast = death !== undefined && isFatal(death, request, requests.length);
    if (isLast && death.when === 'before') dead = true;
    breathe();
    const answer = await fetch(input, init);
    if (isLast) dead = true;
    breathe();
    return answer;
  };
  return {
    fetch: guardedFetch,
    database: { ...parts.database, pool: guarded(parts.database.pool, breathe) },
    waker: parts.waker,
    requests: () => requests,
    isDead: () => dead,
  };
}

function isFatal({ request: chosen }: Death, request: string, count: number): boolean {
  return typeof chosen === 'number' ? chosen === count : chosen.test(request);
}

/** A pool, or a connection of it, that breaks at death. */
function guarded<T extends object>(target: T, breathe: () => void): T {
  return new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name, object);
      if (typeof value !== 'function') return value;
      if (name !== 'query' && name !== 'connect') return value.bind(object) as unknown;
      return async (...args: unknown[]) => {
        breathe();
        const answer = (await (value as (...given: unknown[]) => unknown).apply(object, args)) as T;
        return name === 'connect' ? guarded(answer, breathe) : answer;
      };
    },
  });
}
