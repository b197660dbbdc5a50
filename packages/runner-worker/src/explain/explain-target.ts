import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';

export type ExplainTarget = { deliveryId: string } | { repository: string; number: number };

const PULL_REQUEST_URL = /^https?:\/\/[^/]+\/([^/]+\/[^/]+)\/(?:pull|issues)\/(\d+)(?:[/?#].*)?$/;
const SHORT = /^([^/\s]+\/[^/#\s]+)#(\d+)$/;
const DELIVERY_ID = /^[\w-]{8,100}$/;

/**
 * Reads what to explain: a pull request by its URL or as `owner/name#12`, or a delivery by its id.
 * @throws AppError `invalid_input`
 */
export function parseExplainTarget(text: string): ExplainTarget {
  const [, fullName, number] = PULL_REQUEST_URL.exec(text) ?? SHORT.exec(text) ?? [];
  if (fullName && number) return { repository: RepoFullName.parse(fullName).toString(), number: Number(number) };
  if (DELIVERY_ID.test(text)) return { deliveryId: text };
  throw new AppError(
    'invalid_input',
    `"${text}" is neither a pull request nor a delivery: give its URL, owner/name#12, or the delivery's id.`,
  );
}
