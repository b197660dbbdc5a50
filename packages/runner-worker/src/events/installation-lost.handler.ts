import { cancelInvocations } from '@pangeo-forge/db/invocations/invocation-progress';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { wakeWaitingDeliveries } from '@pangeo-forge/db/work/wake-work';
import { defineAccountEventHandler } from './event-handler.ts';
import { installationSchema } from './installation.schema.ts';

export const installationLost = defineAccountEventHandler({
  summary:
    'The App has no rights there any more. Work that waits for the runner ends; runs go on, and are shown by the API.',
  on: ['installation.deleted', 'installation.suspend', 'installation_repositories.removed'],
  payload: installationSchema,
  async handle({ github, database, waker, payload }) {
    const account = payload.installation.account.login;
    github.forgetInstallation(account);
    const removed = payload.repositories_removed?.map(({ full_name: name }) => name);
    const where = removed ?? [`${account}/`];
    const due = await inTransaction(database.pool, async (client) => {
      const cancelled = [];
      for (const name of where) {
        const keyPrefix = `expand_meta ${name}${name.endsWith('/') ? '' : '#'}`;
        cancelled.push(
          ...(await cancelInvocations(client, { keyPrefix, exceptPrefix: null }, 'The App was taken away.')),
        );
      }
      return [...cancelled, ...(await wakeWaitingDeliveries(client, where))];
    });
    await waker.wake(due);
    return {
      decision: 'ran',
      reason: `the App works for ${removed ? removed.join(', ') : account} no more; what waited there ends`,
    };
  },
});
