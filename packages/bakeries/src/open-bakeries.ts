import { type BakeryConfig, loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { loadJobSubmissionAccount } from '@pangeo-forge/shared/config/load-job-submission-account';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import type { Bakery } from './bakery.ts';
import { bakeryKindOf } from './bakery-kind.ts';
import { createBakeries } from './create-bakeries.ts';

export interface OpenBakeriesOptions {
  configDir: string;
  deployment: string;
  decrypt?: Decrypt;
}

export interface OpenBakeries {
  configs: ReadonlyMap<string, BakeryConfig>;
  adapters: ReadonlyMap<string, Bakery>;
  /** What must never be shown of them. */
  secretValues: string[];
}

/** The deployment's bakeries with what they need to be asked: their secret arguments, and Google's service account where there is a Dataflow. */
export async function openBakeries({ configDir, deployment, decrypt }: OpenBakeriesOptions): Promise<OpenBakeries> {
  const decryption = decrypt ? { decrypt } : {};
  const configs = await loadBakeries({ configDir, deployment, withSecretArguments: true, ...decryption });
  const needsGoogle = [...configs.values()].some(({ file }) => bakeryKindOf(file) === 'dataflow');
  const google = needsGoogle ? await loadJobSubmissionAccount(configDir, decrypt) : null;
  return {
    configs,
    adapters: createBakeries(configs, { google }),
    secretValues: [
      ...[...configs.values()].flatMap(({ secretValues }) => secretValues),
      ...(google?.secretValues ?? []),
    ],
  };
}
