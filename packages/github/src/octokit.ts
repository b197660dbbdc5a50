import { Octokit as Core } from '@octokit/core';
import type { OctokitResponse } from '@octokit/types';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { AnswerCutShort, toGitHubError } from './github-error.ts';
import type { RequestBudget } from './request-budget.ts';

const REQUEST_LIMIT_MS = 15_000;

/** Our options, in addition to Octokit's. */
interface OctokitSettings {
  budget?: RequestBudget;
  /** Timeout of each request, including the body of the answer. */
  requestLimitMs?: number;
}

/**
 * Octokit with pagination, a time limit, shared rate limits and our errors; without plugin-retry, since that repeats
 * writes on its own, and only the effect table may decide to send something twice.
 */
export const Octokit = Core.plugin(paginateRest, (octokit, given) => {
  const { budget, requestLimitMs = REQUEST_LIMIT_MS } = given as OctokitSettings;
  const scope = scopeOf(given.auth);
  octokit.hook.wrap('request', async (request, options) => {
    const name = `${options.method} ${options.url.replace(/^https?:\/\/[^/]+/, '')}`;
    options.request = { ...options.request, signal: AbortSignal.timeout(requestLimitMs) };
    try {
      await budget?.spend(scope, { method: options.method, url: options.url });
      const answer = await request(options);
      if (isCutShort(answer)) throw new AnswerCutShort('the answer was cut short');
      void budget?.note(scope, answer.headers); // nothing waits for an unavailable Redis
      return answer;
    } catch (error) {
      const failure = toGitHubError(error, name);
      if (failure === null) throw error;
      const { retryAfterMs, notSent } = failure.context;
      if (typeof retryAfterMs === 'number' && notSent !== true) await budget?.pause(scope, retryAfterMs);
      throw failure;
    }
  });
  return {};
}).defaults({ userAgent: 'pangeo-forge-orchestrator', log: { debug() {}, info() {}, warn() {}, error() {} } });

export type OctokitClient = InstanceType<typeof Octokit>;

/** Octokit returns a JSON body that was cut short as text, and an empty one would look like an answer. */
function isCutShort({ status, headers, data }: OctokitResponse<unknown>): boolean {
  const isJson = /^application\/(?:scim\+)?json/.test(headers['content-type'] ?? '');
  return isJson && typeof data === 'string' && (data !== '' || status === 200 || status === 201);
}

/** GitHub counts each installation for itself, and the App with its key apart. */
function scopeOf(auth: unknown): string {
  const { installationId } = (auth ?? {}) as { installationId?: number | string };
  return installationId === undefined ? 'app' : `installation-${installationId}`;
}
