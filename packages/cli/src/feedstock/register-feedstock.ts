import { answerOf } from '@pangeo-forge/api-client/answers';
import type { Api } from '../api/connect-api.ts';

/** The API knows the feedstock from now on, if it did not before. Answers its id. */
export async function registerFeedstock(api: Api, spec: string): Promise<number> {
  const [known] = await answerOf(api.GET('/feedstocks/', { params: { query: { spec } } }));
  return known?.id ?? (await answerOf(api.POST('/feedstocks/', { body: { spec } }))).id;
}
