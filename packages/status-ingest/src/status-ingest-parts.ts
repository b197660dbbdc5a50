import type { Pool } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';

export interface StatusIngestConfig {
  /** The deployed Cloud Function signs with the App's webhook secret. */
  webhookSecrets: readonly string[];
  /** With their secret arguments: who may report, and how reports are signed. */
  bakeries: ReadonlyMap<string, Pick<BakeryConfig, 'id' | 'file'>>;
  redactor: Redactor;
  /** What is not recorded within this time is answered 503. */
  recordLimitMs?: number;
}

/** What the routes work with. */
export interface StatusIngestParts extends StatusIngestConfig {
  pool: Pool;
  /** Not waited for: the relay finds work whose wake-up was lost. */
  wake: (due: DueWork[]) => void;
  logger: Logger;
}
