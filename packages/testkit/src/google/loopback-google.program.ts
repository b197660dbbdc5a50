// `loopback-google.ts` as a process. Reads its options as JSON from standard input, prints its addresses in one JSON
// line, and runs until it is terminated.
import { text } from 'node:stream/consumers';
import { type LoopbackGoogleOptions, startLoopbackGoogle } from './loopback-google.ts';

const google = await startLoopbackGoogle(JSON.parse(await text(process.stdin)) as LoopbackGoogleOptions);
const { certsUrl, controlsUrl, dataflow } = google;
process.stdout.write(
  `${JSON.stringify({ dataflowUrl: dataflow.url, projectId: dataflow.projectId, certsUrl, controlsUrl })}\n`,
);
process.on('SIGTERM', () => void google.stop().then(() => process.exit(0)));
