import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';

const jobSchema = z.object({
  jid: z.string(),
  name: z.string(),
  state: z.string(),
  'start-time': z.number(),
  'end-time': z.number(),
  duration: z.number(),
});

export type FlinkJob = z.infer<typeof jobSchema>;

const overviewSchema = z.object({ jobs: z.array(jobSchema) });
const exceptionsSchema = z.object({ 'root-exception': z.string().nullish() });

/** Flink's REST API, as far as we use it. */
export interface FlinkApi {
  jobs(): Promise<FlinkJob[]>;
  job(id: string): Promise<FlinkJob | null>;
  /** The chain of causes; null when there is none. */
  rootException(id: string): Promise<string | null>;
  requestCancellation(id: string): Promise<void>;
}

const CALL_LIMIT_MS = 20_000;

export function connectFlink(
  baseUrl: string,
  authorization: string | undefined,
  callLimitMs: number = CALL_LIMIT_MS,
): FlinkApi {
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const url = `${baseUrl.replace(/\/$/, '')}${path}`;
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(url, {
      ...init,
      headers,
      signal: AbortSignal.timeout(callLimitMs),
      redirect: 'error',
    }).catch((cause: unknown) => {
      throw unreachable(url, cause);
    });
    if (response.status === 404) return null;
    if (!response.ok) throw refusal(response.status, url);
    return response.json().catch((cause: unknown) => {
      throw new AppError('bakery_unavailable', 'The Flink cluster did not answer JSON.', {
        cause,
        context: { url },
      });
    });
  };
  return {
    async jobs() {
      const answer = await ask('/jobs/overview');
      if (answer === null)
        throw new AppError('bakery_refused', 'The configured address has no Flink REST API.', {
          context: { baseUrl },
        });
      return parse(overviewSchema, answer).jobs;
    },
    async job(id) {
      const answer = await ask(`/jobs/${encodeURIComponent(id)}`);
      return answer === null ? null : parse(jobSchema, answer);
    },
    async rootException(id) {
      const answer = await ask(`/jobs/${encodeURIComponent(id)}/exceptions`);
      return answer === null ? null : (parse(exceptionsSchema, answer)['root-exception'] ?? null);
    },
    async requestCancellation(id) {
      await ask(`/jobs/${encodeURIComponent(id)}?mode=cancel`, { method: 'PATCH' });
    },
  };
}

/** Whether the cluster's name does not resolve: the cluster of one run that does not exist yet, or any more. */
export function hasNoAddress(error: unknown): boolean {
  return error instanceof AppError && error.context['reason'] === 'ENOTFOUND';
}

function unreachable(url: string, cause: unknown): AppError {
  const reason = (cause as { cause?: { code?: string } }).cause?.code;
  return new AppError('bakery_unavailable', 'The Flink cluster cannot be reached at the moment.', {
    cause,
    context: { url, reason },
  });
}

function refusal(status: number, url: string): AppError {
  return status === 401 || status === 403
    ? new AppError(
        'bakery_refused',
        "The Flink cluster refused the request: the bakery's authorization must be fixed.",
        {
          context: { url, status },
        },
      )
    : new AppError('bakery_unavailable', 'The Flink cluster is not answering at the moment.', {
        context: { url, status },
      });
}

function parse<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AppError('bakery_unavailable', 'The Flink cluster answered in a form that is not understood here.', {
    context: { problem: z.prettifyError(parsed.error) },
  });
}
