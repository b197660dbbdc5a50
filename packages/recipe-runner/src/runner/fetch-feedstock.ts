import { join } from 'node:path';
import { GIT_LIMITS, type GitAnswer, type GitContext, type GitLimits, runGit } from './run-git.ts';

export interface FetchRequest {
  repoUrl: string;
  ref: string;
  /** An empty directory that is ours: the repository becomes its `feedstock.git`. */
  folder: string;
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
  limits?: Partial<FetchLimits>;
}

export interface FetchLimits extends GitLimits {
  ms: number;
}

export type FetchResult =
  | { outcome: 'fetched'; repository: string; sha: string }
  | { outcome: 'failed'; reason: string; fault: 'author' | 'ours'; unreachable?: true };

const BRANCH = 'refs/heads/feedstock';
const FULL_SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
/** How old and new servers refuse a commit, a branch or a tag. */
const DOES_NOT_HAVE_IT =
  /not our ref|unadvertised object|find remote ref|no such remote ref|dumb http transport|shallow/i;
const LIMITS: FetchLimits = { ...GIT_LIMITS, ms: 5 * 60_000 };

/**
 * Fetches one commit into a bare repository of our own. So recipe code needs no network to be expanded, and commits
 * that no branch holds (a pull request's head seen from the base repository) are found, which `git clone` does not do.
 * Nothing is checked out, no hook and no filter of the repository runs.
 */
export async function fetchFeedstock(request: FetchRequest): Promise<FetchResult> {
  const repository = join(request.folder, 'feedstock.git');
  const scheme = new URL(request.repoUrl).protocol.slice(0, -1);
  const limits = { ...LIMITS, ...request.limits };
  const late = AbortSignal.timeout(limits.ms);
  const context: GitContext = {
    folder: request.folder,
    scheme,
    environment: request.environment,
    signal: AbortSignal.any([request.signal, late]),
    limits,
  };
  const git = (...args: readonly string[]) => runGit(context, ['--git-dir', repository, ...args]);

  const made = await runGit(context, ['init', '--quiet', '--bare', '--template=', repository]);
  if (!made.ok) return broken(made);

  const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--end-of-options', request.repoUrl];
  const shallow = await git('fetch', '--depth=1', ...options, `+${request.ref}:${BRANCH}`);
  if (!shallow.ok) {
    const beyond = whyTooMuch(request, shallow, limits, late);
    if (beyond) return beyond;
    if (shallow.broke) return broken(shallow);
    // Old servers only serve a commit with the branch that contains it.
    const everything = await git(
      'fetch',
      ...options,
      '+refs/heads/*:refs/remotes/origin/*',
      '+refs/tags/*:refs/tags/*',
    );
    if (!everything.ok) return whyTooMuch(request, everything, limits, late) ?? unreachable(request, everything);
    const pointed = await git('update-ref', BRANCH, `${request.ref}^{commit}`);
    if (pointed.broke) return broken(pointed);
    // Only an explicit refusal means that the commit is missing: a server that broke off may have it behind no branch.
    if (!pointed.ok) return DOES_NOT_HAVE_IT.test(shallow.complaint) ? missing(request) : unreachable(request, shallow);
  }
  const resolved = await git('rev-parse', '--verify', '--quiet', `${BRANCH}^{commit}`);
  if (resolved.broke) return broken(resolved);
  const sha = resolved.stdout.trim();
  if (!resolved.ok || (FULL_SHA.test(request.ref) && sha !== request.ref)) return missing(request);
  await git('symbolic-ref', 'HEAD', BRANCH);
  return { outcome: 'fetched', repository, sha };
}

function whyTooMuch(
  { repoUrl }: FetchRequest,
  { exceeded }: GitAnswer,
  limits: FetchLimits,
  late: AbortSignal,
): FetchResult | null {
  if (late.aborted) {
    const reason = `the repository ${repoUrl} took longer to fetch than ${limits.ms / 1000} seconds`;
    return { outcome: 'failed', fault: 'ours', unreachable: true, reason };
  }
  if (!exceeded) return null;
  const reason = {
    fileBytes: `is larger than ${inMiB(limits.fileBytes)}, which is the most that is fetched`,
    memoryBytes: `takes more than ${inMiB(limits.memoryBytes)} of memory to read: a file, a folder or a message in it is too large`,
    cpuTimeS: `takes more than ${limits.cpuTimeS} seconds of processor time to read`,
  }[exceeded];
  return { outcome: 'failed', fault: 'author', reason: `the repository ${repoUrl} ${reason}` };
}

function inMiB(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function missing({ repoUrl, ref }: FetchRequest): FetchResult {
  const reason = `the repository ${repoUrl} has no commit ${ref}; it may have been force-pushed away`;
  return { outcome: 'failed', fault: 'author', reason };
}

/** Nothing is known of the repository. */
function broken({ complaint }: GitAnswer): FetchResult {
  return { outcome: 'failed', fault: 'ours', reason: `git does not work on this machine: ${complaint}` };
}

function unreachable({ repoUrl }: FetchRequest, answer: GitAnswer): FetchResult {
  if (answer.broke) return broken(answer);
  const { complaint } = answer;
  const gone =
    /not found|does not appear to be a git repository|Authentication failed|could not read Username|does not exist/i;
  return gone.test(complaint)
    ? { outcome: 'failed', fault: 'author', reason: `there is no public repository at ${repoUrl}` }
    : {
        outcome: 'failed',
        fault: 'ours',
        unreachable: true,
        reason: `the repository ${repoUrl} could not be fetched: ${complaint}`,
      };
}
