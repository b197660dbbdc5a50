import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';

export interface HelperAnswer {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a short command in a helper container. */
export async function runHelper(engine: Docker, options: Docker.ContainerCreateOptions): Promise<HelperAnswer> {
  const container = await engine.createContainer({
    ...options,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      LogConfig: { Type: 'none', Config: {} },
      ...options.HostConfig,
      AutoRemove: true,
    },
  });
  try {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    container.modem.demuxStream(stream, stdout, stderr);
    stream.on('end', () => [stdout, stderr].forEach((output) => output.end()));
    const printed = Promise.all([text(stdout), text(stderr)]);
    const ended = container.wait({ condition: 'removed' }) as Promise<{ StatusCode: number }>;
    await container.start();
    const [{ StatusCode }, [out, complaint]] = await Promise.all([ended, printed]);
    return { exitCode: StatusCode, stdout: out, stderr: complaint };
  } catch (error) {
    await container.remove({ force: true }).catch(() => {});
    throw error;
  }
}
