import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { probeSandbox } from '../probe-sandbox.ts';
import type { NetworkPolicy, Sandbox } from '../sandbox.ts';

export interface BakeNetworkChoice {
  network: NetworkPolicy;
  /** For the log at start-up. */
  announcements: ReadonlyArray<{ level: 'info' | 'warn'; message: string }>;
}

export interface BakeNetworkOptions {
  /** The value of PANGEO_FORGE_BAKE_NETWORK. */
  requested: 'auto' | NetworkPolicy;
  deployment: string;
  sandbox: Sandbox;
}

const LOCAL_DEPLOYMENT = 'pforge-local-';
const HOW =
  'install slirp4netns, iproute2 and nftables beside bubblewrap and give the process /dev/net/tun, or use the sandbox "docker"';
const OPEN =
  'a bake has the network of this machine: it reaches what listens here without asking for a password, private networks and a metadata service';

/**
 * What a bake may reach. `auto` is `public` where that works; local deployments keep the machine's network, since their
 * sources are often there too.
 * @throws AppError `invalid_config` when the sandbox cannot do what was asked for by name.
 */
export async function chooseBakeNetwork({
  requested,
  deployment,
  sandbox,
}: BakeNetworkOptions): Promise<BakeNetworkChoice> {
  if (requested === 'host') return { network: 'host', announcements: [{ level: 'info', message: OPEN }] };
  if (requested === 'auto' && deployment.startsWith(LOCAL_DEPLOYMENT)) return { network: 'host', announcements: [] };
  const network = requested === 'auto' ? 'public' : requested;
  const problem = sandbox.networks.includes(network)
    ? await probe(sandbox, network)
    : (sandbox.withoutPublic ?? `the sandbox "${sandbox.name}" cannot do so here`);
  if (problem === null)
    return { network, announcements: [{ level: 'info', message: `a bake has the network "${network}"` }] };
  if (requested === 'auto')
    return {
      network: 'host',
      announcements: [{ level: 'warn', message: `${OPEN}. To close them, ${HOW} (${problem})` }],
    };
  throw new AppError(
    'invalid_config',
    `PANGEO_FORGE_BAKE_NETWORK: "${network}" does not work: ${problem}. To make it work, ${HOW}.`,
  );
}

const probe = (sandbox: Sandbox, network: NetworkPolicy): Promise<string | null> =>
  probeSandbox(sandbox, network).catch((error: unknown) => (error as Error).message);
