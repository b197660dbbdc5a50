const KINDS: Record<string, string> = { i: 'int', u: 'uint', f: 'float', c: 'complex' };

/**
 * NumPy's name of a data type of format 2, such as `<f4`.
 * [https://zarr-specs.readthedocs.io/en/latest/v2/v2.0.html#data-type-encoding]
 */
export function dtypeOfV2(dtype: unknown): string {
  if (typeof dtype !== 'string') return Array.isArray(dtype) ? 'structured' : 'unknown';
  const [, kind = '', rest = ''] = /^[<>|]([a-zA-Z])(.*)$/.exec(dtype) ?? [];
  const name = KINDS[kind];
  if (name) return `${name}${Number(rest) * 8}`;
  if (kind === 'b') return 'bool';
  if (kind === 'M') return `datetime64${rest.replace(/^8/, '')}`;
  if (kind === 'm') return `timedelta64${rest.replace(/^8/, '')}`;
  if (kind === 'U') return `<U${rest}`;
  if (kind === 'S') return `|S${rest}`;
  if (kind === 'O') return 'object';
  return 'unknown';
}

/** The same of format 3: its numbers are named as NumPy's; extensions are objects. */
export function dtypeOfV3(dataType: unknown): string {
  if (dataType === 'string') return 'object';
  if (typeof dataType === 'string') return dataType;
  const { name, configuration } = (dataType ?? {}) as {
    name?: unknown;
    configuration?: { unit?: string; length_bytes?: number };
  };
  if (name === 'numpy.datetime64') return `datetime64[${configuration?.unit ?? 'ns'}]`;
  if (name === 'numpy.timedelta64') return `timedelta64[${configuration?.unit ?? 'ns'}]`;
  if (name === 'fixed_length_utf32') return `<U${(configuration?.length_bytes ?? 0) / 4}`;
  return typeof name === 'string' ? name : 'unknown';
}

/** Bytes of one value; null when that differs from value to value. */
export function itemBytes(dtype: string): number | null {
  if (dtype === 'bool') return 1;
  if (/^(datetime|timedelta)64/.test(dtype)) return 8;
  const text = /^(<U|\|S)(\d+)$/.exec(dtype);
  if (text) return Number(text[2]) * (text[1] === '<U' ? 4 : 1);
  const bits = /^(?:int|uint|float|complex)(\d+)$/.exec(dtype)?.[1];
  return bits ? Number(bits) / 8 : null;
}
