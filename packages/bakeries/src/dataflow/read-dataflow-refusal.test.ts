import { describe, expect, test } from '@jest/globals';
import { type BeamRefusal, readBeamRefusal } from '@pangeo-forge/testkit/dataflow/read-beam-refusal';
import { readDataflowRefusal } from './read-dataflow-refusal.ts';

describe('what Dataflow refuses, as the real runner prints it:', () => {
  test.each<[BeamRefusal, string]>([
    ['status-503', 'Dataflow answered 503 (The service is currently unavailable.)'],
    ['status-500', 'Dataflow answered 500 (Internal error encountered.)'],
    ['status-429', "Dataflow answered 429 (Quota exceeded for quota metric 'Create requests' and limit"],
    ['rate-limit-403', 'Dataflow answered 403 (Rate Limit Exceeded)'],
    ['exists-409', 'Dataflow says that it has an active job of this name'],
    ['token-503', "Google gave no token (\"{'code': 503, 'message': 'The service is currently unavailable.'"],
    ['connection-cut', 'Dataflow did not answer (RemoteDisconnected: Remote end closed connection'],
    ['connection-refused', 'Dataflow did not answer (ConnectionRefusedError: [Errno 111] Connection refused)'],
  ])('%s is temporary', (name, message) => {
    expect(readDataflowRefusal(readBeamRefusal(name))).toEqual({
      isTemporary: true,
      message: expect.stringContaining(message),
    });
  });

  test.each<[BeamRefusal, string]>([
    ['status-400', 'The workflow could not be created. Causes: The network default does not exist'],
    ['status-403', 'Current user cannot act as service account x@y.'],
    ['status-404', 'no such project'],
    ['storage-403', 'Could not upload to GCS path gs://temporary/files/'],
    ['token-invalid-grant', "Google gave no token ('invalid_grant: Invalid JWT Signature.'"],
  ])('%s is for the operators to fix', (name, message) => {
    expect(readDataflowRefusal(readBeamRefusal(name))).toEqual({
      isTemporary: false,
      message: expect.stringContaining(message),
    });
  });

  test('of the same refusal the same is said each time, whatever number Google gives to the error', () => {
    const printed = readBeamRefusal('status-403');
    const again = printed.replaceAll('(1a2b)', '(c0ffee1234567890)');
    expect(again).not.toBe(printed);
    expect(readDataflowRefusal(again)).toEqual(readDataflowRefusal(printed));
  });
});

const submitting = (raised: string) =>
  `Traceback (most recent call last):\n  File "/v/apache_beam/runners/dataflow/internal/apiclient.py", line 657, in stage_file\n    raise\n${raised}`;

describe('what stands in the way of staging the job:', () => {
  test.each([
    ['google.api_core.exceptions.ServiceUnavailable: 503 POST http://h/upload/storage/v1/b/x/o: busy', true],
    ['google.api_core.exceptions.TooManyRequests: 429 GET https://storage.googleapis.com/storage/v1/b/x: slow', true],
    ["google.auth.exceptions.TransportError: HTTPSConnectionPool(host='oauth2.googleapis.com', port=443)", true],
    ['requests.exceptions.ConnectionError: (Connection aborted.)', true],
    ['OSError: [Errno 101] Network is unreachable', true],
    ['TimeoutError: timed out', true],
    ['google.api_core.exceptions.NotFound: 404 GET http://h/storage/v1/b/x: no such bucket', false],
  ])('%s isTemporary: %s', (raised, isTemporary) => {
    expect(readDataflowRefusal(submitting(raised))).toMatchObject({ isTemporary });
  });
});

describe('no refusal of Dataflow is', () => {
  const recipe = 'Traceback (most recent call last):\n  File "/f/feedstock/recipe.py", line 3, in <module>\n';
  test.each([
    ['a source of the recipe that answers 503', `${recipe}requests.exceptions.HTTPError: 503 Server Error`],
    ['a recipe that cannot reach its source', `${recipe}ConnectionRefusedError: [Errno 111] Connection refused`],
    ['what cannot be pickled', submitting("TypeError: cannot pickle '_thread.lock' object")],
    [
      'a recipe that makes too large a job',
      readBeamRefusal('status-400').replace(
        'The workflow could not be created',
        'Request payload size exceeds the limit',
      ),
    ],
    ['nothing', ''],
  ])('%s', (_what, printed) => {
    expect(readDataflowRefusal(printed)).toBeNull();
  });
});
