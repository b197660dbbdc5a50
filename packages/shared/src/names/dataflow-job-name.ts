import { createHash } from 'node:crypto';

const MAX_LENGTH = 63;
const HOOK_PATH = '/github/hooks/';
const SHORT_SCHEME = /^b([0-9a-f]{16})-(\d{1,19})$/;
const LONG_SCHEME = /^a((?:[0-9a-f]{2})+)$/;

export interface JobOrigin {
  /** Public host of the deployment, without scheme. */
  host: string;
  /** Path that receives notifications, when it is not `/github/hooks/`. */
  hookPath?: string;
}

/**
 * Name of the job that bakes a recipe run: `a` + hex of `host%` + the id in decimal, padded to an even number of
 * digits, as the deployed Cloud Function decodes it. Where that is longer than the 63 characters that the runner and
 * Dataflow allow: `b` + sixteen hex digits of the host's SHA-256 + `-` + id.
 */
export function dataflowJobName(origin: JobOrigin, recipeRunId: number | bigint): string {
  const digits = String(recipeRunId);
  const long = `a${Buffer.from(`${addressOf(origin)}%`).toString('hex')}${digits.length % 2 ? '0' : ''}${digits}`;
  return long.length <= MAX_LENGTH ? long : `b${hashOf(origin)}-${digits}`;
}

/** The recipe run of a job name of this deployment; null when the job belongs to another one. */
export function recipeRunIdOfJob(jobName: string, origin: JobOrigin): number | null {
  const short = SHORT_SCHEME.exec(jobName);
  if (short) return short[1] === hashOf(origin) ? toId(short[2]) : null;
  const prefix = `a${Buffer.from(`${addressOf(origin)}%`).toString('hex')}`;
  if (!LONG_SCHEME.test(jobName) || !jobName.startsWith(prefix)) return null;
  const digits = jobName.slice(prefix.length);
  return /^\d+$/.test(digits) ? toId(digits) : null;
}

function addressOf({ host, hookPath }: JobOrigin): string {
  return hookPath && hookPath !== HOOK_PATH ? `${host}${hookPath}` : host;
}

function hashOf(origin: JobOrigin): string {
  return createHash('sha256').update(addressOf(origin)).digest('hex').slice(0, 16);
}

function toId(digits: string | undefined): number | null {
  const id = Number(digits);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}
