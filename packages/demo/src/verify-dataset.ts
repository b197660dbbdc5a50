import { temperatureAt } from '@pangeo-forge/testkit/netcdf-server';
import { FileSystemStore } from '@zarrita/storage';
import * as zarr from 'zarrita';

export interface DatasetCheck {
  shape: number[];
  /** Values compared with the input; 0 when the input is not known. */
  compared: number;
}

const TOLERANCE = 1e-4;

/** Compares every value in the Zarr store of the sample recipe with the NetCDF files that it was made from. */
export async function verifySampleDataset(place: string): Promise<DatasetCheck> {
  const group = await zarr.open(new FileSystemStore(place), { kind: 'group' });
  const variable = await zarr.open(group.resolve('sst'), { kind: 'array' });
  const { data, shape } = await zarr.get(variable);
  const [days = 0, latitudes = 0, longitudes = 0] = shape;
  const values = data as Float32Array;
  for (let index = 0; index < values.length; index++) {
    const day = Math.floor(index / (latitudes * longitudes));
    const latitude = Math.floor(index / longitudes) % latitudes;
    const expected = temperatureAt(day, latitude, index % longitudes);
    const found = values[index] ?? Number.NaN;
    if (!(Math.abs(found - expected) < TOLERANCE)) {
      throw new Error(
        `the store differs from its input: sst[${day}, ${latitude}, ${index % longitudes}] is ${found}, and should be ${expected}`,
      );
    }
  }
  if (days === 0 || values.length === 0) throw new Error(`the store ${place} holds no values`);
  return { shape, compared: values.length };
}
