import { AppError } from '@pangeo-forge/shared/errors/app-error';

const LIMIT_MS = 15_000;

/**
 * How far this machine's clock is ahead of GitHub's, in ms; GitHub's is known to the second. GitHub refuses what the
 * App signs when the clocks differ by a minute.
 * @throws AppError `github_unavailable`
 */
export async function clockAheadOfGitHub(apiUrl: string): Promise<number | null> {
  try {
    const response = await fetch(apiUrl, { method: 'HEAD', signal: AbortSignal.timeout(LIMIT_MS) });
    const date = Date.parse(response.headers.get('date') ?? '');
    return Number.isNaN(date) ? null : Date.now() - date;
  } catch (error) {
    throw new AppError('github_unavailable', `GitHub did not answer (HEAD ${apiUrl}).`, { cause: error });
  }
}
