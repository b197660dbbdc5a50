import { z } from 'zod';
import { privateKeyProblem } from './private-key.ts';

/**
 * `secrets/dataflow-job-submission.json` and `secrets/dataflow-status-monitoring.json`: the key of a Google service
 * account, as Google issues it.
 */
export const serviceAccountSchema = z.looseObject({
  type: z.literal('service_account', 'expected "service_account": the JSON key of a Google service account'),
  project_id: z.string().min(1),
  private_key_id: z.string().optional(),
  private_key: z.string().superRefine((text, context) => {
    const message = privateKeyProblem(text, 'the service account');
    if (message !== null) context.addIssue({ code: 'custom', message });
  }),
  client_email: z.string().refine((text) => /^\S+@\S+$/.test(text), 'expected the account’s e-mail address'),
  token_uri: z
    .string()
    .refine((text) => URL.canParse(text), 'expected a URL')
    .optional(),
});
