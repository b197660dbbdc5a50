import { z } from 'zod';

/** What Pub/Sub posts to a push endpoint. */
const envelopeSchema = z.object({
  message: z.object({ data: z.base64(), messageId: z.string().optional() }),
  subscription: z.string().optional(),
});

/** What the log sink wrote: a log entry of a Dataflow job. The names of its job stand in the resource, or in the labels of the entry. */
const logEntrySchema = z.object({
  resource: z.object({ type: z.literal('dataflow_step'), labels: z.record(z.string(), z.string()) }),
  labels: z.record(z.string(), z.string()).optional(),
});

/** Name of the job that a push is about; null when it says nothing that we understand. */
export function jobNameOfPush(body: unknown): string | null {
  const envelope = envelopeSchema.safeParse(body);
  if (!envelope.success) return null;
  try {
    const entry = logEntrySchema.parse(JSON.parse(Buffer.from(envelope.data.message.data, 'base64').toString('utf8')));
    return entry.resource.labels['job_name'] ?? entry.labels?.['dataflow.googleapis.com/job_name'] ?? null;
  } catch {
    return null;
  }
}
