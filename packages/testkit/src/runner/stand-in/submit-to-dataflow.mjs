import { randomUUID } from 'node:crypto';
import { fail } from './log.mjs';

const APICLIENT = 'apache_beam/runners/dataflow/internal/apiclient.py';
/** As apitools names what a status means. */
const HTTP_ERRORS = {
  400: 'HttpBadRequestError',
  401: 'HttpUnauthorizedError',
  403: 'HttpForbiddenError',
  404: 'HttpNotFoundError',
  409: 'HttpConflictError',
};
/** Beam's HTTP client waits so long for an answer. */
const ANSWER_WITHIN_MS = 60_000;

/**
 * Creates a job as Beam does, and fails with the same messages, but at once: Beam retries for half a minute after 429,
 * and for two and a half minutes after 5xx or without an answer.
 * @returns {Promise<string>} the job's id
 */
export async function submitToDataflow(url, name) {
  const clientRequestId = randomUUID();
  const response = await post(url, { name, clientRequestId });
  const content = await response.text();
  if (!response.ok) {
    const type =
      HTTP_ERRORS[response.status] ??
      (response.status >= 500 || response.status === 429 ? 'BadStatusCodeError' : 'HttpError');
    const answer = `HttpError accessing <${url}?alt=json>: response: <{'status': '${response.status}'}>, content <${content}>`;
    failIn(answer, `apitools.base.py.exceptions.${type}`);
  }
  const job = JSON.parse(content);
  // Dataflow answers a second creation with the existing job; its client request id shows whose it is
  if (job.clientRequestId !== clientRequestId)
    failIn(
      `There is already active job named ${name} with id: ${job.id}. If you want to submit a second job, try again by setting a different name using --job_name.`,
      'apache_beam.runners.dataflow.internal.apiclient.DataflowJobAlreadyExistsError',
    );
  return job.id;
}

async function post(url, job) {
  try {
    return await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(job),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
  } catch (error) {
    if (error.name === 'TimeoutError') failIn('timed out', 'TimeoutError');
    if (error.cause?.code === 'ECONNREFUSED') failIn('[Errno 111] Connection refused', 'ConnectionRefusedError');
    failIn('Remote end closed connection without response', 'http.client.RemoteDisconnected');
  }
}

function failIn(message, type) {
  fail(message, type, { file: `site-packages/${APICLIENT}`, name: 'submit_job_description' });
}
