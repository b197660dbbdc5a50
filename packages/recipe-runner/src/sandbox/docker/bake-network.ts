import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';
import { publicNetworkScript } from '../network/public-filter.ts';
import { runHelper } from './run-helper.ts';

/** A bridge on which containers do not see each other. */
export async function ensureBakeNetwork(engine: Docker, name: string): Promise<void> {
  try {
    await engine.getNetwork(name).inspect();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    await engine
      .createNetwork({
        Name: name,
        Driver: 'bridge',
        CheckDuplicate: true,
        Options: { 'com.docker.network.bridge.enable_icc': 'false' },
        Labels: { 'org.pangeo-forge.network': 'bakes' },
      })
      .catch((conflict: { statusCode?: number }) => {
        if (conflict.statusCode !== 409) throw conflict;
      });
  }
}

const RESOLVERS = "$(sed -n 's/^nameserver //p' /etc/resolv.conf)";

/**
 * Leaves a container, which waits for its start signal, with the internet only. A helper container that joins its
 * network may change filters and routes; the container itself may not.
 */
export async function keepToPublicNetwork(engine: Docker, container: Docker.Container, image: string): Promise<void> {
  const { exitCode, stderr } = await runHelper(engine, {
    Image: image,
    User: '0:0',
    Entrypoint: ['/bin/sh', '-c', publicNetworkScript({ resolvers: RESOLVERS })],
    Cmd: [],
    HostConfig: { NetworkMode: `container:${container.id}`, CapAdd: ['NET_ADMIN'] },
  });
  if (exitCode !== 0)
    throw new AppError(
      'unavailable',
      `private networks could not be closed to the container (its image needs "nft" and "ip", and the kernel nf_tables: install nftables and iproute2 in the image): ${stderr.trim().slice(0, 300)}`,
    );
}
