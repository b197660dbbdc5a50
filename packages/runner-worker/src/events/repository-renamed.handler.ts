import { renameFeedstock } from '@pangeo-forge/db/feedstocks/rename-feedstock';
import { z } from 'zod';
import { defineAccountEventHandler } from '../registry/define-account-event-handler.ts';

const owner = z.object({ login: z.string() });

export const repositoryRenamed = defineAccountEventHandler({
  summary:
    'GitHub redirects what goes by the old name; the feedstock goes by the new one, so that its runs and its pull requests stay together.',
  on: ['repository.renamed', 'repository.transferred'],
  payload: z.object({
    repository: z.object({ full_name: z.string(), name: z.string(), owner }),
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
    const to = repository.full_name;
    context.github.forgetInstallation(formerOwner);
    const outcome = await renameFeedstock(context.database.pool, { from, to, actor: sender?.login ?? null });
    switch (outcome) {
      case 'renamed':
        return { decision: 'ran', reason: `the feedstock ${from} goes by ${to} now` };
      case 'unknown':
        return { decision: 'ignored', reason: `${from} is no feedstock that is known here` };
      case 'taken':
        return {
          decision: 'failed',
          reason: `${from} is ${to} now, and a feedstock of that name is known already: their runs stay apart`,
        };
    }
  },
});
