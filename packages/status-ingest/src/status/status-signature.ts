import { createHmac, timingSafeEqual } from 'node:crypto';

export interface SignedStatus {
  recipeRunId: number;
  /** Seconds since 1970, as in the header. */
  timestamp: string;
  /** As it came. */
  body: Buffer;
}

export type SignatureJudgement = 'valid' | 'invalid' | 'too_old';

/** A report is good for this long before and after the moment that it names. */
export const REPLAY_WINDOW_S = 300;

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** `sha256=` and the hex HMAC-SHA256, under the bakery's secret, of timestamp, dot, run id, dot and body. */
export function signStatus(secret: string, { timestamp, recipeRunId, body }: SignedStatus): string {
  const digest = createHmac('sha256', secret).update(`${timestamp}.${recipeRunId}.`).update(body).digest('hex');
  return `sha256=${digest}`;
}

export function judgeStatusSignature(
  secret: string,
  signed: SignedStatus,
  signature: string,
  now: Date,
): SignatureJudgement {
  const given = SIGNATURE.exec(signature)?.[1];
  if (!given || !/^\d{1,12}$/.test(signed.timestamp)) return 'invalid';
  const expected = Buffer.from(signStatus(secret, signed).slice('sha256='.length), 'hex');
  if (!timingSafeEqual(expected, Buffer.from(given, 'hex'))) return 'invalid';
  const ageS = Math.abs(now.getTime() / 1_000 - Number(signed.timestamp));
  return ageS <= REPLAY_WINDOW_S ? 'valid' : 'too_old';
}
