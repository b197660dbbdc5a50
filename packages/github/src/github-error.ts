import { RequestError } from '@octokit/request-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

const PAUSE_WITHOUT_ADVICE_MS = 60_000;

/** GitHub's answer to a request, as an error of ours. `status` is null when there was no answer. */
export interface GitHubErrorContext {
  status: number | null;
  request: string;
  message: string;
  /** Permission that the App lacks, as GitHub names it: `contents=write`. */
  missingPermission?: string;
  /** GitHub led us on to where the repository is now, and there the App may not do it with this account's token. */
  hasMoved?: true;
  /** When to come back, in ms from now, as GitHub asks. */
  retryAfterMs?: number;
}

/**
 * Refusals that pass in a moment: GitHub is still storing what was just created, or there is a concurrent write. [seen
 * in prow, pkg/github/client.go; rest-api-description#637]
 */
const PASSING = [/Base branch was modified/i, /No commits between/i];
/** The one conflict that needs a person. */
const LASTING_CONFLICT = /Head branch was modified/i;

function isPassing({ status, message }: RequestError): boolean {
  if (status === 409) return !LASTING_CONFLICT.test(message);
  return PASSING.some((text) => text.test(message));
}

/** GitHub's answer ended before it was complete. */
export class AnswerCutShort extends Error {
  override name = 'AnswerCutShort';
}

/**
 * What GitHub refused for good (4xx) is `github_refused`; limits, 5xx and cut connections are `github_unavailable`, and
 * worth a retry. Null when GitHub has no part in it: the request could not be made, which is a failure of ours.
 */
export function toGitHubError(error: unknown, request: string): AppError | null {
  if (error instanceof AppError) return error;
  if (!(error instanceof RequestError) || !error.response) {
    if (!isSilence(error)) return null;
    const context = { status: null, request, message: error.message } satisfies GitHubErrorContext;
    return new AppError('github_unavailable', `GitHub did not answer (${request}).`, { context, cause: error });
  }
  const missing = error.response.headers['x-accepted-github-permissions'];
  const context: GitHubErrorContext = {
    status: error.status,
    request,
    message: error.message,
    ...(error.status === 403 && missing ? { missingPermission: String(missing) } : {}),
  };
  const limit = limitPauseMs(error);
  if (limit !== null) {
    const limited = { ...context, retryAfterMs: limit };
    return new AppError(
      'github_unavailable',
      'GitHub’s rate limit is used up; the work continues when GitHub allows it.',
      {
        context: { ...limited },
        cause: error,
      },
    );
  }
  if (error.status === 403 && wasLedOn(error))
    return new AppError('github_unavailable', `The repository goes by another name now (${request}).`, {
      context: { ...context, hasMoved: true },
      cause: error,
    });
  const code = error.status >= 500 || isPassing(error) ? 'github_unavailable' : 'github_refused';
  return new AppError(code, `GitHub answered ${error.status} to ${request}: ${error.message}`, {
    context: { ...context },
    cause: error,
  });
}

const TIMED_OUT = ['AbortError', 'TimeoutError'];

/** Whether the request was made, and no complete answer came. `fetch` says so in one text for all causes. */
function isSilence(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof AnswerCutShort || TIMED_OUT.includes(error.name)) return true;
  if (!(error instanceof RequestError) || !(error.cause instanceof Error)) return false;
  const { name, message } = error.cause;
  return TIMED_OUT.includes(name) || /^(?:fetch failed|terminated)$/.test(message);
}

/** Requests by an old name are redirected to `/repositories/{id}`. [seen in @octokit/fixtures, rename-repository] */
function wasLedOn({ request, response }: RequestError): boolean {
  const byId = /\/repositories\/\d+(\/|$)/; // the form of the URLs of later pages of lists
  return !byId.test(request.url) && byId.test(response?.url ?? '');
}

/** Whether the repository was transferred to another account, whose installation alone has access. */
export function hasMoved(error: unknown): boolean {
  return error instanceof AppError && error.context.hasMoved === true;
}

/** Status of GitHub's refusal; null for any other error. */
export function refusalStatus(error: unknown): number | null {
  if (!(error instanceof AppError) || error.code !== 'github_refused') return null;
  return typeof error.context.status === 'number' ? error.context.status : null;
}

/**
 * 403 or 429, primary or secondary: GitHub says when to retry; otherwise wait at least a minute. [docs.github.com,
 * rate limits for the REST API]
 */
function limitPauseMs(error: RequestError): number | null {
  if (error.status !== 403 && error.status !== 429) return null;
  const headers = error.response?.headers ?? {};
  const retryAfter = Number(headers['retry-after']);
  if (headers['retry-after'] !== undefined && Number.isFinite(retryAfter)) return retryAfter * 1_000;
  if (headers['x-ratelimit-remaining'] === '0') {
    const reset = Number(headers['x-ratelimit-reset']) * 1_000 - Date.now();
    return Number.isFinite(reset) ? Math.max(reset, 1_000) : PAUSE_WITHOUT_ADVICE_MS;
  }
  return error.status === 429 || /rate limit|abuse/i.test(error.message) ? PAUSE_WITHOUT_ADVICE_MS : null;
}
