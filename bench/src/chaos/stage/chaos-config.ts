import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  type DeploymentConfig,
  type DeploymentConfigOptions,
  writeDeploymentConfig,
} from '@pangeo-forge/testkit/deployment/write-deployment-config';
import { stringify } from 'yaml';
import { PUSH } from './chaos-google.ts';

export const LOCAL_BAKERY = 'local';
export const DATAFLOW_BAKERY = 'dataflow';

/** A deployment with two bakeries: this machine, and a Dataflow on loopback. */
export async function writeChaosConfig(
  options: Omit<DeploymentConfigOptions, 'bakeryId'>,
  google: { apiUrl: string; projectId: string; certsUrl: string },
): Promise<DeploymentConfig> {
  const config = await writeDeploymentConfig({ ...options, bakeryId: LOCAL_BAKERY });
  const dataflow = {
    PangeoForge: {
      region: 'us-central1',
      description: 'Dataflow on loopback',
      ask_every_seconds: 5,
      google_api_endpoint: google.apiUrl,
      push: {
        service_account_email: PUSH.serviceAccountEmail,
        audience: PUSH.audience,
        certs_url: google.certsUrl,
      },
    },
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.dataflow.DataflowBakery', container_image: 'example/image:1' },
    DataflowBakery: { project_id: google.projectId, region: 'us-central1', dataflow_endpoint: google.apiUrl },
    TargetStorage: {
      fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
      root_path: `${config.dataDir}/dataflow/{subpath}`,
    },
  };
  const file = path.join(config.configDir, 'bakeries', `${DATAFLOW_BAKERY}.${options.deployment}.yaml`);
  await writeFile(file, stringify(dataflow));
  return config;
}
