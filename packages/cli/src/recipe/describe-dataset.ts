import { execa } from 'execa';

const TIME_LIMIT_MS = 120_000;
const DESCRIBE = `
import sys
import xarray as xr
place, kind = sys.argv[1:]
if kind == "kerchunk":
    data = xr.open_dataset("reference://", engine="zarr", chunks={}, backend_kwargs={"consolidated": False, "storage_options": {"fo": place}})
else:
    data = xr.open_dataset(place, engine="zarr", consolidated=False, chunks={})
print(data)
`;

/** What xarray says of a store; null when it cannot be told. */
export async function describeDataset(python: string | null, dataset: string, type: string): Promise<string | null> {
  if (python === null || type === 'parquet') return null;
  const { stdout, failed } = await execa(python, ['-I', '-c', DESCRIBE, dataset, type], {
    extendEnv: false,
    env: { HOME: '/nonexistent' },
    stdin: 'ignore',
    timeout: TIME_LIMIT_MS,
    reject: false,
  });
  return failed ? null : stdout;
}
