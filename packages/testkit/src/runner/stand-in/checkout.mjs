import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, log } from './log.mjs';

/** Clones as the runner does, a path that exists is used in place; returns the feedstock's directory. */
export function checkout({ repo, ref, subdir }, directory) {
  if (existsSync(repo)) return join(repo, subdir);
  log('Picked Git content provider.\n', { status: 'fetching' });
  const target = join(directory, 'checkout');
  const git = (...args) => execFileSync('git', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
  try {
    log(`Cloning into '${target}'...\n`, { status: 'fetching' });
    git('clone', '--quiet', '--no-checkout', repo, target);
  } catch {
    fail(
      `Failed to clone repository from ${repo} (ref ${ref}).`,
      'repo2docker.contentproviders.base.ContentProviderException',
    );
  }
  try {
    log(git('-C', target, 'reset', '--hard', ref ?? 'HEAD'), { status: 'fetching' });
  } catch {
    fail(`Failed to check out ref ${ref}`);
  }
  return join(target, subdir);
}
