/** What the description calls a time without a zone. [OpenAPI's registry of formats] */
export const NAIVE_FORMAT = 'date-time-local';

const ISO_WITH_TIME =
  /^(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6})\d{0,6})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const NUMBER = /^[+-]?\d+(?:\.\d*)?$/;
/** Larger numbers are not seconds since 1970 but milliseconds, microseconds or nanoseconds. */
const MAX_SECONDS = 2e10;

/**
 * UTC without a zone (`2021-01-01T00:00:00`, six decimals when there are microseconds) from ISO 8601 with a time, whose
 * zone is UTC when it has none, or from a number of seconds since 1970. Undefined for anything else, a date alone too.
 */
export function toNaiveUtc(value: unknown): string | undefined {
  if (typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))) return fromUnix(Number(value));
  const parts = typeof value === 'string' ? ISO_WITH_TIME.exec(value.trim()) : null;
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0)) as Numbers;
  const local = new Date(0);
  local.setUTCFullYear(year, month - 1, day);
  local.setUTCHours(hour, minute, second);
  const isReal =
    year > 0 &&
    local.getUTCMonth() === month - 1 &&
    local.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60;
  const offsetMinutes = minutesOf(parts[8]);
  if (!isReal || Math.abs(offsetMinutes) >= 24 * 60) return undefined;
  return render(local.getTime() - offsetMinutes * 60_000, (parts[7] ?? '').padEnd(6, '0'));
}

type Numbers = [number, number, number, number, number, number];

function fromUnix(number: number): string | undefined {
  let seconds = number;
  while (Math.abs(seconds) > MAX_SECONDS) seconds /= 1_000;
  const microseconds = Math.round(seconds * 1e6);
  const fullSeconds = Math.floor(microseconds / 1e6);
  return render(fullSeconds * 1_000, String(microseconds - fullSeconds * 1e6).padStart(6, '0'));
}

function minutesOf(zone: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!parts) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0));
}

function render(epochMs: number, microseconds: string): string | undefined {
  const date = new Date(epochMs);
  if (Number.isNaN(epochMs) || date.getUTCFullYear() < 1 || date.getUTCFullYear() > 9999) return undefined;
  return `${date.toISOString().slice(0, 19)}${/[1-9]/.test(microseconds) ? `.${microseconds}` : ''}`;
}
