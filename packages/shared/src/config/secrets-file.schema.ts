import { z } from 'zod';

const oneOrMore = z.union([z.string(), z.number()]).transform(String);

/** `secrets/config.{deployment}.yaml` */
export const secretsFileSchema = z.object({
  fastapi: z.object({ PANGEO_FORGE_API_KEY: z.string().min(1) }),
  github_app: z.object({
    app_name: z.string().min(1),
    id: oneOrMore,
    private_key: z
      .string()
      .includes('PRIVATE KEY', { message: 'must be the PEM text of the GitHub App’s private key' }),
    webhook_secret: z.string().min(1),
    /** Still accepted while the secret is being rotated. */
    webhook_secret_previous: z.string().min(1).optional(),
    /** Only pull requests that carry one of these labels are handled. */
    run_only_on: z.array(z.string()).optional(),
  }),
});

export type SecretsFile = z.infer<typeof secretsFileSchema>;
