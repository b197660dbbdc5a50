import { type ApiKey, createApiKey } from '@pangeo-forge/db/keys/api-key';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { API_KEY_SCOPES, generateApiKey } from '@pangeo-forge/shared/keys/api-key';
import { z } from 'zod';
import type { CliContext } from '../../context/cli-context.ts';
import { operatorName } from '../../context/operator-name.ts';
import { withDatabase } from '../../db/with-database.ts';
import { type CommandResult, defineCommand } from '../../define-command.ts';
import { saveSecretsFile } from '../../secrets/save-secrets-file.ts';
import { fields } from '../../output/table.ts';

const DAY_MS = 86_400_000;

export const keysCreateCommand = defineCommand({
  path: 'keys create',
  summary: 'Make a key of the REST API; it is shown once.',
  details: `With --write-config it becomes the admin key of the deployment’s file in secrets/, and is not shown.
Scopes: ${API_KEY_SCOPES.join(', ')}.`,
  replaces: '`scripts.develop/generate_api_key.py`',
  options: [
    ['--owner <name>', 'whose key it is'],
    ['--scopes <scopes>', 'what it allows, separated by commas (logs:read)'],
    ['--bakery <name>', 'for runs of one bakery only'],
    ['--days <n>', 'days until it expires (never)'],
    ['--write-config', 'write it to secrets/config.{deployment}.yaml'],
    ['--plain', 'with --write-config: do not encrypt a new file'],
    ['--age <recipients>', 'with --write-config: encrypt a new file for these instead of the rule in .sops.yaml'],
  ],
  input: z.object({
    owner: z.string().min(1).optional(),
    scopes: z
      .string()
      .default('logs:read')
      .transform((text) => text.split(',').map((scope) => scope.trim()))
      .pipe(z.array(z.enum(API_KEY_SCOPES))),
    bakery: z.string().optional(),
    days: z.coerce.number().positive().optional(),
    writeConfig: z.boolean().default(false),
    plain: z.boolean().default(false),
    age: z.string().optional(),
  }),
  async run(context, { owner = operatorName(), scopes, bakery, days, writeConfig, plain, age }) {
    if (writeConfig) return writeToConfig(context, { plain, age });
    const expiresAt = days === undefined ? null : new Date(Date.now() + days * DAY_MS);
    const { key, row } = await withDatabase(context, ({ pool }) =>
      inTransaction(pool, (db) =>
        createApiKey(db, { owner, scopes, bakery: bakery ?? null, expiresAt }, operatorName()),
      ),
    );
    const text = `${keyFields(row)}\n\nThe key, which is not shown again:\n${key}`;
    return { data: { ...row, key }, text, isSecret: true };
  },
});

async function writeToConfig(
  context: CliContext,
  protection: { plain: boolean; age: string | undefined },
): Promise<CommandResult> {
  const { key } = generateApiKey();
  const deployment = context.deployment();
  const name = `config.${deployment}.yaml`;
  const change = (content: Record<string, Record<string, unknown>>) => ({
    ...content,
    fastapi: { ...content['fastapi'], PANGEO_FORGE_API_KEY: key },
  });
  const file = await saveSecretsFile(context, name, change, protection);
  return { data: { file, deployment }, text: `A new admin key is in ${file}. Restart the deployment to use it.` };
}

function keyFields(key: ApiKey): string {
  return fields({
    prefix: key.prefix,
    owner: key.owner,
    scopes: key.scopes.join(', '),
    bakery: key.bakery,
    expires: key.expiresAt,
    revoked: key.revokedAt,
  });
}
