import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { z } from 'zod';
import type { ParsedCommand } from '../commands/parse-commands.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { runIdIn } from '../reports/report-production-issue.ts';

export const commentEventSchema = z.object({
  issue: z.object({
    number: z.number().int(),
    pull_request: z.unknown().optional(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  }),
  comment: z.object({
    id: z.number(),
    body: z.string().nullable(),
    created_at: z.string(),
    user: z.object({ login: z.string(), type: z.string().optional() }),
  }),
});

export interface CommentedIssue {
  body?: string | null | undefined;
  user?: { login: string } | null | undefined;
}

/** The merged pull request whose production run one of our issues reports; null for any other issue. */
export async function pullRequestOfIssue(
  { database, github, repo, repository }: PullRequestContext,
  { body, user }: CommentedIssue,
): Promise<PullRequest | null> {
  const runId = runIdIn(body ?? '');
  if (runId === null || user?.login !== (await github.login())) return null;
  const run = await findRun(database.pool, runId);
  const isOurs = run !== null && run.feedstockSpec.toLowerCase() === repository.toString().toLowerCase();
  return isOurs && run.pullRequest !== null ? repo.pulls.get(run.pullRequest) : null;
}

/** Why a comment is ignored; null when it has commands. Those of bots, this App included, do not count. */
export function whyNoCommand(
  comment: { user: { login: string; type?: string | undefined } },
  commands: readonly ParsedCommand[],
): string | null {
  const { login, type } = comment.user;
  if (type === 'Bot' || login.endsWith('[bot]')) return 'the comment was written by a bot';
  return commands.length === 0 ? 'the comment has no command' : null;
}
