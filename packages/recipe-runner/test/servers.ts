import { createServer } from 'node:net';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

export interface DaskCluster extends AsyncDisposable {
  address: string;
  /** States that tasks of the cluster have reached, each once. */
  transitions(): Promise<string>;
}

const ASK_STATES = `
import sys
from distributed import Client

with Client(sys.argv[1]) as client:
    log = client.run_on_scheduler(lambda dask_scheduler: [entry[2] for entry in dask_scheduler.transition_log])
print(" ".join(sorted(set(log))))
`;

/** A scheduler and a worker on loopback, of the Python of recipes without Beam. */
export async function startDaskCluster(python: string): Promise<DaskCluster> {
  const address = `tcp://127.0.0.1:${await freePort()}`;
  const options = { reject: false, stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' } as const;
  const dask = (...args: string[]) => execa(python, ['-m', 'dask', ...args], options);
  const scheduler = dask('scheduler', '--host', address, '--no-dashboard');
  const worker = dask('worker', address, '--no-dashboard', '--no-nanny', '--nthreads', '1');
  const ask = (program: string) => execa(python, ['-c', program, address], { reject: false, stdin: 'ignore' });
  await waitFor(
    async () => {
      const found = await ask(
        'import sys; from distributed import Client; Client(sys.argv[1]).wait_for_workers(1, 20)',
      );
      return !found.failed;
    },
    { describe: () => 'a Dask cluster with a worker' },
  );
  return {
    address,
    transitions: async () => (await ask(ASK_STATES)).stdout,
    async [Symbol.asyncDispose]() {
      worker.kill('SIGTERM');
      scheduler.kill('SIGTERM');
      await Promise.all([worker, scheduler]);
    },
  };
}

export interface LoopbackS3 extends AsyncDisposable {
  /** As `fsspec_args` of a bakery. */
  args: Record<string, unknown>;
}

/** Moto's S3 with a bucket `pangeo-datasets`. */
export async function startLoopbackS3(moto: string): Promise<LoopbackS3> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = execa(moto, ['-H', '127.0.0.1', '-p', String(port)], {
    reject: false,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'ignore',
  });
  const makeBucket = () =>
    fetch(`${url}/pangeo-datasets`, { method: 'PUT' }).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitFor(makeBucket, { describe: () => 'the S3 on loopback' });
  return {
    args: { key: 'loopback', secret: 'loopback-secret', client_kwargs: { endpoint_url: url } },
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      await server;
    },
  };
}
