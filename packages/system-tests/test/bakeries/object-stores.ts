import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { ensureVenv } from './python-venv.ts';

/** A bucket of an object store on loopback, as a bakery's storage is configured for it. */
export interface ObjectStore {
  url: string;
  /** Of the bucket, without a slash at its end. */
  root: string;
  fsspecClass: string;
  fsspecArgs: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

const TOOLS = path.join(REPOSITORY_ROOT, '.local');
const BUCKET = 'pangeo-datasets';
/** People read datasets without an account. */
const READ_BY_ALL = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: '*',
      // HeadObject is Moto's own name of what GetObject allows at Amazon
      Action: ['s3:GetObject', 's3:HeadObject', 's3:ListBucket'],
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
    },
  ],
};
const MOTO = 'moto[server]==5.2.5';
const FAKE_GCS_SERVER = 'github.com/fsouza/fake-gcs-server@v1.56.1';

/** The program of Moto's S3, from PyPI; null where it cannot be had. */
export async function findMoto(): Promise<string | null> {
  const venv = await ensureVenv(path.join(TOOLS, 'moto'), [MOTO]);
  return venv && path.join(venv, 'bin', 'moto_server');
}

/** The program of a Google Cloud Storage, built by Go; null where it cannot be had. */
export async function findFakeGcsServer(): Promise<string | null> {
  const folder = path.join(TOOLS, 'fake-gcs-server', FAKE_GCS_SERVER.replace(/.*@/, ''));
  const program = path.join(folder, 'fake-gcs-server');
  if (await stat(program).catch(() => null)) return program;
  await mkdir(folder, { recursive: true });
  const built = await execa('go', ['install', FAKE_GCS_SERVER], {
    env: { GOBIN: folder, GOFLAGS: '-mod=mod' },
    reject: false,
    stdin: 'ignore',
    timeout: 10 * 60_000,
  });
  return built.failed ? null : program;
}

export async function startLoopbackS3(moto: string): Promise<ObjectStore> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const stop = await startServer(moto, ['-H', '127.0.0.1', '-p', String(port)], `${url}/moto-api/`);
  await make(`${url}/${BUCKET}`, { method: 'PUT' });
  await make(`${url}/${BUCKET}?policy`, { method: 'PUT', body: JSON.stringify(READ_BY_ALL) });
  return {
    url,
    root: `s3://${BUCKET}`,
    fsspecClass: 's3fs.S3FileSystem',
    fsspecArgs: { key: 'loopback', secret: 'loopback-secret', client_kwargs: { endpoint_url: url } },
    stop,
  };
}

export async function startLoopbackGcs(fakeGcsServer: string): Promise<ObjectStore> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const place = [
    '-host',
    '127.0.0.1',
    '-port',
    String(port),
    '-public-host',
    `127.0.0.1:${port}`,
    '-external-url',
    url,
  ];
  const args = ['-scheme', 'http', '-backend', 'memory', '-log-level', 'error', ...place];
  const stop = await startServer(fakeGcsServer, args, `${url}/storage/v1/b`);
  await make(`${url}/storage/v1/b?project=loopback`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: BUCKET }),
  });
  return {
    url,
    root: `gs://${BUCKET}`,
    fsspecClass: 'gcsfs.GCSFileSystem',
    fsspecArgs: { token: 'anon', project: 'loopback', endpoint_url: url },
    stop,
  };
}

async function startServer(program: string, args: readonly string[], answersAt: string): Promise<() => Promise<void>> {
  const server = execa(program, args, { reject: false, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' });
  await waitFor(
    () =>
      fetch(answersAt).then(
        ({ ok }) => ok,
        () => false,
      ),
    { describe: () => `${program} to answer` },
  );
  return async () => {
    server.kill('SIGTERM');
    await server;
  };
}

async function make(url: string, request: RequestInit): Promise<void> {
  const answer = await fetch(url, request);
  if (!answer.ok) throw new Error(`The bucket was not made: ${answer.status} ${await answer.text()}`);
}
