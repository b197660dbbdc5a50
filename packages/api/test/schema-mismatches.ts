interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  allOf?: Schema[];
  anyOf?: Schema[];
}

/** What is read of an OpenAPI description here. */
export interface SchemaDocument {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas?: Record<string, Schema> };
}

/**
 * Where the value differs from the schema. Null passes for what is not required to be there, since a 3.0 description
 * generated from Python does not say that unset fields are null.
 */
export function mismatches(
  document: SchemaDocument,
  schema: Schema,
  value: unknown,
  at = '$',
  optional = false,
): string[] {
  if (schema.$ref) {
    const named = document.components.schemas?.[schema.$ref.replace('#/components/schemas/', '')];
    return named ? mismatches(document, named, value, at, optional) : [`${at}: ${schema.$ref} is not described`];
  }
  if (value === null && optional) return [];
  if (schema.anyOf?.some((one) => mismatches(document, one, value, at, optional).length === 0)) return [];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  const wrongType = types.length > 0 && !types.some((type) => isOfType(type, value));
  if (schema.anyOf || wrongType)
    return [`${at}: ${JSON.stringify(value)} is not ${types.join(' or ') || 'any of the described'}`];
  if (schema.enum && !schema.enum.includes(value))
    return [`${at}: ${JSON.stringify(value)} is not one of ${schema.enum.join(', ')}`];
  return [
    ...(schema.allOf ?? []).flatMap((one) => mismatches(document, one, value, at, optional)),
    ...(Array.isArray(value)
      ? value.flatMap((item, index) => mismatches(document, schema.items ?? {}, item, `${at}[${index}]`))
      : []),
    ...fieldMismatches(document, schema, value, at),
  ];
}

function fieldMismatches(document: SchemaDocument, schema: Schema, value: unknown, at: string): string[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const given = (value as Record<string, unknown> | null)?.[name];
    if (given === undefined) return [`${at}.${name}: is missing`];
    return mismatches(document, field, given, `${at}.${name}`, !required.includes(name));
  });
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'null':
      return value === null;
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
