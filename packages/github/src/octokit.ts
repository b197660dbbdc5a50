import { Octokit as Core } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { toGitHubError } from './github-error.ts';

const REQUEST_LIMIT_MS = 15_000;

/**
 * Octokit with pagination, a time limit and our errors; without plugin-retry, since that repeats writes on its own, and only the effect
 * table may decide that something is sent twice.
 */
export const Octokit = Core.plugin(paginateRest, (octokit) => {
  octokit.hook.wrap('request', async (request, options) => {
    const name = `${options.method} ${options.url.replace(/^https?:\/\/[^/]+/, '')}`;
    options.request = { ...options.request, signal: AbortSignal.timeout(REQUEST_LIMIT_MS) };
    try {
      return await request(options);
    } catch (error) {
      throw toGitHubError(error, name);
    }
  });
  return {};
}).defaults({ userAgent: 'pangeo-forge-orchestrator', log: { debug() {}, info() {}, warn() {}, error() {} } });

export type OctokitClient = InstanceType<typeof Octokit>;
