import { z } from 'zod';

/** Data of a BullMQ job: which work is due, and words for the person who reads the queue dashboard. */
export const wakeUpSchema = z.object({
  workId: z.string().regex(/^\d+$/),
  label: z.string(),
});

export type WakeUp = z.infer<typeof wakeUpSchema>;
