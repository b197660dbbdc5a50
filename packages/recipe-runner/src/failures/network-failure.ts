import { type Clues, type Explanation, NOT_THE_COMMIT } from './clues.ts';
import { type RaisedException, ownFrame } from './read-traceback.ts';

type Trouble = 'no_name' | 'refused' | 'certificate' | 'silent' | { status: number };

/** Types that Python's libraries raise for a connection: of the standard library, aiohttp, requests, urllib3, botocore. */
const CONNECTION =
  /^(?:gaierror|URLError|Connect(?:ion)?\w*(?:Error|Timeout)|Client(?:Connector|Response|OSError|Payload)\w*Error|ClientOSError|Server(?:Disconnected|Timeout)\w*Error|NewConnectionError|NameResolutionError|MaxRetryError|EndpointConnectionError|(?:Connect|Read)Timeout\w*|HTTPError|HTTPStatusError|SSL\w*Error|RemoteDisconnected|ProtocolError|HttpError)$/;
const NO_NAME =
  /Name or service not known|name resolution|nodename nor servname|No address associated|Failed to resolve|not resolve host|Domain name not found|getaddrinfo failed/i;
const REFUSED = /Connect(?:ion)? ?(?:call failed|refused)|Errno 111|refused/i;
const CERTIFICATE = /CERTIFICATE_VERIFY_FAILED|certificate verify failed|certificate/i;
const UNREACHABLE = /Network is unreachable|No route to host|Could not contact DNS/i;
const STATUS =
  /^(\d{3}),? message=|\b([45]\d{2}) (?:Client|Server) Error|HTTP Error (\d{3})|Error \(?([45]\d{2})\)? (?:Not|Forbidden|Unauthorized|occurred)/;
const URL_PATTERN = /\b(?:https?|ftp|s3|gs):\/\/[^\s'"<>),\]]+/;
const HOSTS = [
  /connect to host ([\w.-]+)/i,
  /host='([\w.-]+)'/,
  /not resolve host:? '?([\w.-]+)/i,
  /Failed to resolve '([\w.-]+)'/,
];

/** A server that could not be reached, or that refused: the first such exception is the cause of what followed. */
export function networkFailure({ exceptions, text, subdir, facts }: Clues): Explanation | null {
  for (const exception of exceptions) {
    const trouble = troubleOf(exception);
    if (!trouble) continue;
    const url = URL_PATTERN.exec(`${exception.message}\n${text}`)?.[0] ?? null;
    const host = hostOf(`${exception.message}\n${text}`, url);
    const own = exceptions.map((one) => ownFrame(one, subdir)).findLast((frame) => frame !== null);
    const place = own ? `${own.file}, line ${own.line}: ` : '';
    if (facts.network === 'none' && typeof trouble === 'string')
      return {
        kind: 'network',
        fault: 'author',
        reason: `${place}the code asks ${host ?? 'the network'} while the recipes are read, where it has no network; ask for it in a step of the pipeline`,
      };
    return { kind: 'network', fault: 'unknown', reason: `${place}${sentence(trouble, host, url)}. ${NOT_THE_COMMIT}` };
  }
  return null;
}

function troubleOf({ type, message }: RaisedException): Trouble | null {
  if (type === 'FileNotFoundError' && /^(?:https?|ftp):\/\//.test(message)) return { status: 404 };
  if (!CONNECTION.test(type) && !(type === 'TimeoutError' || type === 'OSError')) return null;
  if (NO_NAME.test(message)) return 'no_name';
  if (/^SSL|Certificate/.test(type) || CERTIFICATE.test(message)) return 'certificate';
  if (type === 'ConnectionRefusedError' || REFUSED.test(message)) return 'refused';
  const status = STATUS.exec(message)?.slice(1).find(Boolean);
  if (status !== undefined) return { status: Number(status) };
  if (UNREACHABLE.test(message) || CONNECTION.test(type)) return 'silent';
  return null;
}

function sentence(trouble: Trouble, host: string | null, url: string | null): string {
  const name = host === null ? 'a host that the recipe asks' : `the host ${host}`;
  if (trouble === 'no_name') return `${name} was not found: its name has no address`;
  if (trouble === 'refused') return `${name} refused the connection`;
  if (trouble === 'certificate') return `the certificate of ${name} is not trusted`;
  if (trouble === 'silent') return `the connection to ${name} failed`;
  const asked = url === null ? '' : ` for ${url.slice(0, 300)}`;
  if (trouble.status === 404) return `${name} answered 404 (not found)${asked}: check that the file is still there`;
  return `${name} answered ${trouble.status}${asked}`;
}

function hostOf(text: string, url: string | null): string | null {
  for (const pattern of HOSTS) {
    const host = pattern.exec(text)?.[1];
    if (host) return host;
  }
  return url && URL.canParse(url) ? new URL(url).hostname || null : null;
}
