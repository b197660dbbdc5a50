import { describe, expect, test } from '@jest/globals';
import { sandboxesHere } from '../../../test/sandboxes.ts';
import { createBubblewrapSandbox } from '../bubblewrap.ts';
import { SECCOMP_PROGRAMS } from '../seccomp-filter.data.ts';
import { createProcessSandbox } from '../process.ts';
import { chooseBakeNetwork } from './choose-bake-network.ts';

const deployment = 'pangeo-forge';
const plain = createProcessSandbox(null);
const { bubblewrap, docker } = await sandboxesHere();

describe('the network of bakes', () => {
  test('auto is the host’s network where nothing else works, with a warning that names the risk and what to do', async () => {
    const { network, announcements } = await chooseBakeNetwork({ requested: 'auto', deployment, sandbox: plain });
    expect(network).toBe('host');
    expect(announcements).toEqual([
      { level: 'warn', message: expect.stringMatching(/metadata service.*install slirp4netns.*nftables/) },
    ]);
  });

  test('auto is the machine’s in local deployments, whose sources are there too', async () => {
    const sandbox = bubblewrap ?? plain;
    const choice = await chooseBakeNetwork({ requested: 'auto', deployment: 'pforge-local-me', sandbox });
    expect(choice).toEqual({ network: 'host', announcements: [] });
  });

  test.each(['public', 'none'] as const)('%s by its name is an error where it does not work', async (requested) => {
    await expect(chooseBakeNetwork({ requested, deployment, sandbox: plain })).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('PANGEO_FORGE_BAKE_NETWORK'),
    });
  });

  (bubblewrap ? test : test.skip)(
    'programs that are installed and cannot connect count as missing, with their error',
    async () => {
      const programs = { unshare: '/usr/bin/unshare', slirp4netns: '/bin/false', ip: '/sbin/ip', nft: '/usr/sbin/nft' };
      const features = { size: true, unshare: null, disableUserns: true, countsProcesses: true };
      const sandbox = createBubblewrapSandbox('/usr/bin/bwrap', {
        features,
        seccomp: Buffer.from(SECCOMP_PROGRAMS[process.arch] ?? '', 'base64'),
        slirp: programs,
        groups: null,
      });
      const { network, announcements } = await chooseBakeNetwork({ requested: 'auto', deployment, sandbox });
      expect(network).toBe('host');
      expect(announcements[0]?.message).toContain('slirp4netns did not connect the sandbox');
    },
  );

  for (const [name, sandbox] of Object.entries({ bubblewrap, docker })) {
    (sandbox?.networks.includes('public') ? test : test.skip)(`auto is public where it works: ${name}`, async () => {
      if (!sandbox) return;
      const { network, announcements } = await chooseBakeNetwork({ requested: 'auto', deployment, sandbox });
      expect(network).toBe('public');
      expect(announcements).toEqual([{ level: 'info', message: 'a bake has the network "public"' }]);
    });
  }
});
