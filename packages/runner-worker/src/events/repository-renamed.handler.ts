import { renameFeedstock } from '@pangeo-forge/db/feedstocks/rename-feedstock';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { defineAccountEventHandler } from './event-handler.ts';

const RECHECK_MS = 300;

const owner = z.object({ login: z.string() });

export const repositoryRenamed = defineAccountEventHandler({
  summary:
    'The feedstock gets the new name, so that its runs and its pull requests stay together. GitHub redirects requests for the old name.',
  on: ['repository.renamed', 'repository.transferred'],
  payload: z.object({
    repository: z.object({ id: z.number(), full_name: z.string(), name: z.string(), owner }),
    changes: z.object({
      repository: z.object({ name: z.object({ from: z.string() }) }).optional(),
      owner: z.object({ from: z.object({ organization: owner.nullish(), user: owner.nullish() }) }).optional(),
    }),
    sender: owner.optional(),
  }),
  async handle(context) {
    const { repository, changes, sender } = context.payload;
    const former = changes.owner?.from;
    const formerOwner = former?.organization?.login ?? former?.user?.login ?? repository.owner.login;
    const from = `${formerOwner}/${changes.repository?.name.from ?? repository.name}`;
    context.github.forgetInstallation(formerOwner);
    const to = await presentName(context, repository.full_name);
    const outcome = await renameFeedstock(context.database.pool, {
      repositoryId: repository.id,
      from,
      to,
      actor: sender?.login ?? null,
    });
    switch (outcome) {
      case 'renamed':
        return { decision: 'ran', reason: `the feedstock ${from} is now ${to}` };
      case 'busy':
        throw new RequeueAfter(RECHECK_MS, `other work on a pull request of ${from} is in progress`);
      case 'unknown':
        return { decision: 'ignored', reason: `${from} is no feedstock that is known here` };
      case 'taken':
        return {
          decision: 'failed',
          reason: `${from} is now ${to}, but another feedstock has that name already: their runs stay separate`,
        };
    }
  },
});

/**
 * A repository may have been renamed again since the event; where the App is not installed, the event is all that is
 * known.
 */
async function presentName({ github }: Pick<Orchestrator, 'github'>, fullName: string): Promise<string> {
  try {
    const repo = await github.repository(RepoFullName.parse(fullName));
    return (await repo.settings.get())?.fullName ?? fullName;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return fullName;
    throw error;
  }
}
