import { openBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { ReconcileParts } from './reconcile-parts.ts';

export interface ReconcileConfig {
  configDir: string;
  deployment: string;
  decrypt?: Decrypt;
  /** Is told the bakeries' secrets. */
  redactor?: Redactor;
}

/** What the reconciler asks, and the rules of each bakery. */
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
