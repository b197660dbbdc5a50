import type { Account } from '../store/account.ts';
import { findRepository, type World } from '../store/world.ts';
import { fullName } from '../store/repository.ts';
import { authorize } from './authorize.ts';
import type { Body } from './body.ts';
import type { Endpoint } from './endpoint.ts';

/** Calls an endpoint as a person, in this process: the same code and rights as over HTTP, not recorded as a request. */
export type Invoke = (
  as: Account,
  call: string,
  params: Record<string, string | number>,
  body?: Body,
) => Promise<unknown>;

export function createInvoke(world: World, endpoints: Endpoint[]): Invoke {
  return async (as, call, given, body = {}) => {
    const endpoint = endpoints.find(({ method, path }) => call === `${method} ${path}`);
    if (!endpoint) throw new Error(`there is no endpoint ${call}`);
    const { repository: name, ...rest } = given;
    const params = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
    const request = {
      params,
      query: new URLSearchParams(),
      headers: {},
      body,
      actor: { kind: 'user', account: as } as const,
    };
    if (endpoint.access === undefined) return (await endpoint.handle(request)).body;
    const [owner = '', repo = ''] = String(name).split('/');
    const repository = findRepository(world, owner, repo);
    if (!repository) throw new Error(`there is no repository ${name}: create it first`);
    authorize(request.actor, repository, endpoint.access);
    const [realOwner = '', realName = ''] = fullName(repository).split('/');
    const answer = await endpoint.handle({
      ...request,
      params: { ...params, owner: realOwner, repo: realName },
      repository,
    });
    return answer.body;
  };
}
