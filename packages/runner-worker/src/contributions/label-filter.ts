import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

/**
 * Why another deployment of the same organisation handles this pull request; null when this one does. Pull requests
 * that this App opens are always its own. GitHub compares labels without regard to case.
 */
export async function whyNotOurs(
  { runOnlyOn, github }: Pick<PullRequestContext, 'runOnlyOn' | 'github'>,
  pull: Pick<PullRequest, 'labels' | 'author'>,
): Promise<string | null> {
  if (runOnlyOn.length === 0) return null;
  const wanted = runOnlyOn.map((label) => label.toLowerCase());
  if (pull.labels.some((label) => wanted.includes(label.toLowerCase()))) return null;
  if (pull.author === (await github.login())) return null;
  return `it has none of the labels ${runOnlyOn.join(', ')}`;
}
