import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { waitFor } from '../wait-for.ts';
import { type LoopbackGoogle, startLoopbackGoogle } from './loopback-google.ts';

const LIFE = { startsAfterMs: 20, endsAfterMs: [40, 60], ends: { DONE: 1 } } as const;
const JOBS = 20;

let receiver: Server;
let answer = 204;
let received: string[];
let google: LoopbackGoogle | undefined;

beforeEach(async () => {
  received = [];
  answer = 204;
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { message } = JSON.parse(body) as { message: { data: string } };
      const entry = JSON.parse(Buffer.from(message.data, 'base64').toString()) as {
        resource: { labels: { job_name: string } };
      };
      if (answer === 204) received.push(entry.resource.labels.job_name);
      response.writeHead(answer).end();
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
});

afterEach(async () => {
  await google?.stop();
  google = undefined;
  receiver.closeAllConnections();
  receiver.close();
});

const target = () => ({
  endpoint: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
  audience: 'us',
  serviceAccountEmail: 'pushes@example.org',
});

async function withJobs(faults: { loss?: number; duplication?: number; delayMs?: number }) {
  const started = await startLoopbackGoogle({ life: LIFE, target: target(), faults, retryAfterMs: 5 });
  google = started;
  for (let job = 0; job < JOBS; job++) started.dataflow.submit(`a${job}`);
  await waitFor(() => started.dataflow.jobs().every(({ currentState }) => currentState === 'JOB_STATE_DONE'));
  await waitFor(() => started.counts().open === 0);
  return started;
}

describe('a Google on loopback that runs its jobs', () => {
  test('pushes each start and end once', async () => {
    const { counts } = await withJobs({});
    expect(counts()).toMatchObject({ published: 2 * JOBS, lost: 0, acknowledged: 2 * JOBS, duplicates: 0, refused: 0 });
    expect(received).toHaveLength(2 * JOBS);
  });

  test('lets a job run before it ends, however late the timer is', async () => {
    const life = { startsAfterMs: 0, endsAfterMs: [0, 0], ends: { DONE: 1 } } as const;
    const { dataflow, counts } = (google = await startLoopbackGoogle({ life, target: target() }));
    dataflow.submit('a1');
    await waitFor(() => counts().acknowledged === 2);
    expect(received).toEqual(['a1', 'a1']);
  });

  test('loses, repeats and delays notifications as configured', async () => {
    const lossy = await withJobs({ loss: 1 });
    expect(received).toEqual([]);
    expect(lossy.counts()).toMatchObject({ published: 2 * JOBS, lost: 2 * JOBS, deliveries: 0 });
    await lossy.stop();
    await withJobs({ duplication: 1, delayMs: 10 });
    await waitFor(() => received.length === 4 * JOBS);
  });

  test('redelivers what was refused until it is accepted', async () => {
    answer = 503;
    const started = await startLoopbackGoogle({ life: LIFE, target: target(), retryAfterMs: 5 });
    google = started;
    started.dataflow.submit('a1');
    await waitFor(() => started.counts().refused > 2);
    answer = 204;
    await waitFor(() => started.counts().acknowledged === 2);
    expect(received).toEqual(['a1', 'a1']);
  });

  test('ends a job that is cancelled as cancelled', async () => {
    const life = { startsAfterMs: 0, endsAfterMs: [60_000, 60_000], ends: { DONE: 1 } } as const;
    const { dataflow } = (google = await startLoopbackGoogle({ life, target: target() }));
    dataflow.setStateWhenCancelled('CANCELLING');
    const { id } = dataflow.submit('a1');
    const url = `${dataflow.url}/v1b3/projects/test-project/locations/us-central1/jobs/${id}`;
    await fetch(url, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"requestedState":5}' });
    await waitFor(() => dataflow.jobs('a1')[0]?.currentState === 'JOB_STATE_CANCELLED');
  });

  test('is also a program, controlled over HTTP', async () => {
    const program = execa(process.execPath, [fileURLToPath(new URL('./loopback-google.program.ts', import.meta.url))], {
      input: JSON.stringify({ life: LIFE, target: target(), retryAfterMs: 5 }),
      reject: false,
      buffer: false,
    });
    const [line] = (await once(createInterface({ input: program.stdout }), 'line')) as [string];
    const { dataflowUrl, controlsUrl } = JSON.parse(line) as { dataflowUrl: string; controlsUrl: string };
    const jobs = `${dataflowUrl}/v1b3/projects/test-project/locations/us-central1/jobs`;
    const post = (url: string, body: unknown) =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    await post(`${controlsUrl}/faults`, { loss: 1 });
    await post(jobs, { name: 'a1' });
    const state = async () => (await fetch(`${controlsUrl}/state`)).json() as Promise<Record<string, unknown>>;
    await waitFor(async () => JSON.stringify(await state()).includes('JOB_STATE_DONE'));
    expect(await state()).toMatchObject({ notifications: { published: 2, lost: 2 } });
    await post(`${controlsUrl}/outage`, { outage: 503 });
    expect((await fetch(jobs)).status).toBe(503);
    program.kill('SIGTERM');
    expect((await program).exitCode).toBe(0);
  });
});
