import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';

type Schema = Record<string, unknown>;

interface Definition extends Schema {
  properties?: Record<string, Schema>;
  'x-kubernetes-group-version-kind'?: Array<{ group: string; version: string; kind: string }>;
}

/**
 * Writes a JSON Schema of each resource for `kubeconform -strict`, from the OpenAPI description in the Go module
 * `k8s.io/kubernetes`. Unlike the API server's own, they refuse fields that Kubernetes does not know.
 */
export async function writeKubernetesSchemas(swaggerFile: string, folder: string, kinds: readonly string[]) {
  const { definitions } = JSON.parse(await readFile(swaggerFile, 'utf8')) as {
    definitions: Record<string, Definition>;
  };
  await mkdir(folder, { recursive: true });
  for (const [name, definition] of Object.entries(definitions))
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      if (!kinds.includes(kind) || !definition.properties?.['kind']) continue;
      const file = path.join(folder, `${fileNameOf(group, version, kind)}.json`);
      await writeFile(file, JSON.stringify(strict(definition, definitions, [name])));
    }
}

/** The same for a custom resource, from its definition. */
export async function writeCustomSchemas(definitionFile: string, folder: string) {
  const { spec } = parse(await readFile(definitionFile, 'utf8')) as {
    spec: {
      group: string;
      names: { kind: string };
      versions: Array<{ name: string; schema: { openAPIV3Schema: Schema } }>;
    };
  };
  for (const { name, schema } of spec.versions) {
    const file = path.join(folder, `${fileNameOf(spec.group, name, spec.names.kind)}.json`);
    const found = strict(schema.openAPIV3Schema, {}, []);
    const properties = { ...(found['properties'] as object), metadata: { type: 'object' } };
    await writeFile(file, JSON.stringify({ ...found, properties }));
  }
}

/** As kubeconform names them: `{{.ResourceKind}}{{.KindSuffix}}`. */
function fileNameOf(group: string, version: string, kind: string): string {
  return [kind.toLowerCase(), ...(group ? [group.split('.')[0]] : []), version].join('-');
}

const KEPT = ['type', 'enum', 'required'];

/** References are inlined, and an object takes the named properties only. `above` ends those that hold themselves. */
function strict(schema: Schema, definitions: Record<string, Definition>, above: readonly string[]): Schema {
  const name = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : null;
  if (name?.endsWith('IntOrString') || schema['x-kubernetes-int-or-string']) return { type: ['string', 'integer'] };
  if (name?.endsWith('Quantity')) return { type: ['string', 'number'] };
  if (name !== null) {
    const target = definitions[name];
    return !target || above.includes(name) ? {} : strict(target, definitions, [...above, name]);
  }
  const deeper = (inner: unknown) => strict(inner as Schema, definitions, above);
  const { properties, additionalProperties, items } = schema;
  return {
    ...Object.fromEntries(KEPT.flatMap((key) => (key in schema ? [[key, schema[key]]] : []))),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, deeper(inner)])),
          additionalProperties: schema['x-kubernetes-preserve-unknown-fields'] === true,
        }
      : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: deeper(additionalProperties) } : {}),
    ...(items ? { items: deeper(items) } : {}),
  };
}
