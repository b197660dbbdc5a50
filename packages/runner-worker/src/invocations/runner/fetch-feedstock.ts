import { join } from 'node:path';
import { execa } from 'execa';

export interface FetchRequest {
  repoUrl: string;
  ref: string;
  /** An empty directory that is ours: the repository becomes its `feedstock.git`. */
  folder: string;
  /** PATH, and what git needs to reach the network (proxies, certificates). Nothing else is inherited. */
  environment: Readonly<Record<string, string>>;
  signal: AbortSignal;
}

export type FetchResult =
  | { outcome: 'fetched'; repository: string; sha: string }
  | { outcome: 'failed'; reason: string; fault: 'author' | 'ours' };

const BRANCH = 'refs/heads/feedstock';
const FULL_SHA = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * Fetches one commit into a bare repository of our own. So recipe code needs no network to be expanded, and commits that no branch holds (a pull request's head
 * seen from the base repository) are found, which `git clone` does not do. Nothing is checked out, no hook and no filter of the repository runs.
 */
export async function fetchFeedstock(request: FetchRequest): Promise<FetchResult> {
  const repository = join(request.folder, 'feedstock.git');
  const scheme = new URL(request.repoUrl).protocol.slice(0, -1);
  const git = (...args: readonly string[]) =>
    execa('git', [...hardening(scheme), ...args], {
      cwd: request.folder,
      env: gitEnvironment(request, scheme),
      extendEnv: false,
      stdin: 'ignore',
      reject: false,
      all: true,
      cancelSignal: request.signal,
      maxBuffer: 1024 * 1024,
    });
  const inRepository = (...args: readonly string[]) => git('--git-dir', repository, ...args);

  const made = await git('init', '--quiet', '--bare', '--template=', repository);
  if (made.failed)
    return { outcome: 'failed', fault: 'ours', reason: `git does not work on this machine: ${lastLine(made.all)}` };

  const fetch = ['fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--end-of-options', request.repoUrl];
  const shallow = await inRepository(...fetch.toSpliced(1, 0, '--depth=1'), `+${request.ref}:${BRANCH}`);
  if (shallow.failed) {
    // Old servers hand out a commit only with the branch that holds it.
    const whole = await inRepository(...fetch, '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
    if (whole.failed) return unreachable(request, lastLine(whole.all));
    const pointed = await inRepository('update-ref', BRANCH, `${request.ref}^{commit}`);
    if (pointed.failed) return missing(request);
  }
  const resolved = await inRepository('rev-parse', '--verify', '--quiet', `${BRANCH}^{commit}`);
  const sha = resolved.all.trim();
  if (resolved.failed || (FULL_SHA.test(request.ref) && sha !== request.ref)) return missing(request);
  await inRepository('symbolic-ref', 'HEAD', BRANCH);
  return { outcome: 'fetched', repository, sha };
}

function hardening(scheme: string): string[] {
  const settings = [
    'core.hooksPath=/dev/null',
    'credential.helper=',
    'protocol.allow=never',
    `protocol.${scheme}.allow=always`,
    'gc.auto=0',
    'fetch.fsckObjects=true',
  ];
  return settings.flatMap((setting) => ['-c', setting]);
}

function gitEnvironment(request: FetchRequest, scheme: string): Record<string, string> {
  return {
    ...request.environment,
    HOME: request.folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_ALLOW_PROTOCOL: scheme,
  };
}

function missing({ repoUrl, ref }: FetchRequest): FetchResult {
  return {
    outcome: 'failed',
    fault: 'author',
    reason: `the repository ${repoUrl} has no commit ${ref}; it may have been force-pushed away`,
  };
}

function unreachable({ repoUrl }: FetchRequest, said: string): FetchResult {
  const gone =
    /not found|does not appear to be a git repository|Authentication failed|could not read Username|does not exist/i.test(
      said,
    );
  if (gone) return { outcome: 'failed', fault: 'author', reason: `there is no public repository at ${repoUrl}` };
  return { outcome: 'failed', fault: 'ours', reason: `the repository ${repoUrl} could not be fetched: ${said}` };
}

const lastLine = (text: string): string => (text.trim().split('\n').at(-1) ?? '').slice(0, 300);
