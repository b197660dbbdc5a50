import type { OpenBakeries } from '@pangeo-forge/bakeries/open-bakeries';
import { type DeploymentSecrets, loadSecrets, secretValuesOf } from '@pangeo-forge/shared/config/load-secrets';
import { createSopsDecrypt, type Decrypt } from '@pangeo-forge/shared/config/sops';
import { openOnce } from '@pangeo-forge/shared/caching/keep-answers';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';

/**
 * What a process may be made of. Files with secrets are read on first use, so a process holds only secrets that it
 * needs.
 */
export interface ProcessParts {
  deployment: Deployment;
  /** The environment, as this process has it. */
  variables: Record<string, string | undefined>;
  redactor: Redactor;
  logger: Logger;
  decrypt: Decrypt;
  /** Of the App and of the API; role `run` never reads them. */
  secrets(): Promise<DeploymentSecrets>;
  /** With the secret arguments of each. */
  bakeries(): Promise<OpenBakeries>;
}

export function createProcessParts(
  given: Pick<ProcessParts, 'deployment' | 'variables' | 'redactor' | 'logger'>,
): ProcessParts {
  const { deployment, variables, redactor } = given;
  const { configDir, name } = deployment;
  const decrypt = createSopsDecrypt(variables);
  return {
    ...given,
    decrypt,
    secrets: openOnce(async () => {
      const secrets = await loadSecrets(configDir, name, decrypt);
      redactor.add(secretValuesOf(secrets));
      return secrets;
    }),
    bakeries: openOnce(async () => {
      const { openBakeries } = await import('@pangeo-forge/bakeries/open-bakeries');
      const bakeries = await openBakeries({ configDir, deployment: name, decrypt });
      redactor.add(bakeries.secretValues);
      return bakeries;
    }),
  };
}
