import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { needsCloudPackages } from '@pangeo-forge/bakeries/bakery-kinds';
import { dataflowJobName } from '@pangeo-forge/shared/names/dataflow-job-name';
import { managedRunner } from './managed-runner.ts';
import { type RealSubmissionStage, startRealSubmissionStage } from './real-submission-stage.ts';

const LINES = ['0.10', '0.9'] as const;
const managed = new Map(
  await Promise.all(LINES.map(async (line) => [line, await managedRunner(line, 'cloud')] as const)),
);
const HOST = 'api.pangeo-forge.org';
const nameOf = (runId: number) => dataflowJobName({ host: HOST }, runId);

describe.each(LINES)('the real pangeo-forge-runner %s of the managed environment (needs a package index)', (line) => {
  const program = managed.get(line);
  const testIf = program ? test : test.skip;
  let stage: RealSubmissionStage;

  beforeAll(async () => {
    if (program) stage = await startRealSubmissionStage(program);
  });

  afterAll(() => stage?.stop());

  testIf('submits a job that Dataflow shows under our name, and a second submission finds the first', async () => {
    const { dataflow, bakery, file } = stage;
    const jobName = nameOf(1191);
    expect(needsCloudPackages(file)).toBe(true);
    const first = await stage.submit(jobName);
    const isTaken = first.outcome === 'succeeded';
    expect({ isTaken, tail: isTaken ? [] : first.lines.slice(-30) }).toEqual({ isTaken: true, tail: [] });
    const [job] = dataflow.jobs(jobName);
    expect(first.submitted).toMatchObject({ jobName, jobId: job?.id });
    expect(await bakery.observe({ jobName, jobId: null, since: new Date() })).toMatchObject({
      outcome: 'observed',
      job: { id: job?.id, state: 'pending' },
    });

    const second = await stage.submit(jobName);
    expect(second.outcome).toBe('failed');
    expect(bakery.explainRefusal(second.printed ?? '')).toMatchObject({ isTemporary: true });
    expect(dataflow.jobs(jobName)).toHaveLength(1);
    process.stderr.write(
      `submission to Dataflow by ${line}: ${first.durationMs} ms, peak ${first.peakMemoryBytes} bytes\n`,
    );
  });

  for (const [refusal, passes] of [
    [403, false],
    [429, true],
  ] as const)
    testIf(`that Dataflow answers ${refusal} is understood from what it prints`, async () => {
      const { dataflow, bakery } = stage;
      dataflow.setRefusal(refusal);
      const refused = await stage.submit(nameOf(refusal));
      dataflow.setRefusal(null);
      expect(refused.outcome).toBe('failed');
      const said = `Dataflow answered ${refusal} (The job was refused.)`;
      expect(bakery.explainRefusal(refused.printed ?? '')).toEqual({ isTemporary: passes, message: said });
      process.stderr.write(`${refusal} given up by Beam of ${line} after ${refused.durationMs} ms\n`);
    });
});
