// Asks Dataflow with the credentials of this process, and prints a line for each question: how it ended.
import { setImmediate } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { connectGoogle } from '../src/dataflow/google-api.ts';
import { createBakery } from '../src/open-bakeries.ts';

const { APPEARS, ENDPOINT, GOOGLE_APPLICATION_CREDENTIALS } = process.env;
const print = (line: string) => void process.stdout.write(`${line}\n`);
const outcomeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: { code?: string }) => error.code ?? 'failed',
  );

if (APPEARS && ENDPOINT && GOOGLE_APPLICATION_CREDENTIALS) {
  const access = { projectId: 'p', credentials: null, endpoint: ENDPOINT, anonymous: false };
  const call = connectGoogle(access, { name: 'Dataflow', url: ENDPOINT });
  print(await outcomeOf(call('/x')));
  await writeFile(GOOGLE_APPLICATION_CREDENTIALS, APPEARS);
  print(await outcomeOf(call('/x')));
} else {
  const file = bakeryFileSchema.parse({
    Bake: { bakery_class: 'x.DataflowBakery' },
    TargetStorage: { fsspec_class: 'gcsfs.GCSFileSystem', root_path: 'bucket/{subpath}' },
    DataflowBakery: { project_id: 'p' },
  });
  const bakery = createBakery({ id: 'dataflow', file, secretValues: [] });
  const ref = { jobName: 'a', jobId: 'j', since: new Date() };
  const questions = [
    bakery.observe(ref),
    bakery.observeActive?.(),
    bakery.cancel(ref),
    bakery.logs(ref, { limit: 1 }),
    bakery.explainFailure(ref),
    bakery.observe({ ...ref, jobId: null }),
  ];
  for (const question of questions) print(await outcomeOf(question as Promise<unknown>));
}
// an unobserved rejection ends the process in one of these turns
for (let turn = 0; turn < 100; turn++) await setImmediate();
