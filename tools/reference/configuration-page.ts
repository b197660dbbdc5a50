import { configSchemas } from '@pangeo-forge/shared/config/config-schemas';
import { describeEnvironment } from '@pangeo-forge/shared/config/environment';
import { markdownTable } from './markdown-table.ts';

interface Described {
  description?: string;
  type?: string;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, Described>;
  items?: Described;
  required?: string[];
}

/** Every variable of the environment, and every field of the configuration files. */
export function configurationPage(): string {
  return [
    '# Configuration',
    '## Variables',
    'An empty variable counts as unset. If a variable is invalid, the process does not start, and names all invalid variables. Variables of tools (`AWS_*`, `SOPS_*`) are passed on to these tools.',
    markdownTable(['variable', 'meaning', 'default'], variables()),
    '## Files',
    'A process checks its files when it starts. `pangeo-forge config check` checks them too, and lists all problems with file and line. Editors complete and check files with the schemas: put `# yaml-language-server: $schema=` and the address of the schema on the first line. Fields that are not listed here, such as traitlets of `pangeo-forge-runner`, are passed on to the runner.',
    ...Object.entries(configSchemas()).flatMap(([file, schema]) => fileSection(file, schema as Described)),
  ].join('\n\n');
}

function variables(): string[][] {
  const { properties = {} } = describeEnvironment() as Described;
  return Object.entries(properties).map(([name, { description = '', ...rest }]) => {
    const values = rest.enum ? ` (${rest.enum.map((value) => `\`${value}\``).join(', ')})` : '';
    // a default that depends on the process is described in words
    const usual =
      name === 'PANGEO_FORGE_DEPLOYMENT' || rest.default === undefined
        ? ''
        : `\`${JSON.stringify(rest.default).replaceAll('"', '')}\``;
    return [`\`${name}\``, `${description}${values}`, usual];
  });
}

function fileSection(file: string, schema: Described & { title?: string }): string[] {
  return [
    `### ${schema.title?.replaceAll(/[{}*]/g, (mark) => `\\${mark}`)}`,
    `Schema: [${file}](../schemas/${file}).`,
    markdownTable(['field', 'type', 'meaning'], fieldsOf(schema, '')),
  ];
}

function fieldsOf({ properties = {}, required = [] }: Described, parent: string): string[][] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${parent}${name}`;
    const kind = field.enum ? field.enum.map((value) => `\`${value}\``).join(', ') : (field.type ?? 'any');
    const needed = required.includes(name) ? '**needed**' : '';
    return [
      [`\`${path}\``, [kind, needed].filter(Boolean).join(', '), field.description ?? ''],
      ...fieldsOf(field, `${path}.`),
      ...(field.items ? fieldsOf(field.items, `${path}[].`) : []),
    ];
  });
}
