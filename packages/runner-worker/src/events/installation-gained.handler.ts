import { recordFoundPullRequests } from '@pangeo-forge/db/deliveries/record-deliveries';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { defineAccountEventHandler } from './event-handler.ts';
import { installationSchema } from './installation.schema.ts';

export const installationGained = defineAccountEventHandler({
  summary:
    'The App was installed on repositories, or is allowed there again. It got no events from there before, so their open pull requests are checked.',
  on: ['installation.created', 'installation.unsuspend', 'installation_repositories.added'],
  payload: installationSchema,
  async handle(context) {
    const { github, database, waker, deliveryId, payload } = context;
    const account = payload.installation.account.login;
    github.forgetInstallation(account);
    const listed = payload.repositories_added ?? payload.repositories;
    const names = listed?.map(({ full_name: name }) => name) ?? (await github.repositoriesOf(account));
    const holding = names.map((name) => RepoFullName.parse(name)).filter(({ holdsRecipes }) => holdsRecipes);
    let found = 0;
    for (const repository of holding) {
      const numbers = await (await github.repository(repository)).pulls.listOpen();
      found += numbers.length;
      await waker.wake(
        await recordFoundPullRequests(database.pool, {
          repository: repository.toString(),
          numbers,
          because: deliveryId,
        }),
      );
    }
    const reason = `the App is installed on ${holding.length} repositories of ${account}; their ${found} open pull requests will be checked`;
    return { decision: 'ran', reason };
  },
});
