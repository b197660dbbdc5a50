import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';

/** A protocol buffer's description, as Google's client libraries carry it. */
interface Description {
  nested?: Record<string, Description>;
  fields?: Record<string, { type: string; rule?: string; keyType?: string }>;
  values?: Record<string, number>;
}

const PLAIN = new Set(['string', 'int32', 'int64', 'double', 'bool', 'bytes']);
const WELL_KNOWN = /^google\.protobuf\./;

/** The last of these libraries, each found as the one before finds it. */
function descriptionOf(...chain: string[]): Description {
  const entry = chain.reduce((from, library) => createRequire(from).resolve(library), import.meta.filename);
  const folder = entry.slice(0, entry.lastIndexOf(`${path.sep}build${path.sep}`));
  return JSON.parse(readFileSync(path.join(folder, 'build', 'protos', 'protos.json'), 'utf8')) as Description;
}

/** What in the JSON the description does not know: fields, names of enumerations. */
function strangers(root: Description, scope: readonly string[], value: unknown, at: string): string[] {
  const message = lookUp(root, scope);
  if (!message?.fields) return [`${at}: there is no message ${scope.join('.')}`];
  return Object.entries(value as Record<string, unknown>).flatMap(([name, content]) => {
    const field = message.fields?.[name];
    if (!field) return [`${at}.${name} is no field of ${scope.join('.')}`];
    if (field.keyType || PLAIN.has(field.type) || WELL_KNOWN.test(field.type)) return [];
    const type = resolve(root, scope, field.type);
    const values = lookUp(root, type)?.values;
    return (field.rule === 'repeated' ? (content as unknown[]) : [content]).flatMap((each) => {
      if (!values) return strangers(root, type, each, `${at}.${name}`);
      return String(each) in values
        ? []
        : [`${at}.${name}: ${String(each)} is none of ${Object.keys(values).join(', ')}`];
    });
  });
}

function lookUp(root: Description, names: readonly string[]): Description | undefined {
  return names.reduce<Description | undefined>((description, name) => description?.nested?.[name], root);
}

/** A type is named from where it is used, outwards. */
function resolve(root: Description, scope: readonly string[], type: string): string[] {
  for (let depth = scope.length; depth >= 0; depth--) {
    const names = [...scope.slice(0, depth), ...type.split('.')];
    if (lookUp(root, names)) return names;
  }
  return type.split('.');
}

let dataflow: LoopbackDataflow;

beforeAll(async () => {
  dataflow = await startLoopbackDataflow();
});

afterAll(() => dataflow.stop());

const ask = async (url: string, init?: RequestInit) => (await fetch(`${dataflow.url}${url}`, init)).json();
const V1BETA3 = ['google', 'dataflow', 'v1beta3'];
const JOBS = '/v1b3/projects/test-project/locations/us-central1/jobs';

test('what the Dataflow on loopback answers is what the client library’s description of Dataflow knows', async () => {
  const root = descriptionOf('@google-cloud/dataflow');
  const { id } = dataflow.submit('a1');
  dataflow.setMetric('a1', 'TotalVcpuTime', 1);
  dataflow.setMachineType('a1', 'n1-highmem-2');
  const cancellation = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"requestedState":5}' };
  const answers: Array<[string, unknown]> = [
    ['Job', await ask(`${JOBS}/${id}`)],
    ['ListJobsResponse', await ask(`${JOBS}?pageSize=1`)],
    ['JobMetrics', await ask(`${JOBS}/${id}/metrics`)],
    ['Job', await ask(`${JOBS}/${id}`, cancellation)],
    ['Job', await ask(`${JOBS}/${id}`)],
  ];
  for (const [message, answer] of answers) expect(strangers(root, [...V1BETA3, message], answer, message)).toEqual([]);
  expect(strangers(root, [...V1BETA3, 'Job'], { currentState: 'JOB_STATE_SLEEPING', color: 1 }, 'Job')).toHaveLength(2);
});

test('what the Cloud Logging on loopback answers is what its client library’s description knows', async () => {
  const root = descriptionOf('@google-cloud/logging', '@google-cloud/logging-api');
  const time = new Date().toISOString();
  dataflow.log({ jobId: 'j', source: 'worker', severity: 'ERROR', text: 'x', time });
  dataflow.log({ jobId: 'j', source: 'job-message', severity: 'ERROR', text: 'x', time });
  const filter = `resource.type="dataflow_step" AND resource.labels.job_id="j" AND timestamp>="2020-01-01T00:00:00Z"`;
  const body = JSON.stringify({ resourceNames: ['projects/test-project'], filter, pageSize: 1 });
  const answer = await ask('/v2/entries:list', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(strangers(root, ['google', 'logging', 'v2', 'ListLogEntriesResponse'], answer, 'answer')).toEqual([]);
  expect(answer).toMatchObject({ entries: [{ severity: 'ERROR' }], nextPageToken: '1' });
});
