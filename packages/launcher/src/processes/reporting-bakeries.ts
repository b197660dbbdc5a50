import { type BakeryConfig, loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { createSopsDecrypt } from '@pangeo-forge/shared/config/sops';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Deployment } from './deployment.ts';

export interface ReportingBakeries {
  bakeries: ReadonlyMap<string, BakeryConfig>;
  /** Knows their secrets, so that none of them is stored with what they report. */
  redactor: Redactor;
}

/** Bakeries with the secrets by which their reports are known. */
export async function loadReportingBakeries({ configDir, name }: Deployment): Promise<ReportingBakeries> {
  const decrypt = createSopsDecrypt(process.env);
  const bakeries = await loadBakeries({ configDir, deployment: name, withSecretArguments: true, decrypt });
  return { bakeries, redactor: new Redactor([...bakeries.values()].flatMap(({ secretValues }) => secretValues)) };
}
