import { CREATE_BRANCH } from '@pangeo-forge/github/feedstocks/feedstock-pull-request';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { z } from 'zod';
import { CONTRIBUTION_RULES } from '../contributions/contribution-rules.ts';
import { endSupersededChecks } from '../contributions/end-superseded-checks.ts';
import { type Recipe, readContribution } from '../contributions/inspect-contribution.ts';
import { whyNotOurs } from '../contributions/label-filter.ts';
import { isOnDefaultBranch } from '../contributions/merge-outlook.ts';
import { isOwnPullRequest } from '../contributions/own-pull-requests.ts';
import { createFeedstock } from '../feedstocks/create-feedstock.ts';
import { refuseMerge, refuseOtherBranch } from '../feedstocks/refuse-merge.ts';
import { startProductionRuns } from '../feedstocks/start-production-runs.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { defineEventHandler } from './event-handler.ts';

const SKIP_RUN = '[skip-run]';

export const pullRequestClosed = defineEventHandler({
  summary:
    'A merge in staged-recipes creates the feedstock; a merge in a feedstock runs its recipes in production. Only merges into the default branch do. Closing without a merge ends the checks.',
  on: ['pull_request.closed'],
  payload: z.object({ pull_request: z.object({ number: z.number().int() }) }),
  async handle(context) {
    const { number } = context.payload.pull_request;
    const pull = await context.repo.pulls.get(number);
    if (pull.state === 'open') return { decision: 'superseded', reason: 'the pull request was opened again' };
    await endSupersededChecks(context, number, null);
    const notOurs = await whyNotOurs(context, pull);
    if (notOurs) return { decision: 'ignored', reason: notOurs };
    if (!pull.merged) return { decision: 'ignored', reason: 'it was closed without being merged' };
    const own = isOwnPullRequest(pull, await context.github.login());
    if (own && pull.headRef !== CREATE_BRANCH) return { decision: 'ignored', reason: 'it is a cleanup of this App' };
    if (pull.title.includes(SKIP_RUN)) return { decision: 'ignored', reason: `its title says ${SKIP_RUN}` };
    const contribution = await readContribution(context, pull);
    if (contribution.outcome === 'nothing') return { decision: 'ignored', reason: contribution.reason };
    const isOnDefault = isOnDefaultBranch(pull);
    if (contribution.outcome === 'recipe')
      return isOnDefault ? start(context, pull, contribution) : refuseOtherBranch(context, pull);
    const { rule, recipe, title } = contribution;
    const isRefused = CONTRIBUTION_RULES[rule].merge === 'refused';
    if (!recipe && !isRefused) return { decision: 'ignored', reason: title };
    if (!isOnDefault) return refuseOtherBranch(context, pull);
    return recipe && !isRefused ? start(context, pull, recipe) : refuseMerge(context, pull, contribution);
  },
});

function start(context: PullRequestContext, pull: PullRequest, { name }: Recipe): Promise<Decision> {
  return name === null ? startProductionRuns(context, pull) : createFeedstock(context, pull, name);
}
