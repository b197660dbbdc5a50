import { describeApi } from '@pangeo-forge/api/openapi/describe-api';
import { ROUTES } from '@pangeo-forge/api/route-list';
import openapiTypescript, { astToString } from 'openapi-typescript';

const HEAD = '// Generated from the API’s routes: `node tools/write-api-client.ts` brings it up to date.\n\n';

/** The types of every request and answer of the API, as the text of `src/api-description.ts`. */
export async function renderApiDescription(): Promise<string> {
  const document = JSON.stringify(describeApi(ROUTES));
  // a field of a request that has a default need not be given
  const nodes = await openapiTypescript(document, { defaultNonNullable: false });
  return HEAD + astToString(nodes);
}
