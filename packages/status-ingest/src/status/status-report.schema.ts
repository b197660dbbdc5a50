import { z } from 'zod';

/** Body of `POST /recipe_runs/{id}/status`. */
export const statusReportSchema = z.object({
  status: z.enum(['in_progress', 'succeeded', 'failed', 'cancelled']),
  reason: z.string().min(1).max(2_000).optional().describe('A sentence for the author; expected when the run failed.'),
  progress: z.number().min(0).max(1).optional().describe('The part that is done.'),
  job_id: z.string().min(1).max(200).optional().describe("The bakery's own name of the job."),
  job_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('Where people look at the job.'),
  dataset_public_url: z
    .url()
    .max(2_000)
    .optional()
    .describe("Where the dataset is read, if below the place that the bakery's configuration names."),
});
