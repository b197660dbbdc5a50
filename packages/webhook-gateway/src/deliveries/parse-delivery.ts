import type { IncomingHttpHeaders } from 'node:http';
import { constants, zstdCompressSync } from 'node:zlib';
import type { NewDelivery } from '@pangeo-forge/db/deliveries/record-deliveries';
import { describeDelivery } from './describe-delivery.ts';

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
/** The synchronous form at level 1 costs 54 µs for 24 kB and leaves an eighth of it; the asynchronous one takes twice as long. */
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** Answered as the original answered them, whether or not anything is done about them. */
const ALWAYS_OK: ReadonlySet<string> = new Set(['check_suite', 'ping']);

/** From the raw bytes of a request whose signature is right to what is recorded. The body is kept as it came; of a form, the payload in it. */
export function parseDelivery(headers: IncomingHttpHeaders, body: Buffer, isForm: boolean): ParsedDelivery {
  const event = headers['x-github-event'];
  const id = headers['x-github-delivery'];
  if (typeof event !== 'string' || !EVENT.test(event))
    return { outcome: 'malformed', detail: 'The header X-GitHub-Event is missing or no event name.' };
  if (typeof id !== 'string' || !DELIVERY_ID.test(id))
    return { outcome: 'malformed', detail: 'The header X-GitHub-Delivery is missing or no delivery id.' };
  const text = body.toString('utf8');
  const json = isForm ? (new URLSearchParams(text).get('payload') ?? '') : text;
  const described = describeDelivery(event, json);
  if (described.outcome === 'unreadable') return { outcome: 'malformed', detail: 'The body is not JSON.' };
  const { ignoredBecause } = described.delivery;
  const skipped = ignoredBecause !== null && !ALWAYS_OK.has(event);
  return {
    outcome: 'parsed',
    delivery: {
      ...described.delivery,
      id,
      headers: keptHeaders(headers),
      body: compress(isForm ? json : body),
    },
    answer: { status: 202, body: skipped ? { status: 'skip', message: ignoredBecause } : { status: 'ok' } },
  };
}

/** On its own: what zlib answers is a corner of 16 kB, and a pooled copy one of 64 kB, that would wait for the commit with it. */
function compress(body: Buffer | string): Buffer {
  const corner = zstdCompressSync(body, FASTEST);
  const compressed = Buffer.allocUnsafeSlow(corner.length);
  corner.copy(compressed);
  return compressed;
}

function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])),
  );
}
