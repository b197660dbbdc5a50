import path from 'node:path';
import { configError } from './config-problem.ts';
import { readConfigFile } from './read-config-file.ts';
import { serviceAccountSchema } from './service-account.schema.ts';
import type { Decrypt } from './sops.ts';

export interface JobSubmissionAccount {
  /** What GOOGLE_APPLICATION_CREDENTIALS shall name a file of. */
  json: string;
  secretValues: string[];
}

/**
 * `secrets/dataflow-job-submission.json`, the service account that submits Dataflow jobs; null when there is none.
 * @throws AppError `invalid_config` when it is locked or wrong.
 */
export async function loadJobSubmissionAccount(
  configDir: string,
  decrypt?: Decrypt,
): Promise<JobSubmissionAccount | null> {
  const file = path.join(configDir, 'secrets', 'dataflow-job-submission.json');
  const result = await readConfigFile(file, serviceAccountSchema, decrypt);
  if (result.outcome === 'absent') return null;
  if (result.outcome !== 'read') throw configError(result.problems);
  const { private_key: key, private_key_id: id } = result.value;
  return { json: JSON.stringify(result.value), secretValues: id === undefined ? [key] : [key, id] };
}
