import { readFileSync } from 'node:fs';

/**
 * What failed while Beam submitted: Dataflow's answer or connection, Cloud Storage's, or that of Google's token
 * endpoint.
 */
export type BeamRefusal =
  | 'status-400'
  | 'status-403'
  | 'status-404'
  | 'status-429'
  | 'status-500'
  | 'status-503'
  | 'rate-limit-403'
  | 'exists-409'
  | 'connection-cut'
  | 'connection-refused'
  | 'storage-403'
  | 'token-503'
  | 'token-invalid-grant';

/** The traceback that pangeo-forge-runner 0.10.2 printed with apache-beam 2.61.0, with shorter paths. */
export function readBeamRefusal(name: BeamRefusal): string {
  return readFileSync(new URL(`./beam-refusals/${name}.txt`, import.meta.url), 'utf8');
}
