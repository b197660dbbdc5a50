/** Small stores by hand, as keys and values: what a folder of a store holds. */
export type StoreFiles = Readonly<Record<string, string | Buffer>>;

const json = JSON.stringify;
const int32 = (...values: number[]) => Buffer.from(Int32Array.from(values).buffer);
const float64 = (...values: number[]) => Buffer.from(Float64Array.from(values).buffer);

const gzipless = (data_type: string, shape: number[], names: string[], attributes: object) => ({
  zarr_format: 3,
  node_type: 'array',
  shape,
  data_type,
  chunk_grid: { name: 'regular', configuration: { chunk_shape: shape } },
  chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
  fill_value: 0,
  codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
  attributes,
  dimension_names: names,
});

const time = gzipless('int32', [3], ['time'], { units: 'hours since 2020-02-28', calendar: 'noleap' });
const rain = gzipless('float64', [3], ['time'], { units: 'mm', note: '"><img src=x onerror=alert(1)>' });
const group = { zarr_format: 3, node_type: 'group', attributes: { title: '<b>Rain</b>' } };
const chunks = { 'time/c/0': int32(0, 24, 48), 'rain/c/0': float64(1, 2, 3) };

export const CONSOLIDATED_V3: StoreFiles = {
  'zarr.json': json({
    ...group,
    consolidated_metadata: { kind: 'inline', must_understand: false, metadata: { time, rain } },
  }),
  ...chunks,
};

export const PLAIN_V3: StoreFiles = {
  'zarr.json': json(group),
  'time/zarr.json': json(time),
  'rain/zarr.json': json(rain),
  'deep/zarr.json': json({ ...group, attributes: {} }),
  'deep/rain/zarr.json': json(rain),
  ...chunks,
};

const arrayV2 = (dtype: string, shape: number[]) => ({
  zarr_format: 2,
  shape,
  chunks: shape,
  dtype,
  compressor: null,
  filters: null,
  fill_value: null,
  order: 'C',
});

const DOCUMENTS_V2 = {
  '.zgroup': { zarr_format: 2 },
  '.zattrs': { title: 'Rain' },
  'x/.zarray': arrayV2('<f8', [2]),
  'x/.zattrs': { _ARRAY_DIMENSIONS: ['x'], units: 'degrees_east' },
  'when/.zarray': arrayV2('<M8[ns]', [2]),
  'when/.zattrs': { _ARRAY_DIMENSIONS: ['x'] },
  'rain/.zarray': arrayV2('<i2', [2]),
  'rain/.zattrs': { _ARRAY_DIMENSIONS: ['x'], coordinates: 'when', scale_factor: 0.5 },
};
const WHEN = Buffer.from(BigInt64Array.from([0n, 86_400_000_000_000n]).buffer);

export const CONSOLIDATED_V2: StoreFiles = {
  '.zmetadata': json({ zarr_consolidated_format: 1, metadata: DOCUMENTS_V2 }),
  'x/0': float64(10, 20),
  'when/0': WHEN,
};

/** Its chunks lie in one file of another name, and inline. */
export const REFERENCES: StoreFiles = {
  'reference.json': json({
    version: 1,
    templates: { u: 'source.bin' },
    refs: {
      ...Object.fromEntries(Object.entries(DOCUMENTS_V2).map(([key, document]) => [key, json(document)])),
      'x/0': ['http://HOST/{{u}}', 4, 16],
      'when/0': `base64:${WHEN.toString('base64')}`,
    },
  }),
};

export const SOURCE_OF_REFERENCES = Buffer.concat([int32(0), float64(10, 20)]);
