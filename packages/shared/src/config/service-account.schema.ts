import { z } from 'zod';

/**
 * `secrets/dataflow-job-submission.json` and `secrets/dataflow-status-monitoring.json`: the key of a Google service
 * account, as Google issues it.
 */
export const serviceAccountSchema = z.looseObject({
  type: z.literal('service_account', 'expected "service_account": the JSON key of a Google service account'),
  project_id: z.string().min(1),
  private_key_id: z.string().optional(),
  private_key: z.string().refine((text) => text.includes('PRIVATE KEY'), 'expected the PEM text of a private key'),
  client_email: z.string().min(1),
  token_uri: z.string().optional(),
});
