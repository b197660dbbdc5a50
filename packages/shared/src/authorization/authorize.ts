import type { ApiKeyScope } from '../keys/api-key.ts';

/** What a GitHub login may do with a pull request, as GitHub and the base branch say now. */
export type Right = 'author' | 'run' | 'production';

/** Who acts. */
export type Who =
  | { is: 'anybody' }
  /** The holder of an API key, or an operator whose session such a key opened. */
  | { is: 'key'; scopes: ReadonlySet<ApiKeyScope>; bakery: string | null }
  /** GitHub is asked only for the right that is needed. `isOperator`: named by the configuration, or in its team. */
  | { is: 'login'; has: (right: Right) => Promise<boolean>; isOperator?: boolean };

/** What the action needs, as its route, command, button or page declares it. */
export type Need = 'public' | ApiKeyScope | Right;

/** What the action concerns. A key for one bakery may only do what concerns nothing but that bakery. */
export type Subject =
  | { of: 'deployment' }
  /** Names; null for a bakery that does not exist. */
  | { of: 'bakeries'; names: ReadonlyArray<string | null> }
  /** The one that the login has its rights on. */
  | { of: 'pull request' };

export type Authorization =
  | { outcome: 'allowed' }
  | { outcome: 'refused'; because: 'undeclared' | 'unknown caller' | 'lacks the right' | 'another subject' };

/**
 * Whether somebody may do something, the only place that decides it. What declares no need is refused to everybody, and
 * so is each combination that is not listed here.
 */
export async function authorize(who: Who, need: Need | undefined, subject: Subject): Promise<Authorization> {
  if (need === undefined) return refused('undeclared');
  if (need === 'public') return { outcome: 'allowed' };
  switch (who.is) {
    case 'anybody':
      return refused('unknown caller');
    case 'key':
      if (!holds(who, need)) return refused('lacks the right');
      return concernsOnly(subject, who.bakery) ? { outcome: 'allowed' } : refused('another subject');
    case 'login':
      if (isScope(need)) return need === 'ops' && who.isOperator ? { outcome: 'allowed' } : refused('lacks the right');
      if (subject.of !== 'pull request') return refused('another subject');
      return (await who.has(need)) ? { outcome: 'allowed' } : refused('lacks the right');
  }
}

/** Whether the key has the scope, whatever the action concerns. */
export function holds({ scopes }: Who & { is: 'key' }, need: Need): boolean {
  return isScope(need) && (scopes.has('admin') || scopes.has(need));
}

function concernsOnly(subject: Subject, bakery: string | null): boolean {
  if (bakery === null) return subject.of !== 'pull request';
  return subject.of === 'bakeries' && subject.names.length > 0 && subject.names.every((name) => name === bakery);
}

const RIGHTS: ReadonlySet<string> = new Set<Right>(['author', 'run', 'production']);

function isScope(need: Need): need is ApiKeyScope {
  return need !== 'public' && !RIGHTS.has(need);
}

function refused(because: (Authorization & { outcome: 'refused' })['because']): Authorization {
  return { outcome: 'refused', because };
}
