import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import { openBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import type { Database } from '@pangeo-forge/db/open-database';
import type { BakeryConfig } from '@pangeo-forge/shared/config/load-bakeries';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { Waker } from '@pangeo-forge/shared/queues/waker';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
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

export interface ReconcileConfig {
  configDir: string;
  deployment: string;
  decrypt?: Decrypt;
  /** Gets the bakeries' secrets, to redact them. */
  redactor?: Redactor;
}

/** Opens the bakeries, and reads their rules. */
export async function createReconcileParts(
  { configDir, deployment, decrypt, redactor = new Redactor() }: ReconcileConfig,
  parts: Pick<ReconcileParts, 'database' | 'waker' | 'logger'>,
): Promise<ReconcileParts> {
  const { configs, adapters, secretValues } = await openBakeries({
    configDir,
    deployment,
    ...(decrypt ? { decrypt } : {}),
  });
  redactor.add(secretValues);
  return {
    ...parts,
    bakeries: adapters,
    rules: new Map([...configs].map(([id, { file }]) => [id, file.PangeoForge])),
    redactor,
  };
}
