import type { ApiReader } from '../api/api-reader.ts';
import type { Remember } from '../api/remember.ts';

const KEPT_MS = 60_000;

/** Whether this API can show how a dataset looks in xarray. */
export function hasRepresentations(api: ApiReader, remember: Remember): Promise<boolean> {
  return remember('representations', KEPT_MS, async () => {
    const { paths } = await api.one<{ paths?: object }>('/openapi.json');
    return Object.keys(paths ?? {}).some((path) => path.startsWith('/repr/xarray'));
  }).catch(() => false);
}
