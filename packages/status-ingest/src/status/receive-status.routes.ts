import { applyStatusReport } from '@pangeo-forge/db/notifications/apply-status-report';
import { findBakeryOfRun } from '@pangeo-forge/db/bakeries/bakery';
import { orUnavailable } from '@pangeo-forge/service/or-unavailable';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import express, { type Request, Router } from 'express';
import { z } from 'zod';
import type { StatusIngestParts } from '../status-ingest-parts.ts';
import { judgeStatusSignature, REPLAY_WINDOW_S } from './status-signature.ts';

const LIMIT_BYTES = 64 * 1024;
const runIdSchema = z.coerce.number().int().positive().max(2_147_483_647);

/** Body of `POST /recipe_runs/{id}/status`. */
const statusReportSchema = z.object({
  status: z.enum(['in_progress', 'succeeded', 'failed', 'cancelled']),
  reason: z.string().min(1).max(2_000).optional().describe('A sentence for the author; expected when the run failed.'),
  progress: z.number().min(0).max(1).optional().describe('The part that is done.'),
  job_id: z.string().min(1).max(200).optional().describe("The bakery's own name of the job."),
  job_url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional()
    .describe('The page of the job.'),
  dataset_public_url: z
    .url()
    .max(2_000)
    .optional()
    .describe("Where the dataset is read, if below the place that the bakery's configuration names."),
});

/** `POST /recipe_runs/{id}/status`: a bakery's report about its run, signed with the secret of its configuration. */
export function statusRoutes(parts: StatusIngestParts): Router {
  const { pool, wake, redactor, recordLimitMs } = parts;
  const router = Router();
  const raw = express.raw({ type: () => true, limit: LIMIT_BYTES });
  router.post('/recipe_runs/:id/status', raw, async (request, response) => {
    const runId = runIdSchema.safeParse(request.params.id).data;
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    await authenticate(parts, request, runId, body);
    const report = parseReport(body);
    const result = await orUnavailable(
      'report',
      applyStatusReport(pool, runId as number, {
        status: report.status,
        reason: report.reason === undefined ? null : redactor.redact(report.reason),
        datasetPublicUrl: report.dataset_public_url ?? null,
        jobId: report.job_id ?? null,
        job: {
          ...(report.job_id === undefined ? {} : { id: report.job_id }),
          ...(report.progress === undefined ? {} : { progress: report.progress }),
          ...(report.job_url === undefined ? {} : { console_url: report.job_url }),
        },
      }),
      recordLimitMs,
    );
    switch (result.outcome) {
      case 'applied':
        wake(result.due);
        response.status(202).json({ status: 'ok' });
        return;
      case 'unchanged':
        response.status(202).json({ status: 'unchanged', detail: `Nothing changed, since ${result.why}.` });
        return;
      case 'not_started':
        throw new AppError('conflict', 'The run was not submitted to its bakery yet.');
      case 'wrong_place':
        throw new AppError('invalid_input', `dataset_public_url must be ${result.expected}, or below it.`);
    }
  });
  return router;
}

/** An unknown run, a bakery without a secret and a wrong signature are answered alike. */
async function authenticate(
  { pool, bakeries, recordLimitMs }: StatusIngestParts,
  request: Request,
  recipeRunId: number | undefined,
  body: Buffer,
): Promise<void> {
  const signature = request.get('x-pangeo-forge-signature');
  const timestamp = request.get('x-pangeo-forge-timestamp');
  if (!signature || !timestamp)
    throw new AppError(
      'unauthenticated',
      'The headers X-Pangeo-Forge-Timestamp and X-Pangeo-Forge-Signature are missing.',
    );
  const bakery =
    recipeRunId === undefined ? null : await orUnavailable('report', findBakeryOfRun(pool, recipeRunId), recordLimitMs);
  const secret = bakeries.get(bakery ?? '')?.file.PangeoForge.status_secret;
  const judgement =
    secret && recipeRunId
      ? judgeStatusSignature(secret, { recipeRunId, timestamp, body }, signature, new Date())
      : 'invalid';
  if (judgement === 'too_old')
    throw new AppError(
      'unauthenticated',
      `X-Pangeo-Forge-Timestamp is more than ${REPLAY_WINDOW_S} seconds from now: sign again.`,
    );
  if (judgement === 'invalid') throw new AppError('unauthenticated', "The signature is not that of the run's bakery.");
}

function parseReport(body: Buffer): z.infer<typeof statusReportSchema> {
  let json: unknown;
  try {
    json = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('invalid_input', 'The body is not JSON.');
  }
  const parsed = statusReportSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'invalid_input',
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}
