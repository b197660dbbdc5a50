import type { Pool } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';

export interface StatusIngestParts {
  pool: Pool;
  waker: Waker;
  /** The deployed Cloud Function signs with the App's webhook secret. */
  webhookSecrets: readonly string[];
  /** With their secret arguments: whose word is believed, and how it is signed. */
  bakeries: ReadonlyMap<string, Pick<BakeryConfig, 'id' | 'file'>>;
  redactor: Redactor;
  logger: Logger;
}
