import { listBakeries } from '../api/list-bakeries.ts';
import type { CliContext } from '../context/cli-context.ts';

/** Names that a meta.yaml can give as its bakery: those given, else those of the API that PANGEO_FORGE_API_URL names, else nobody knows. */
export async function knownBakeries(context: CliContext, given: string | undefined): Promise<string[] | undefined> {
  if (given !== undefined) return given.split(',').map((name) => name.trim());
  if (!context.variables['PANGEO_FORGE_API_URL']) return undefined;
  return (await listBakeries(context.api())).map(({ name }) => name);
}
