import { z } from 'zod';
import { timestampSchema } from '../recipe-runs/recipe-run.schema.ts';
import { LOG_SOURCES } from '@pangeo-forge/shared/logs/log-sources';
import { SEVERITIES } from '@pangeo-forge/shared/logs/severity';

const MAX_LINES = 1_000_000;

export const logQuerySchema = z.object({
  source: z.enum(LOG_SOURCES).optional().meta({
    description:
      '`runner` is public. The others are the bakery’s logs of the job and need a key, and so does asking without naming one, which answers the bakery’s logs, or the runner’s where it keeps none.',
  }),
  severity: z.enum(SEVERITIES).default('DEFAULT').meta({ description: 'This severity and above.' }),
  since: timestampSchema.optional().meta({ description: 'Written at this time or later.' }),
  limit: z.int().min(1).max(MAX_LINES).optional().meta({ description: 'Only this many lines from the end.' }),
  follow: z.boolean().default(false).meta({ description: 'Continues until the run ends (only the runner’s log).' }),
  format: z.enum(['text', 'jsonl', 'sse']).optional().meta({
    description: 'Instead of the Accept header: text/plain, application/x-ndjson or text/event-stream.',
  }),
});

export type LogQueryInput = z.output<typeof logQuerySchema>;

export const traceQuerySchema = z.object({
  source: z.enum(LOG_SOURCES).default('runner'),
  severity: z.enum(SEVERITIES).default('ERROR'),
  limit: z.int().min(1).max(1_000).default(1).meta({ description: 'The last so many messages.' }),
});

export type TraceQueryInput = z.output<typeof traceQuerySchema>;
