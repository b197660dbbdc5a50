import { z } from 'zod';
import { privateKeyProblem } from './private-key.ts';

const filled = z.string().min(1, 'must not be empty');

/** `secrets/config.{deployment}.yaml` */
export const secretsFileSchema = z.strictObject({
  fastapi: z.strictObject({
    PANGEO_FORGE_API_KEY: filled.describe(
      'Admin key of the REST API. `pangeo-forge keys create --write-config` makes one.',
    ),
  }),
  github_app: z.strictObject({
    app_name: filled.describe('The App’s slug: the deployment name.'),
    // not as a pattern, which the encrypted value would not match in editors
    id: z
      .union([z.string(), z.number()], 'expected the App’s id, a number')
      .transform(String)
      .refine((id) => /^[1-9]\d*$/.test(id), 'expected the number that the App’s settings show as "App ID"'),
    private_key: z
      .string()
      .superRefine((text, context) => {
        const message = privateKeyProblem(text, 'the GitHub App');
        if (message !== null) context.addIssue({ code: 'custom', message });
      })
      .describe('PEM text of the App’s RSA private key.'),
    webhook_secret: filled.describe('Signs the webhooks.'),
    webhook_secret_previous: filled.optional().describe('Still accepted while the webhook secret is being rotated.'),
    run_only_on: z
      .array(z.string())
      .optional()
      .describe('Only pull requests that carry one of these labels are handled.'),
  }),
});

export type SecretsFile = z.infer<typeof secretsFileSchema>;
