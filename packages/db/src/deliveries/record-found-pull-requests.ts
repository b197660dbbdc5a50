import { zstdCompressSync } from 'node:zlib';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { formatSubject } from '../names/subject.ts';
import { recordDeliveries } from './record-deliveries.ts';

export interface FoundPullRequests {
  repository: string;
  numbers: readonly number[];
  /** The delivery that made us look. */
  because: string;
}

const LIMIT_MS = 30_000;

/** Pull requests that no event told us of are looked at as if one had: recorded as deliveries of our own, `pull_request.found`. */
export async function recordFoundPullRequests(pool: Pool, found: FoundPullRequests): Promise<DueWork[]> {
  const { repository, numbers, because } = found;
  if (numbers.length === 0) return [];
  const deliveries = numbers.map((number) => {
    const payload = { action: 'found', repository: { full_name: repository }, pull_request: { number } };
    return {
      id: `found-${because}-${repository.replace('/', '-')}-${number}`,
      event: 'pull_request',
      action: 'found',
      repository,
      number,
      sender: null,
      headSha: null,
      occurredAt: null,
      headers: {},
      body: zstdCompressSync(JSON.stringify(payload)),
      work: {
        subject: formatSubject({ of: 'pull_request', repository, number }),
        label: `pull_request.found ${repository}#${number}`,
      },
      ignoredBecause: null,
    };
  });
  return recordDeliveries(pool, deliveries, LIMIT_MS);
}
