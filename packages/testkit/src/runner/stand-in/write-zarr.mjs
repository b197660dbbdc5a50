import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LATITUDES = [-75, -45, -15, 15, 45, 75];
const LONGITUDES = Array.from({ length: 12 }, (_value, index) => index * 30);

/** A small Zarr v2 store that xarray opens: a made-up temperature for each day. One chunk an array, not compressed. */
export function writeZarr(store, days) {
  const writeJson = (name, content) => writeFileSync(join(store, name), JSON.stringify(content, null, 2));
  const writeArray = (name, dimensions, shape, values, attributes = {}) => {
    mkdirSync(join(store, name), { recursive: true });
    const layout = { zarr_format: 2, order: 'C', dtype: '<f4', fill_value: null, compressor: null, filters: null };
    writeJson(join(name, '.zarray'), { ...layout, shape, chunks: shape });
    writeJson(join(name, '.zattrs'), { _ARRAY_DIMENSIONS: dimensions, ...attributes });
    const bytes = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
    writeFileSync(join(store, name, shape.map(() => '0').join('.')), bytes);
  };

  mkdirSync(store, { recursive: true });
  writeJson('.zgroup', { zarr_format: 2 });
  writeJson('.zattrs', { title: 'Stand-in data: written without running the recipe' });
  const times = Array.from({ length: days }, (_value, index) => index);
  writeArray('time', ['time'], [days], times, { units: 'days since 2001-01-01', calendar: 'standard' });
  writeArray('lat', ['lat'], [LATITUDES.length], LATITUDES, { units: 'degrees_north' });
  writeArray('lon', ['lon'], [LONGITUDES.length], LONGITUDES, { units: 'degrees_east' });
  const temperatures = times.flatMap((day) =>
    LATITUDES.flatMap((latitude) => LONGITUDES.map(() => 28 - Math.abs(latitude) / 4 + day / 2)),
  );
  writeArray('sst', ['time', 'lat', 'lon'], [days, LATITUDES.length, LONGITUDES.length], temperatures, {
    units: 'degC',
  });
}
