import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Duplex, Readable } from 'node:stream';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { publicNetworkScript } from './public-filter.ts';

/** slirp4netns answers there for the name servers of this machine. */
const RESOLVER = '10.0.2.3';
export const SLIRP_RESOLV_CONF = `nameserver ${RESOLVER}\n`;

const DEVICE = 'tap0';
const READY_DESCRIPTOR = 3;
const EXIT_DESCRIPTOR = 4;
const READY_MS = 60_000;

/**
 * The command in user and network namespaces of its own, where it waits to be connected, and then closes everything but
 * the internet.
 * @param gateDescriptor a socket to us: it reports when the namespaces exist, and is notified when they are connected.
 */
export function withOwnNetwork(
  { unshare, ip, nft }: SlirpPrograms,
  gateDescriptor: number,
  argv: readonly string[],
): string[] {
  const script = `PATH=${dirname(ip)}:${dirname(nft)}:/usr/bin:/bin; export PATH
echo up >&${gateDescriptor}
read -r go <&${gateDescriptor} || exit 125
exec ${gateDescriptor}>&-
${publicNetworkScript({ resolvers: RESOLVER })}
exec /usr/bin/env -i "$@"`;
  return [unshare, '--user', '--map-root-user', '--net', '--', '/bin/sh', '-c', script, 'sh', ...argv];
}

/**
 * Connects those namespaces through slirp4netns, which opens each connection as this user, from this machine, and never
 * to its loopback.
 * @param pid of the command of `withOwnNetwork`.
 * @returns what ends the connection; it also ends with us.
 * @throws AppError `unavailable`
 */
export async function connectNetwork({ slirp4netns }: SlirpPrograms, pid: number, gate: Duplex): Promise<() => void> {
  await once(gate, 'data', { signal: AbortSignal.timeout(READY_MS) });
  const options = ['--configure', '--mtu=65520', '--disable-host-loopback', '--enable-sandbox', '--enable-seccomp'];
  const descriptors = [`--ready-fd=${READY_DESCRIPTOR}`, `--exit-fd=${EXIT_DESCRIPTOR}`];
  const args = [...options, ...descriptors, `--userns-path=/proc/${pid}/ns/user`, String(pid), DEVICE];
  const slirp = spawn(slirp4netns, args, {
    env: {},
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  const complaints: string[] = [];
  slirp.stderr?.on('data', (bytes: Buffer) => complaints.push(bytes.toString()));
  for (const stream of slirp.stdio) stream?.on('error', () => {});
  try {
    await ready(slirp);
  } catch (error) {
    slirp.kill('SIGKILL');
    throw new AppError('unavailable', `slirp4netns did not connect the sandbox: ${complaints.join('').slice(-300)}`, {
      cause: error,
    });
  }
  gate.write('go\n');
  return () => slirp.kill('SIGKILL');
}

async function ready(slirp: ChildProcess): Promise<void> {
  const signal = AbortSignal.timeout(READY_MS);
  const ready = once(slirp.stdio[READY_DESCRIPTOR] as Readable, 'data', { signal });
  const ended = once(slirp, 'exit', { signal }).then(() => {
    throw new Error('it ended');
  });
  ended.catch(() => {});
  await Promise.race([ready, ended]);
}

/** Programs that give a network namespace a way out which is not the machine's own network. Absolute paths. */
export interface SlirpPrograms {
  unshare: string;
  slirp4netns: string;
  ip: string;
  nft: string;
}

/** Where each is on this machine, or the packages that are missing. */
export type FoundSlirp = { outcome: 'found'; programs: SlirpPrograms } | { outcome: 'missing'; packages: string[] };

/** The program, and the package that brings it in most distributions. */
const PACKAGES: Record<keyof SlirpPrograms, string> = {
  unshare: 'util-linux',
  slirp4netns: 'slirp4netns',
  ip: 'iproute2',
  nft: 'nftables',
};

export async function findSlirp(searchPath: string): Promise<FoundSlirp> {
  const programs: Partial<SlirpPrograms> = {};
  for (const name of Object.keys(PACKAGES) as Array<keyof SlirpPrograms>) {
    const found = await findExecutable(name, `${searchPath}:/usr/sbin:/sbin`);
    if (found) programs[name] = found;
  }
  const packages = Object.entries(PACKAGES).flatMap(([name, one]) => (name in programs ? [] : one));
  return packages.length > 0
    ? { outcome: 'missing', packages }
    : { outcome: 'found', programs: programs as SlirpPrograms };
}
