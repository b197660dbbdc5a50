import { Client } from 'pg';
import { checkConclusions, checkEnded, checkJobs } from './check-conclusions.ts';
import { checkFeedstock, checkProduction } from './check-production.ts';
import { checkComments, checkContribution } from './check-pull-requests.ts';
import { checkDeliveries, checkEndings, checkInvocations, checkRunsOnce, checkWork } from './check-records.ts';
import { readRuns, type Witnessed } from './witnessed.ts';

/** Compares what was promised with what is there, and says what is wrong: nothing, when all is well. */
export async function checkOutcome(databaseUrl: string, seen: Omit<Witnessed, 'client'>): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    return await check({ client, ...seen });
  } finally {
    await client.end();
  }
}

async function check(witnessed: Witnessed): Promise<string[]> {
  const runs = await readRuns(witnessed);
  const { contributions } = witnessed;
  const merged = contributions.filter(({ folder, state }) => folder !== null && state === 'merged');
  const feedstocks: string[] = [];
  for (const contribution of merged) feedstocks.push(...(await checkFeedstock(witnessed, contribution)));
  return [
    ...(await checkDeliveries(witnessed)),
    ...(await checkWork(witnessed)),
    ...(await checkInvocations(witnessed)),
    ...(await checkEndings(witnessed)),
    ...checkEnded(runs),
    ...checkRunsOnce(runs),
    ...checkConclusions(witnessed, runs),
    ...checkJobs(witnessed, runs),
    ...contributions.flatMap((contribution) => checkContribution(witnessed, contribution)),
    ...checkComments(witnessed, runs),
    ...feedstocks,
    ...checkProduction(witnessed, runs),
  ];
}
