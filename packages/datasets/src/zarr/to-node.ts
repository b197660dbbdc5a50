import { z } from 'zod';
import { dtypeOfV2, dtypeOfV3 } from './dtype-names.ts';
import type { Attributes, ZarrNode } from './zarr-node.ts';

const MAX_DIMENSIONS = 32;
const sizes = z.array(z.int().nonnegative()).max(MAX_DIMENSIONS);
const attributesSchema = z.record(z.string(), z.unknown()).catch({});
const named = z.looseObject({ id: z.string() });

const arrayV2 = z.looseObject({
  shape: sizes,
  chunks: sizes,
  dtype: z.unknown().optional(),
  compressor: named.nullish().catch(null),
  filters: z.array(named).nullish().catch(null),
  fill_value: z.unknown().optional(),
});

const nodeV3 = z.looseObject({
  node_type: z.enum(['array', 'group']),
  attributes: attributesSchema,
  shape: sizes.optional(),
  data_type: z.unknown().optional(),
  chunk_grid: z.looseObject({ configuration: z.looseObject({ chunk_shape: sizes }) }).optional(),
  codecs: z.array(z.union([z.string(), z.looseObject({ name: z.string() })])).optional(),
  dimension_names: z.array(z.string().nullable()).nullish().catch(null),
  fill_value: z.unknown().optional(),
});

const DIMENSIONS = '_ARRAY_DIMENSIONS';

/** An array of format 2, from its `.zarray` and `.zattrs`; null when it is none. */
export function arrayOfV2(path: string, document: unknown, attributes: Attributes): ZarrNode | null {
  const { data } = arrayV2.safeParse(document);
  if (!data) return null;
  const { [DIMENSIONS]: names, ...others } = attributes;
  return {
    kind: 'array',
    path,
    attributes: others,
    shape: data.shape,
    chunks: data.chunks,
    dimensions: nameAll(data.shape, names),
    dtype: dtypeOfV2(data.dtype),
    codecs: [...(data.filters ?? []), ...(data.compressor ? [data.compressor] : [])].map(({ id }) => id),
    fillValue: data.fill_value,
  };
}

/** A node of format 3, from its `zarr.json`; null when it is none. */
export function nodeOfV3(path: string, document: unknown): ZarrNode | null {
  const { data } = nodeV3.safeParse(document);
  if (!data) return null;
  if (data.node_type === 'group') return { kind: 'group', path, attributes: data.attributes };
  if (!data.shape) return null;
  const { [DIMENSIONS]: _unused, ...attributes } = data.attributes;
  return {
    kind: 'array',
    path,
    attributes,
    shape: data.shape,
    chunks: data.chunk_grid?.configuration.chunk_shape ?? data.shape,
    dimensions: nameAll(data.shape, data.dimension_names),
    dtype: dtypeOfV3(data.data_type),
    codecs: (data.codecs ?? []).map((codec) => (typeof codec === 'string' ? codec : codec.name)),
    fillValue: data.fill_value,
  };
}

function nameAll(shape: readonly number[], names: unknown): Array<string | null> {
  const given = Array.isArray(names) ? names : [];
  return shape.map((_size, index) => (typeof given[index] === 'string' ? given[index] : null));
}

/** Names directly below a path of the hierarchy; null where the storage cannot list. */
export type ListNames = (path: string) => Promise<string[] | null>;

const MAX_NODES = 200;

/**
 * Visits the nodes of a hierarchy that is not consolidated; `isGroup` reads the node at a path and answers whether
 * there is more below it.
 */
export async function walkNodes(list: ListNames, isGroup: (path: string) => Promise<boolean>): Promise<void> {
  const groups = [''];
  let visited = 0;
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const names = ((await list(group)) ?? []).filter((name) => !/^\.z|^zarr\.json$|^[\d.]+$|^c$/.test(name));
    const paths = names.map((name) => (group === '' ? name : `${group}/${name}`)).slice(0, MAX_NODES - visited);
    visited += paths.length;
    const found = await Promise.all(paths.map(isGroup));
    groups.push(...paths.filter((_path, index) => found[index]));
  }
}
