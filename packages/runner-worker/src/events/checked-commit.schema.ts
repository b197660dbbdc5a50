import { z } from 'zod';
import type { PullRequestContext } from '../orchestrator/contexts.ts';

/** What a check run and a check suite say of their commit. */
export const checkedCommitSchema = z.object({
  pull_requests: z.array(z.object({ number: z.number().int() })),
  head_sha: z.string(),
});

/** The open pull request that the commit is the head of. Those of forks are not listed in the event: they are looked for. */
export async function pullRequestOfCommit(
  { repo }: Pick<PullRequestContext, 'repo'>,
  { pull_requests: listed, head_sha: headSha }: z.infer<typeof checkedCommitSchema>,
): Promise<number | null> {
  return listed[0]?.number ?? repo.pulls.findOpenByHead(headSha);
}
