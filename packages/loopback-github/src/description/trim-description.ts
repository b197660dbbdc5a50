/** Any JSON object of an OpenAPI document. */
export type Json = Record<string, unknown>;

export interface TrimmedOperation {
  parameters: { name: string; in: string; required?: boolean; schema: unknown }[];
  /** The JSON body's schema; null where there is none. */
  request: unknown;
  /** By status code; null for an answer without a body. */
  responses: Record<string, unknown>;
}

export interface TrimmedDescription {
  operations: Record<string, TrimmedOperation>;
  schemas: Record<string, unknown>;
}

const PROSE = new Set(['description', 'examples', 'example', 'title', 'externalDocs', 'deprecated', 'x-multi-segment']);

/** The schemas of the chosen operations of an OpenAPI document, as plain JSON Schema without prose. */
export function trimDescription(
  document: Json,
  chosen: Record<string, { path: Json; operation: Json }>,
): TrimmedDescription {
  const components = document.components as Record<string, Record<string, unknown>>;
  const schemas: Record<string, unknown> = {};
  const resolve = (value: unknown): Json => {
    const { $ref } = value as { $ref?: string };
    if ($ref === undefined) return value as Json;
    const [, , kind = '', name = ''] = $ref.split('/');
    return components[kind]?.[name] as Json;
  };

  /** A schema without prose, with `nullable` as a type, and with the schemas that it refers to. */
  const convert = (value: unknown, isMap = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => convert(item));
    if (typeof value !== 'object' || value === null) return value;
    const source = value as Json;
    if (typeof source.$ref === 'string' && !isMap) return { $ref: bring(source.$ref) };
    const { nullable, discriminator: _, ...rest } = isMap ? { ...source, nullable: undefined } : source;
    const entries = Object.entries(rest).filter(([key, child]) => (isMap || !PROSE.has(key)) && child !== undefined);
    const converted = Object.fromEntries(
      entries.map(([key, child]) => [
        key,
        key === 'enum' || key === 'const' ? child : convert(child, key === 'properties'),
      ]),
    );
    return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
  };
  const bring = ($ref: string): string => {
    const name = $ref.split('/').at(-1) ?? '';
    if (!(name in schemas)) {
      schemas[name] = null;
      schemas[name] = convert(components.schemas?.[name]);
    }
    return `#/schemas/${name}`;
  };
  const bodySchema = (holder: unknown): unknown => {
    const content = (holder === undefined ? {} : (resolve(holder).content ?? {})) as Record<
      string,
      { schema?: unknown }
    >;
    const found = content['application/json'] ?? content['application/json+sarif'];
    return found?.schema === undefined ? null : convert(found.schema);
  };

  const operations = Object.entries(chosen).map(([key, { path, operation }]): [string, TrimmedOperation] => {
    const parameters = [...((path.parameters ?? []) as unknown[]), ...((operation.parameters ?? []) as unknown[])].map(
      (parameter) => {
        const {
          name,
          in: place,
          required,
          schema,
        } = resolve(parameter) as unknown as TrimmedOperation['parameters'][0];
        return { name, in: place, ...(required ? { required } : {}), schema: convert(schema) };
      },
    );
    const responses = Object.entries((operation.responses ?? {}) as Json).map(([status, answer]) => [
      status,
      bodySchema(answer),
    ]);
    return [key, { parameters, request: bodySchema(operation.requestBody), responses: Object.fromEntries(responses) }];
  });
  return { operations: Object.fromEntries(operations), schemas };
}
