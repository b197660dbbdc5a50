import { z } from 'zod';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

/** The commit of a check run or check suite. */
export const checkedCommitSchema = z.object({
  pull_requests: z.array(z.object({ number: z.number().int() })),
  head_sha: z.string(),
});

/** The open pull request whose head the commit is. The event does not list those of forks: they are searched for. */
export async function pullRequestOfCommit(
  { repo }: Pick<PullRequestContext, 'repo'>,
  { pull_requests: listed, head_sha: headSha }: z.infer<typeof checkedCommitSchema>,
): Promise<number | null> {
  return listed[0]?.number ?? repo.pulls.findOpenByHead(headSha);
}
