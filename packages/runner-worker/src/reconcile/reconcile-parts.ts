import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import type { Database } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';

export type ReaperRules = Pick<
  BakeryConfig['file']['PangeoForge'],
  'deadline_hours' | 'queue_limit_hours' | 'ask_every_seconds' | 'confirm_within_minutes' | 'lost_after_hours'
>;

/** What following runs needs. */
export interface ReconcileParts {
  database: Pick<Database, 'pool'>;
  waker: Pick<Waker, 'wake'>;
  bakeries: ReadonlyMap<string, Bakery>;
  /** The configured bakeries' rules. */
  rules: ReadonlyMap<string, ReaperRules>;
  redactor: Redactor;
  logger: Logger;
}
