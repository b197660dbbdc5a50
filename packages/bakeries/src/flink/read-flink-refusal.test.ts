import { describe, expect, test } from '@jest/globals';
import { createSilentClient } from '../silent-client.ts';
import { readFlinkRefusal, readKubectlRefusal } from './read-flink-refusal.ts';

/** kubectl's last lines stand beside the traceback of the runner that called it. */
const afterKubectl = (lines: string) =>
  [
    'Traceback (most recent call last):',
    '  File "/v/pangeo_forge_runner/bakery/flink.py", line 341, in get_pipeline_options',
    '    subprocess.check_call(cmd)',
    "subprocess.CalledProcessError: Command '['kubectl', 'apply', '--wait', '-f', '/tmp/x']' returned non-zero exit status 1.",
    lines,
  ].join('\n');

const submitting = (raised: string) =>
  `Traceback (most recent call last):\n  File "/v/apache_beam/runners/portability/flink_uber_jar_job_server.py", line 132, in request\n${raised}`;

describe('temporary answers of Kubernetes:', () => {
  test.each([
    'Unable to connect to the server: net/http: TLS handshake timeout',
    'Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout',
    'Unable to connect to the server: EOF',
    'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
    'Error from server (ServiceUnavailable): the server is currently unable to handle the request',
    'Error from server (Timeout): the server was unable to return a response in the time allotted',
    'Error from server (TooManyRequests): the server has received too many requests and has asked us to try again later',
    'Error from server (InternalError): error when creating "/tmp/x": Internal error occurred: failed calling webhook "flink": connection refused',
    'Error from server: etcdserver: request timed out',
    'Error from server: etcdserver: leader changed',
    'E1121 15:00:00.000000      12 memcache.go:265] couldn\'t get current server API group list: the server is currently unable to handle the request\nerror: unable to recognize "/tmp/x"',
    'error: timed out waiting for the condition on flinkdeployments/a6162',
    'error: unable to forward port because pod is not running. Current status=Pending',
  ])('%s', (line) => {
    expect(readFlinkRefusal(afterKubectl(line))).toEqual({
      isTemporary: true,
      message: expect.stringContaining('Kubernetes gave no cluster ('),
    });
  });
});

describe('what the operators have to fix:', () => {
  test.each([
    [
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
      'configured for no',
    ],
    ['error: You must be logged in to the server (Unauthorized)', 'must be logged in'],
    ['Error from server (Forbidden): flinkdeployments is forbidden: User "x" cannot create resource', 'is forbidden'],
    ['error: resource mapping not found: no matches for kind "FlinkDeployment" in version "v1beta1"', 'no matches'],
    ['Unable to connect to the server: tls: failed to verify certificate: x509: signed by unknown authority', 'x509'],
  ])('%s', (line, message) => {
    expect(readFlinkRefusal(afterKubectl(line))).toEqual({
      isTemporary: false,
      message: expect.stringContaining(message),
    });
  });
});

test.each([
  ['requests.exceptions.ConnectionError: (Connection aborted.)', true],
  ['RuntimeError: Request to http://127.0.0.1:8081/v1/jars/upload failed with status 503: {"errors":["busy"]}', true],
  ['RuntimeError: Request to http://127.0.0.1:8081/v1/jars/x/run failed with status 400: {"errors":["no"]}', false],
])('a Flink that does not take the job: %s isTemporary: %s', (raised, isTemporary) => {
  expect(readFlinkRefusal(submitting(raised))).toMatchObject({ isTemporary });
});

test('what a recipe prints of Kubernetes is no refusal of it', () => {
  expect(readFlinkRefusal('Error from server (ServiceUnavailable): the server is currently unable')).toBeNull();
});

test('where no cluster can be asked for the job, only what cannot have made one may be tried again', () => {
  const bakery = createSilentClient(readKubectlRefusal);
  expect(bakery.explainRefusal(afterKubectl('Error from server: etcdserver: request timed out'))).not.toBeNull();
  expect(bakery.explainRefusal(submitting('requests.exceptions.ConnectionError: cut'))).toBeNull();
});
