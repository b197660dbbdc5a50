import { z } from 'zod';

export const commentEventSchema = z.object({
  issue: z.object({
    number: z.number().int(),
    pull_request: z.unknown().optional(),
    body: z.string().nullish(),
    user: z.object({ login: z.string() }).nullish(),
  }),
  comment: z.object({
    id: z.number(),
    body: z.string().nullable(),
    created_at: z.string(),
    user: z.object({ login: z.string(), type: z.string().optional() }),
  }),
});
