import { isTemporaryStatus, quoteAnswer, type Refusal } from '../refusal.ts';

/** Only what Beam raises while it submits is about the bakery: the recipe's sources may answer 503, too. */
const WHILE_SUBMITTING = /File "[^"]*\/apache_beam\/runners\/dataflow\//;
/** An answer as apitools, google-api-core and requests print it. */
const STATUS = [/'status': '(\d{3})'/, /^google\.api_core\.exceptions\.\w+: (\d{3}) /m, /HTTPError: (\d{3}) /];
/** Google answers 403 to some rate limits. */
const RATE_LIMIT = /"reason": ?"(?:rateLimitExceeded|userRateLimitExceeded|backendError|internalError)"/;
const EXISTS = /DataflowJobAlreadyExistsError|There is already an? active job named/;
/** The connection was refused or broke, or no answer came in time. */
const NO_ANSWER =
  /^(?:[\w.]+\.)?(Connection\w*Error|BrokenPipeError|RemoteDisconnected|BadStatusLine|IncompleteRead|ProtocolError|MaxRetryError|NewConnectionError|ServerNotFoundError|\w*Timeout(?:Error)?|timeout|gaierror|SSL\w*Error|TransportError|RetryError|OSError(?=: \[Errno 1(?:0[0-4]|1[0-3])\]))\b:? ?(.*)$/m;
const NO_CREDENTIALS =
  /^google\.auth\.exceptions\.(?:RefreshError|DefaultCredentialsError|MalformedError|GoogleAuthError): \(?(.*?)\)?$/;
/** Answers of the token endpoint. */
const TEMPORARY_TOKEN_FAILURE =
  /'code': (?:408|429|5\d\d)|'?(?:internal_failure|server_error|temporarily_unavailable)\b/;
const NOT_STAGED = /^OSError: (Could not upload to GCS path .*)$/;
/** The job itself is wrong, and so the recipe. */
const TOO_LARGE = /payload size exceeds|exceeds the allowable limit|job graph is too large/i;

/**
 * Why Dataflow, or the storage that Beam stages the job in, did not take it; null when the failure is not about them.
 */
export function readDataflowRefusal(printed: string): Refusal | null {
  if (!WHILE_SUBMITTING.test(printed)) return null;
  if (EXISTS.test(printed))
    return {
      isTemporary: true,
      message: 'Dataflow says that it has an active job of this name, but does not list it yet',
    };
  const raised = lastException(printed);
  const status = statusOf(raised);
  if (status !== null) return refusalOf(status, raised);
  const credentials = NO_CREDENTIALS.exec(raised)?.[1];
  if (credentials !== undefined)
    return {
      isTemporary: TEMPORARY_TOKEN_FAILURE.test(credentials),
      message: `Google gave no token (${quoteAnswer(credentials)})`,
    };
  const notStaged = NOT_STAGED.exec(raised)?.[1];
  if (notStaged !== undefined) return { isTemporary: false, message: quoteAnswer(notStaged) };
  const [, name, detail] = NO_ANSWER.exec(raised) ?? [];
  if (name === undefined) return null;
  return {
    isTemporary: true,
    message: `Dataflow did not answer (${quoteAnswer(detail ? `${name}: ${detail}` : name)})`,
  };
}

function refusalOf(status: number, raised: string): Refusal | null {
  if (TOO_LARGE.test(raised)) return null;
  const isTemporary = isTemporaryStatus(status) || (status === 403 && RATE_LIMIT.test(raised));
  return { isTemporary, message: `${serviceOf(raised)} answered ${status} (${messageOf(raised)})` };
}

function lastException(printed: string): string {
  const lines = printed.trimEnd().split('\n');
  const from = lines.findLastIndex((line) =>
    /^[\w.]+(?:Error|Exception|Disconnected|timeout|Timeout)\w*(?::|$)/.test(line),
  );
  return lines.slice(Math.max(0, from)).join('\n');
}

function statusOf(raised: string): number | null {
  for (const pattern of STATUS) {
    const status = pattern.exec(raised)?.[1];
    if (status !== undefined) return Number(status);
  }
  return null;
}

function serviceOf(raised: string): string {
  return /storage\/v1|storage\.googleapis/.test(raised) ? 'Cloud Storage' : 'Dataflow';
}

/** The message alone; numbers that differ each time would make the same refusal look like another. */
function messageOf(raised: string): string {
  const content = /"message": ?"((?:[^"\\]|\\.)*)"/.exec(raised)?.[1];
  return quoteAnswer((content ?? raised).replace(/\([0-9a-f]{4,}\): /g, '').replace(/\\n/g, ' '));
}
