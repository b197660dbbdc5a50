import { z } from 'zod';

/** What the deployed Cloud Function posts, form-encoded, when a job ends. */
export const dataflowNotificationSchema = z.object({
  action: z.literal('completed', 'action must be "completed"'),
  recipe_run_id: z.coerce.number('recipe_run_id must be a number').int().positive().max(2_147_483_647),
  conclusion: z.enum(['success', 'failure'], 'conclusion must be "success" or "failure"'),
});

export type DataflowNotification = z.infer<typeof dataflowNotificationSchema>;
