import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdCompressSync } from 'node:zlib';
import type { NewDelivery } from '@pangeo-forge/db/deliveries/record-deliveries';
import { tracing } from '@pangeo-forge/shared/telemetry/tracing';
import { LARGE_JSON_BYTES, type LargeJsonReader, largeJson } from '@pangeo-forge/shared/untrusted/large-json';
import { type DeliveryDescription, describeDelivery, undescribedDelivery } from './describe-delivery.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

export type ParsedDelivery =
  | { outcome: 'parsed'; delivery: NewDelivery; answer: Answer }
  | { outcome: 'malformed'; detail: string };

const KEPT_HEADERS = [
  'x-github-event',
  'x-github-delivery',
  'x-github-hook-id',
  'x-github-hook-installation-target-id',
  'user-agent',
  'content-type',
];
const EVENT = /^[a-z][a-z0-9_]{0,59}$/;
const DELIVERY_ID = /^[\w-]{1,100}$/;
/** At level 1 the synchronous call compresses 24 kB to an eighth in 54 µs; the asynchronous one takes twice as long. */
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const compressed = promisify(zstdCompress);
const NO_JSON: ParsedDelivery = { outcome: 'malformed', detail: 'The body is not JSON.' };
/** The original always answered these `ok`. */
const ALWAYS_OK: ReadonlySet<string> = new Set(['check_suite', 'ping']);

/**
 * What is recorded of a request with a valid signature. The body is kept byte for byte; of a form, its payload. A large
 * body is parsed off the event loop: when that exceeds its budget, the delivery is recorded and ignored for this
 * reason.
 */
export function parseDelivery(
  headers: IncomingHttpHeaders,
  body: Buffer,
  isForm: boolean,
  large: LargeJsonReader = largeJson,
): ParsedDelivery | Promise<ParsedDelivery> {
  const event = headers['x-github-event'];
  const id = headers['x-github-delivery'];
  if (typeof event !== 'string' || !EVENT.test(event))
    return { outcome: 'malformed', detail: 'The header X-GitHub-Event is missing, or is no event name.' };
  if (typeof id !== 'string' || !DELIVERY_ID.test(id))
    return { outcome: 'malformed', detail: 'The header X-GitHub-Delivery is missing, or is no delivery id.' };
  const identity = { id, headers: keptHeaders(headers), traceparent: tracing().traceparent() };
  if (body.length > LARGE_JSON_BYTES) return parseLarge(event, identity, body, isForm, large);
  const text = body.toString('utf8');
  const json = isForm ? (new URLSearchParams(text).get('payload') ?? '') : text;
  let payload: unknown;
  try {
    payload = JSON.parse(json);
  } catch {
    return NO_JSON;
  }
  return parsed(describeDelivery(event, payload), identity, ownCopy(zstdCompressSync(isForm ? json : body, FASTEST)));
}

type Identity = Pick<NewDelivery, 'id' | 'headers' | 'traceparent'>;

async function parseLarge(
  event: string,
  identity: Identity,
  body: Buffer,
  isForm: boolean,
  large: LargeJsonReader,
): Promise<ParsedDelivery> {
  const json = isForm ? await large.payloadOfForm(body) : body;
  if (json === null) return { outcome: 'malformed', detail: 'This form takes too long to read: send JSON.' };
  const read = await large.read(json);
  if (read.outcome === 'no_json') return NO_JSON;
  const description =
    read.outcome === 'read'
      ? describeDelivery(event, read.value)
      : undescribedDelivery(event, `its payload ${read.reason}`);
  return parsed(description, identity, ownCopy(await compressed(json, FASTEST)));
}

function parsed(description: DeliveryDescription, identity: Identity, body: Buffer): ParsedDelivery {
  const { event, ignoredBecause } = description;
  const skipped = ignoredBecause !== null && !ALWAYS_OK.has(event);
  return {
    outcome: 'parsed',
    delivery: { ...description, ...identity, body },
    answer: { status: 202, body: skipped ? { status: 'skip', message: ignoredBecause } : { status: 'ok' } },
  };
}

/**
 * Copied into a buffer of its own size: zlib's result is part of 16 kB, which would stay in memory until the commit.
 */
function ownCopy(shared: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(shared.length); // not from Node's pool, which comes in pieces of 64 kB
  shared.copy(copy);
  return copy;
}

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}
