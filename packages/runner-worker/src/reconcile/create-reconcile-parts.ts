import { bakeryKindOf } from '@pangeo-forge/bakeries/bakery-kind';
import { createBakeries } from '@pangeo-forge/bakeries/create-bakeries';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { loadJobSubmissionAccount } from '@pangeo-forge/shared/config/load-job-submission-account';
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

/** The adapters of the deployment's bakeries with what they need to be asked: their secret arguments, and Google's service account where there is a Dataflow. */
export async function createReconcileParts(
  { configDir, deployment, decrypt, redactor = new Redactor() }: ReconcileConfig,
  parts: Pick<ReconcileParts, 'database' | 'waker' | 'logger'>,
): Promise<ReconcileParts> {
  const decryption = decrypt ? { decrypt } : {};
  const configs = await loadBakeries({ configDir, deployment, withSecretArguments: true, ...decryption });
  for (const { secretValues } of configs.values()) redactor.add(secretValues);
  const needsGoogle = [...configs.values()].some(({ file }) => bakeryKindOf(file) === 'dataflow');
  const google = needsGoogle ? await loadJobSubmissionAccount(configDir, decrypt) : null;
  redactor.add(google?.secretValues ?? []);
  return {
    ...parts,
    bakeries: createBakeries(configs, { google }),
    rules: new Map([...configs].map(([id, { file }]) => [id, file.PangeoForge])),
    redactor,
  };
}
