import type { DatasetSource } from '../sources/dataset-source.ts';
import type { ListNames } from './to-node.ts';
import type { Attributes, ReadKey } from './zarr-node.ts';

/**
 * References in kerchunk's form, flat or `{version: 1, templates, refs}`. [https://fsspec.github.io/kerchunk/spec.html]
 * Templates are filled in as plain names; those that are programs, and `gen`, which computes references, are not
 * followed: the file is its author's, and only chunks, never metadata, are written so. Null when the document holds no
 * references.
 */
export function readReferences(
  document: Attributes,
  source: DatasetSource,
): { readKey: ReadKey; list: ListNames } | null {
  const refs = (document.version === undefined ? document : document.refs) as Attributes | undefined;
  if (typeof refs !== 'object' || refs === null) return null;
  const templates = (document.version === undefined ? {} : (document.templates ?? {})) as Attributes;
  const fill = (url: string) =>
    url.replace(/\{\{\s*(\w+)\s*\}\}/g, (match, name: string) => {
      const value = Object.hasOwn(templates, name) ? templates[name] : undefined;
      return typeof value === 'string' ? value : match;
    });
  return {
    async readKey(key) {
      if (!Object.hasOwn(refs, key)) return null;
      const value = refs[key];
      if (typeof value === 'string') return decode(value);
      if (!Array.isArray(value)) return Buffer.from(JSON.stringify(value));
      const [url, offset, length] = value as unknown[];
      if (typeof url !== 'string') return null;
      const hasRange = typeof offset === 'number' && typeof length === 'number' && length > 0;
      return source.read(fill(url), hasRange ? { offset, length } : undefined);
    },
    async list(path) {
      const prefix = path === '' ? '' : `${path}/`;
      const below = Object.keys(refs).filter((key) => key.startsWith(prefix));
      return [...new Set(below.map((key) => key.slice(prefix.length).split('/')[0] ?? ''))];
    },
  };
}

function decode(value: string): Uint8Array {
  return value.startsWith('base64:') ? Buffer.from(value.slice('base64:'.length), 'base64') : Buffer.from(value);
}
