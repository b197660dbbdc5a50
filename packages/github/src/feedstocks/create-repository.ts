import type { RepositoryClient } from '../repository-client.ts';
import type { Step } from './perform.ts';

/** Makes the feedstock's repository; one that is there is known as ours by `origin`, its description. */
export function createRepository(feedstock: RepositoryClient, origin: string): Step<object> {
  return {
    send: async () => {
      await feedstock.settings.createInOrganization(origin);
      return {};
    },
    find: async () => {
      const info = await feedstock.settings.get();
      const isSame = feedstock.fullName.toString().toLowerCase() === info?.fullName.toLowerCase();
      return isSame && info?.description === origin ? {} : null;
    },
  };
}
