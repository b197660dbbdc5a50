import { z } from 'zod';
import { privateKeyProblem, signingKeyProblem } from './private-key.ts';

const filled = z.string().min(1, 'must not be empty');

/** `secrets/config.{deployment}.yaml` */
export const secretsFileSchema = z.strictObject({
  fastapi: z.strictObject({
    PANGEO_FORGE_API_KEY: filled.describe(
      'Admin key of the REST API. `pangeo-forge keys create --write-config` makes one.',
    ),
  }),
  github_app: z
    .strictObject({
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
      client_id: filled.optional().describe('The App’s client id, for signing in on the pages; with a client secret.'),
      client_secret: filled
        .optional()
        .describe('A client secret of the App. With it people can sign in on the pages with GitHub.'),
      run_only_on: z
        .array(z.string())
        .optional()
        .describe('Only pull requests that carry one of these labels are handled.'),
    })
    .refine((app) => (app.client_id === undefined) === (app.client_secret === undefined), {
      path: ['client_secret'],
      error: 'client_id and client_secret belong together: give both, or neither',
    }),
  provenance: z
    .strictObject({
      signing_key: z
        .string()
        .superRefine((text, context) => {
          const message = signingKeyProblem(text);
          if (message !== null) context.addIssue({ code: 'custom', message });
        })
        .optional()
        .describe(
          'PEM text of a private key, Ed25519 or ECDSA, that signs how datasets were made. `openssl genpkey -algorithm ed25519` makes one.',
        ),
      previous_public_keys: z
        .array(filled)
        .optional()
        .describe('PEM text of the public keys that signed before: `/provenance/keys` still serves them.'),
    })
    .optional()
    .describe('Signs the provenance of datasets. Without a key it is not signed.'),
  operators: z
    .strictObject({
      logins: z.array(filled).optional().describe('GitHub logins.'),
      team: z
        .string()
        .refine((team) => /^[\w.-]+\/[\w.-]+$/.test(team), 'expected organization/team-slug')
        .optional()
        .describe('A team, as `organization/team-slug`; the App needs the permission `members: read` there.'),
    })
    .optional()
    .describe('Who may use `/ops` after signing in with GitHub, without a key.'),
});

export type SecretsFile = z.infer<typeof secretsFileSchema>;
