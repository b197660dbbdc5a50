import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

interface Variable {
  dimensions: string[];
  shape: number[];
  values: number[];
  attributes: Record<string, string>;
}

const VARIABLES: Record<string, Variable> = {
  lat: { dimensions: ['lat'], shape: [2], values: [-10, 10], attributes: { standard_name: 'latitude' } },
  lon: { dimensions: ['lon'], shape: [3], values: [20, 30, 40], attributes: { standard_name: 'longitude' } },
  time: {
    dimensions: ['time'],
    shape: [2],
    values: [0, 1],
    attributes: { units: 'days since 2001-01-01', calendar: 'proleptic_gregorian' },
  },
  sst: {
    dimensions: ['time', 'lat', 'lon'],
    shape: [2, 2, 3],
    values: Array(12).fill(281),
    attributes: { units: 'K' },
  },
};

/** A small Zarr store (format 2, no compression), as a recipe would leave it. */
export async function writeStore(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, '.zgroup'), '{"zarr_format": 2}');
  for (const [name, { dimensions, shape, values, attributes }] of Object.entries(VARIABLES)) {
    const array = { zarr_format: 2, shape, chunks: shape, dtype: '<f8', compressor: null, filters: null, order: 'C' };
    await mkdir(path.join(folder, name));
    await writeFile(path.join(folder, name, '.zarray'), JSON.stringify({ ...array, fill_value: 'NaN' }));
    await writeFile(
      path.join(folder, name, '.zattrs'),
      JSON.stringify({ ...attributes, _ARRAY_DIMENSIONS: dimensions }),
    );
    await writeFile(
      path.join(folder, name, shape.map(() => '0').join('.')),
      new Uint8Array(Float64Array.from(values).buffer),
    );
  }
  return folder;
}
