import { isTemporaryStatus, quoteAnswer, type Refusal } from '../refusal.ts';

/** The runner asks kubectl for a cluster, then Beam gives that cluster's REST API the job. */
const WHILE_MAKING_THE_CLUSTER = /File "[^"]*\/pangeo_forge_runner\/bakery\/flink\.py"/;
const WHILE_SUBMITTING = /File "[^"]*\/apache_beam\/runners\/portability\/flink_uber_jar_job_server\.py"/;

/** kubectl has no configuration, and asks this machine. */
const NOT_CONFIGURED = /The connection to the server (?:localhost|127\.0\.0\.1):8080 was refused/;
/** Lines of kubectl about a cluster that cannot be reached, or cannot answer, at the moment. */
const TEMPORARY_KUBECTL = [
  /^Unable to connect to the server: (?!.*(?:x509|certificate)).*/m,
  /^The connection to the server \S+ was refused.*/m,
  /^Error from server \((?:ServiceUnavailable|ServerTimeout|Timeout|TooManyRequests|InternalError|Conflict)\):.*/m,
  /^(?:E\d{4} .*\] )?.*\b(?:etcdserver: (?:request timed out|leader changed|too many requests).*)/m,
  /^.*the server is currently unable to handle the request.*/m,
  /^.*(?:TLS handshake timeout|i\/o timeout|context deadline exceeded|connection reset by peer|unexpected EOF|http2: client connection lost).*/m,
  /^error: timed out waiting for the condition.*/m,
  /^error: (?:unable to forward port because pod is not running|lost connection to pod|error upgrading connection|timed out waiting).*/m,
];
const KUBECTL_ERRORS =
  /^(?:Error from server|error: |Unable to connect|The connection to the server|no matches for kind|ValueError: kubectl is required).*/gm;

const NO_ANSWER = /^requests\.exceptions\.(?:ConnectionError|\w*Timeout|ChunkedEncodingError|SSLError)\b.*/m;
const ANSWER = /^RuntimeError: Request to \S+ failed with status (\d{3}): ?(.*)/m;

/**
 * Why Kubernetes made no Flink cluster for the run, or that cluster took no job; null when the failure is not about
 * them.
 */
export function readFlinkRefusal(printed: string): Refusal | null {
  if (WHILE_SUBMITTING.test(printed)) return readSubmission(printed);
  return WHILE_MAKING_THE_CLUSTER.test(printed) ? readKubectlRefusal(printed) : null;
}

/** Without a cluster there can be no job yet. */
export function readKubectlRefusal(printed: string): Refusal | null {
  if (!WHILE_MAKING_THE_CLUSTER.test(printed)) return null;
  if (NOT_CONFIGURED.test(printed))
    return { isTemporary: false, message: 'kubectl is configured for no Kubernetes cluster' };
  for (const pattern of TEMPORARY_KUBECTL) {
    const line = pattern.exec(printed)?.[0];
    if (line !== undefined) return { isTemporary: true, message: `Kubernetes gave no cluster (${quoteAnswer(line)})` };
  }
  const error = [...printed.matchAll(KUBECTL_ERRORS)].at(-1)?.[0];
  return error === undefined ? null : { isTemporary: false, message: `Kubernetes refused (${quoteAnswer(error)})` };
}

function readSubmission(printed: string): Refusal | null {
  const silence = NO_ANSWER.exec(printed)?.[0];
  if (silence !== undefined) return { isTemporary: true, message: `Flink did not answer (${quoteAnswer(silence)})` };
  const [, status, text = ''] = ANSWER.exec(printed) ?? [];
  if (status === undefined) return null;
  return { isTemporary: isTemporaryStatus(Number(status)), message: `Flink answered ${status} (${quoteAnswer(text)})` };
}
