import type { GitHubDescription } from '../description/github-description.ts';
import { endpointShape } from '../description/implemented-endpoints.ts';
import type { Answer, ApiClient } from './api-client.ts';

export interface Described {
  client(client: ApiClient): ApiClient;
  /** Differences from GitHub's description so far. */
  problems: string[];
  /** Shapes of the calls that succeeded. */
  succeeded: Set<string>;
}

/** Wraps clients so that each answer is compared with GitHub's description. `quirks` are the known exceptions. */
export function describing(description: GitHubDescription, quirks: RegExp[]): Described {
  const problems: string[] = [];
  const succeeded = new Set<string>();
  const note = (method: string, path: string, answer: Answer): Answer => {
    const [bare = ''] = path.replace(/^https?:\/\/[^/]+\/api\/v3/, '').split('?');
    const found = description.checkResponse(method, bare, answer.status, answer.body);
    problems.push(...found.filter((problem) => !quirks.some((quirk) => quirk.test(problem))));
    if (answer.status < 300) {
      const operation = description.operationOf(method, bare);
      if (operation) succeeded.add(endpointShape(...(operation.split(' ') as [string, string])));
    }
    return answer;
  };
  return {
    problems,
    succeeded,
    client: (client) => ({
      get: async (path, headers) => note('GET', path, await client.get(path, headers)),
      post: async (path, body) => note('POST', path, await client.post(path, body)),
      put: async (path, body) => note('PUT', path, await client.put(path, body)),
      patch: async (path, body) => note('PATCH', path, await client.patch(path, body)),
      delete: async (path, body) => note('DELETE', path, await client.delete(path, body)),
    }),
  };
}
