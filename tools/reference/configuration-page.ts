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
    'An empty variable counts as unset. All bad variables are named at once, and nothing starts. Variables of tools (`AWS_*`, `SOPS_*`) are passed on to them.',
    markdownTable(['variable', 'meaning', 'default'], variables()),
    '## Files',
    'Every file is checked whole when a process starts, and by `pangeo-forge config check`, which tells all problems with file and line. Editors complete and check with the schemas: put `# yaml-language-server: $schema=` and its address on the first line. A field that is not named here, such as a traitlet of `pangeo-forge-runner`, is passed on to the runner.',
    ...Object.entries(configSchemas()).flatMap(([file, schema]) => fileSection(file, schema as Described)),
  ].join('\n\n');
}

function variables(): string[][] {
  const { properties = {} } = describeEnvironment() as Described;
  return Object.entries(properties).map(([name, { description = '', ...rest }]) => {
    const values = rest.enum ? ` (${rest.enum.map((value) => `\`${value}\``).join(', ')})` : '';
    // a default that depends on who asks is told in words
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
