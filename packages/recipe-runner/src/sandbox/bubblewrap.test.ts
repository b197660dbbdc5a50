import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runScript, startScript } from '../../test/run-in-sandbox.ts';
import { sandboxesHere } from '../../test/sandboxes.ts';

const { bubblewrap: sandbox } = await sandboxesHere();

/** Numbers of closed calls, by the kernel's tables for each architecture. Kernel keys, tracing, other people's files. */
const CALLS_OF: Partial<Record<string, Record<string, number>>> = {
  x64: {
    keyctl: 250,
    add_key: 248,
    bpf: 321,
    userfaultfd: 323,
    io_uring_setup: 425,
    perf_event_open: 298,
    open_by_handle_at: 304,
    kcmp: 312,
    quotactl: 179,
    unshare: 272,
    personality: 135,
  },
  arm64: {
    keyctl: 219,
    add_key: 217,
    bpf: 280,
    userfaultfd: 282,
    io_uring_setup: 425,
    perf_event_open: 241,
    open_by_handle_at: 265,
    kcmp: 272,
    quotactl: 60,
    unshare: 97,
    personality: 92,
  },
};
const CALLS = CALLS_OF[process.arch];
const describeIf = sandbox ? describe : describe.skip;

describeIf('what hostile recipe code cannot do in the sandbox bubblewrap', () => {
  if (!sandbox) return;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'bubblewrap-test-'));
    await writeFile(join(directory, 'host-secret'), 'hunter2');
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('see any other process', async () => {
    const { stdout } = await runScript(sandbox, 'ls -d /proc/[0-9]*');
    expect(stdout.trim().split('\n').length).toBeLessThan(5);
  });

  test('read the environment or the memory of the worker, or signal it', async () => {
    const script = `cat /proc/${process.pid}/environ /proc/${process.pid}/mem; kill -0 ${process.pid} && echo reached`;
    const { stdout, stderr } = await runScript(sandbox, script);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/No such (file|process)/);
  });

  test('find a secret in the processes that wrap it', async () => {
    const path = join(directory, 'key.json');
    const secret = { environment: { TOKEN: 'hunter3' }, secretFiles: [{ path, content: 'hunter4' }] };
    const script = 'cat /proc/1/cmdline /proc/1/environ | tr "\\0" "\\n"';
    expect((await runScript(sandbox, script, secret)).stdout).not.toMatch(/hunter/);
  });

  test('leave its secrets where another user of the machine can read them', async () => {
    const path = join(directory, 'key.json');
    const started = await startScript(sandbox, 'sleep 60', {
      environment: { TOKEN: 'hunter3' },
      secretFiles: [{ path, content: 'hunter4' }],
    });
    const wrappers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const commandLines = wrappers.map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    });
    expect(commandLines.filter((line) => /hunter[34]/.test(line))).toEqual([]);
    expect(await readdir(directory)).toEqual(['host-secret']);
    await started.running.killTree();
    await started.finish();
  });

  test('read files of the host', async () => {
    const script = `cat ${join(directory, 'host-secret')} /etc/shadow /root/.bashrc ${import.meta.filename}; ls /home /root /var /srv`;
    expect((await runScript(sandbox, script)).stdout).toBe('');
  });

  test('write anywhere but to its scratch and where it may', async () => {
    const script =
      'for place in / /usr /etc /dev /proc/sys/kernel /bin; do echo x > $place/made 2>/dev/null && echo "wrote $place"; done; echo x > /tmp/made && echo /tmp';
    expect((await runScript(sandbox, script)).stdout).toBe('/tmp\n');
    const allowed = await runScript(sandbox, `echo out > ${directory}/out`, { writable: [directory] });
    expect(allowed.exitCode).toBe(0);
    expect(readFileSync(join(directory, 'out'), 'utf8')).toBe('out\n');
    expect((await runScript(sandbox, `echo changed > ${directory}/out`, { readOnly: [directory] })).exitCode).not.toBe(
      0,
    );
  });

  test('change a setting of the kernel, even when the worker is root', async () => {
    const script =
      'for f in kernel/core_pattern vm/drop_caches kernel/modprobe; do cat /proc/sys/$f > /proc/sys/$f && echo changed $f; done; echo h > /proc/sysrq-trigger && echo sysrq';
    expect((await runScript(sandbox, script)).stdout).toBe('');
  });

  test('gain a capability, or a namespace in which it would have some', async () => {
    const { stdout } = await runScript(
      sandbox,
      'grep -h CapEff /proc/self/status; unshare --user --map-root-user true && echo nested; mount -t tmpfs none /tmp && echo mounted',
    );
    expect(stdout).toBe('CapEff:\t0000000000000000\n');
  });

  (CALLS ? test : test.skip)('make system calls that Docker’s default profile closes (needs python3)', async () => {
    const script = `grep -h ^Seccomp: /proc/self/status; exec python3 -c "
import ctypes, errno, socket
libc = ctypes.CDLL(None, use_errno=True)
for name, number in ${JSON.stringify(Object.entries(CALLS ?? {})).replaceAll('"', "'")}:
    ctypes.set_errno(0)
    done = libc.syscall(number, *((0x0040000,) if name == 'personality' else (0, 0, 0, 0, 0)))
    print(name, 'done' if done >= 0 else errno.errorcode[ctypes.get_errno()])
for family in (38, 40):
    try:
        socket.socket(family, socket.SOCK_STREAM)
        print('socket', family, 'done')
    except OSError as error:
        print('socket', family, errno.errorcode[error.errno])
"`;
    const { stdout } = await runScript(sandbox, script);
    const refused = [...Object.keys(CALLS ?? {}), 'socket 38', 'socket 40'].map((name) => `${name} EPERM\n`);
    expect(stdout).toBe(`Seccomp:\t2\n${refused.join('')}`);
  });

  test('fill the memory of the machine through its scratch', async () => {
    const limits = { scratchBytes: 5_000_000 };
    const script =
      'for place in . /tmp /dev/shm; do head -c 300000000 /dev/zero > $place/big 2>/dev/null || true; stat -c %s $place/big; done';
    const sizes = (await runScript(sandbox, script, { limits })).stdout.trim().split('\n').map(Number);
    expect(sizes).toHaveLength(3);
    expect(sizes[0]).toBeLessThan(6_000_000);
    expect(Math.max(...sizes)).toBeLessThan(270_000_000);
  });

  test('fill the kernel’s memory with empty files, which no limit on bytes counts', async () => {
    const script = `exec python3 -c "
for place in ('.', '/tmp', '/dev/shm'):
    count = 0
    try:
        while count < 150_000:
            open(f'{place}/{count}', 'w').close()
            count += 1
    except OSError as error:
        print(place, count, error.strerror)
"`;
    const { stdout } = await runScript(sandbox, script);
    const made = [...stdout.matchAll(/^(\S+) (\d+) No space left on device$/gm)].map(([, place, count]) => [
      place,
      Number(count) <= (place === '.' ? 100_000 : 10_000),
    ]);
    expect(made).toEqual([
      ['.', true],
      ['/tmp', true],
      ['/dev/shm', true],
    ]);
  });

  test('reach the network unless it is allowed to: not even a server on this machine', async () => {
    const server = createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const script = `exec bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port} && printf "GET / HTTP/1.0\\r\\n\\r\\n" >&3 && cat <&3'`;
    expect((await runScript(sandbox, script, { network: 'none' })).stdout).toBe('');
    expect((await runScript(sandbox, script, { network: 'host' })).stdout).toContain('reached');
    server.close();
  });
});

describeIf('a sandbox that cannot be set up', () => {
  test('is reported as our fault, not as the end of the command', async () => {
    if (!sandbox) return;
    const started = await startScript(sandbox, 'true', { readOnly: ['/nowhere/at/all'] });
    await expect(started.finish()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
