import { expect, test } from '@jest/globals';
import { API_KEY_SCOPES } from '../keys/api-key.ts';
import { authorize, type Need, type Right, type Subject, type Who } from './authorize.ts';

const key = (scope: (typeof API_KEY_SCOPES)[number], bakery: string | null = null): Who => ({
  is: 'key',
  scopes: new Set([scope]),
  bakery,
});
const login = (...rights: Right[]): Who => ({ is: 'login', has: async (right) => rights.includes(right) });
const anybody: Who = { is: 'anybody' };

const DEPLOYMENT: Subject = { of: 'deployment' };
const PULL: Subject = { of: 'pull request' };
const bakeries = (...names: Array<string | null>): Subject => ({ of: 'bakeries', names });

const may = async (who: Who, need: Need | undefined, subject: Subject) =>
  (await authorize(who, need, subject)).outcome === 'allowed';

test('what declares no need is refused to everybody', async () => {
  for (const who of [anybody, key('admin'), login('author', 'run', 'production')])
    for (const subject of [DEPLOYMENT, PULL, bakeries('a')])
      expect(await authorize(who, undefined, subject)).toEqual({ outcome: 'refused', because: 'undeclared' });
});

test('a key has its scopes, and admin has them all', async () => {
  for (const scope of API_KEY_SCOPES) {
    expect([scope, await may(key(scope), scope, DEPLOYMENT)]).toEqual([scope, true]);
    expect([scope, await may(key('admin'), scope, bakeries('a'))]).toEqual([scope, true]);
    expect([scope, await may(anybody, scope, DEPLOYMENT)]).toEqual([scope, false]);
    expect([scope, await may(login('run', 'production'), scope, DEPLOYMENT)]).toEqual([scope, false]);
    for (const other of API_KEY_SCOPES)
      if (other !== scope && scope !== 'admin') expect(await may(key(scope), other, DEPLOYMENT)).toBe(false);
  }
});

test('a key for one bakery may do only what concerns that bakery and nothing else', async () => {
  for (const scope of ['admin', 'runs:write'] as const) {
    const limited = key(scope, 'a');
    expect(await may(limited, 'runs:write', bakeries('a'))).toBe(true);
    expect(await may(limited, 'runs:write', bakeries('a', 'a'))).toBe(true);
    for (const subject of [bakeries('b'), bakeries('a', 'b'), bakeries(null), bakeries(), DEPLOYMENT, PULL])
      expect([subject, await may(limited, 'runs:write', subject)]).toEqual([subject, false]);
  }
});

test('a login has the rights of GitHub on its pull request, and no key has them', async () => {
  expect(await may(login('run'), 'run', PULL)).toBe(true);
  expect(await may(login('author'), 'run', PULL)).toBe(false);
  expect(await may(login('run'), 'run', DEPLOYMENT)).toBe(false);
  for (const who of [anybody, key('admin'), key('runs:write', 'a')])
    for (const right of ['author', 'run', 'production'] as const) expect(await may(who, right, PULL)).toBe(false);
});

test('what is public is for everybody', async () => {
  for (const who of [anybody, key('ops', 'a'), login()]) expect(await may(who, 'public', DEPLOYMENT)).toBe(true);
});

test('an operator by login has the operators’ pages, and no other scope', async () => {
  const operator: Who = { is: 'login', has: async () => false, isOperator: true };
  for (const scope of API_KEY_SCOPES)
    expect([scope, await may(operator, scope, DEPLOYMENT)]).toEqual([scope, scope === 'ops']);
  for (const right of ['author', 'run', 'production'] as const) expect(await may(operator, right, PULL)).toBe(false);
});
