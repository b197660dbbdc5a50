import { z } from 'zod';
import { bakeryArgsSchema } from './bakery-args.schema.ts';
import { bakeryFileSchema } from './bakery-file.schema.ts';
import { secretsFileSchema } from './secrets-file.schema.ts';
import { serviceAccountSchema } from './service-account.schema.ts';

const PLACE = 'https://raw.githubusercontent.com/pangeo-forge/pangeo-forge-orchestrator/main/docs/schemas/';

const SCHEMAS = {
  'deployment.schema.json': { title: 'secrets/config.{deployment}.yaml', schema: secretsFileSchema, secret: true },
  'bakery.schema.json': { title: 'bakeries/{bakery}.{deployment}.yaml', schema: bakeryFileSchema, secret: false },
  'bakery-args.schema.json': { title: 'secrets/bakery-args.{bakery}.yaml', schema: bakeryArgsSchema, secret: true },
  'service-account.schema.json': { title: 'secrets/dataflow-*.json', schema: serviceAccountSchema, secret: true },
} satisfies Record<string, { title: string; schema: z.ZodType; secret: boolean }>;

/**
 * JSON Schema of each configuration file by its file name in `docs/schemas/`, for editors. Encrypted files are accepted
 * as they lie on disk.
 */
export function configSchemas(): Record<string, Record<string, unknown>> {
  const named = Object.entries(SCHEMAS).map(([name, { title, schema, secret }]) => {
    const { $schema, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
    const known = described as { properties?: Record<string, unknown> };
    const properties = secret
      ? { ...known.properties, sops: { type: 'object', description: 'Written by SOPS.' } }
      : known.properties;
    return [name, { $schema, $id: `${PLACE}${name}`, title, ...described, properties }] as const;
  });
  return Object.fromEntries(named);
}
