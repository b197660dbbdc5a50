import { escape, page } from '../ops/ops-page.ts';

/** The part of the API's description that the page shows. */
export interface ApiDescription {
  info: { title: string; description?: string };
  tags?: ReadonlyArray<{ name: string; description?: string }>;
  paths?: object;
}

interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: object[];
  parameters?: Array<{ name: string; in: string; required?: boolean; description?: string; schema?: Schema }>;
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
}

interface Described {
  method: string;
  path: string;
  operation: Operation;
}

/** Every operation of the API on one page: without a script, so that it can be read wherever a browser runs. */
export function docsPage({ info, tags = [], paths = {} }: ApiDescription): string {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Operation>).map(([method, operation]) => ({ method, path, operation })),
  );
  const groups = tags.map(({ name, description = '' }) => ({
    name,
    description,
    operations: all.filter(({ operation }) => operation.tags?.[0] === name),
  }));
  const shown = groups.filter(({ operations }) => operations.length > 0);
  return page({
    title: info.title,
    heading: info.title,
    label: 'API',
    links: [
      ['/docs/try', 'Try requests'],
      ['/openapi.json', 'OpenAPI'],
      ['/dashboard', 'Dashboard'],
    ],
    body: `<h1>${escape(info.title)}</h1><p>${escape(info.description ?? '')} Keys are sent in the header <code>X-API-Key</code>.</p>
<ul class="contents">${shown.map(({ name, description }) => `<li><a href="#/${name}">${name}</a>: ${escape(description)}</li>`).join('')}</ul>
${shown.map(({ name, description, operations }) => group(name, description, operations)).join('')}`,
  });
}

function group(name: string, description: string, operations: readonly Described[]): string {
  return `<section aria-labelledby="/${name}"><h2 id="/${name}">${name}</h2><p class="quiet">${escape(description)}</p>
${operations.map((one) => operationPart(name, one)).join('')}</section>`;
}

function operationPart(tag: string, { method, path, operation }: Described): string {
  const { operationId = '', summary = '', description, security = [] } = operation;
  const key = security.length === 0 ? '' : ' <small>key</small>';
  const code = `${method.toUpperCase()} ${path}`;
  return `<details class="card operation" id="/${tag}/${escape(operationId)}"><summary><code>${escape(code)}</code> ${escape(summary)}${key}</summary>
${description ? `<p>${escape(description)}</p>` : ''}${parameters(operation)}${body(operation)}${answers(operation)}</details>`;
}

function parameters({ parameters: all = [] }: Operation): string {
  if (all.length === 0) return '';
  const rows = all.map(({ name, in: place, required, description = '', schema }) => {
    const type = [typeOf(schema), place, required ? 'required' : ''].filter(Boolean).join(', ');
    return `<dt><code>${escape(name)}</code> <small>${escape(type)}</small></dt><dd>${escape(description)}</dd>`;
  });
  return `<h3>Parameters</h3><dl>${rows.join('')}</dl>`;
}

function body({ requestBody }: Operation): string {
  const schema = requestBody?.content?.['application/json']?.schema;
  return schema ? `<h3>Body</h3><p>JSON: <code>${escape(typeOf(schema))}</code></p>` : '';
}

function answers({ responses = {} }: Operation): string {
  const rows = Object.entries(responses).map(([status, { description = '', content = {} }]) => {
    const types = Object.entries(content).map(([type, { schema }]) => `${type} ${typeOf(schema)}`.trim());
    return `<dt>${escape(status)} <small>${escape(types.join('; '))}</small></dt><dd>${escape(description)}</dd>`;
  });
  return `<h3>Answers</h3><dl>${rows.join('')}</dl>`;
}

/** `integer`, `string (date-time)`, `array of RecipeRun`; names are those of the OpenAPI description. */
function typeOf(schema: Schema | undefined): string {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return union.map(typeOf).join(' | ');
  if (schema.type === 'array') return `array of ${typeOf(schema.items) || 'anything'}`;
  const type = [schema.type ?? ''].flat().join(' | ');
  return schema.format ? `${type} (${schema.format})` : type;
}
