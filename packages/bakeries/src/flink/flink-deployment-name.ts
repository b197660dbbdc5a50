import { createHash } from 'node:crypto';

const LONGEST = 45;
const HASH_DIGITS = 6;

/**
 * Name of the FlinkDeployment that pangeo-forge-runner's FlinkOperatorBakery makes for a job: the name with what Kubernetes does not allow escaped,
 * and from 39 characters on its beginning and a hash, since Flink allows 45.
 */
export function flinkDeploymentName(jobName: string): string {
  const escaped = jobName.replaceAll(/[^a-z0-9]/gu, escapeCharacter).toLowerCase();
  if (escaped.length < LONGEST - HASH_DIGITS) return escaped;
  const hash = createHash('sha256').update(escaped).digest('hex').slice(0, HASH_DIGITS);
  return `${escaped.slice(0, LONGEST - HASH_DIGITS - 1)}-${hash}`;
}

function escapeCharacter(character: string): string {
  return [...Buffer.from(character)].map((byte) => `-${byte.toString(16)}`).join('');
}
