import { createProductionLikeDatabase } from '@pangeo-forge/db/testing/production-like-database';
import { type ApiClient, apiClient } from './api-client.ts';
import { startTestApi, type TestApi, type TestApiParts } from './start-test-api.ts';

export interface ProductionLikeApi {
  api: TestApi;
  /** With the key of the config file. */
  admin: ApiClient;
  /** Without a key. */
  anyone: ApiClient;
  databaseUrl: string;
  stop(): Promise<void>;
}

/** The API over a database of this test file's own that it has just adopted. */
export async function startProductionLikeApi(parts: TestApiParts = {}): Promise<ProductionLikeApi> {
  const database = await createProductionLikeDatabase();
  const api = await startTestApi(database.url, parts);
  return {
    api,
    admin: apiClient(api.url),
    anyone: apiClient(api.url, null),
    databaseUrl: database.url,
    async stop() {
      await api.stop();
      await database.drop();
    },
  };
}
