import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { NotificationFaults } from '@pangeo-forge/testkit/pubsub/push-subscription';
import { createPushSubscription } from '@pangeo-forge/testkit/pubsub/push-subscription';
import { dataflowLogEntry, type PushTarget, startLoopbackPubSub } from '@pangeo-forge/testkit/pubsub/loopback-pubsub';
import { type JobLife, liveJobs } from '@pangeo-forge/testkit/dataflow/live-jobs';
import { type LoopbackDataflow, startLoopbackDataflow } from '@pangeo-forge/testkit/dataflow/loopback-dataflow';
import type { Dice } from '../dice.ts';

/** Dataflow whose jobs end as the seed plans it, and both ways in which it reports them. */
export interface ChaosGoogle {
  dataflow: LoopbackDataflow;
  certsUrl: string;
  /** Once it is known where the messages go. */
  connect(urls: { push: string; form: string }, formSecret: string): void;
  /** A message about a job of another deployment, which must be taken and does nothing. */
  pushOfStranger(): Promise<number>;
  counts(): { ended: number; pushes: number; forms: number; lost: number; repeated: number };
  stop(): Promise<void>;
}

export const PUSH = {
  serviceAccountEmail: 'pushes@test-project.iam.gserviceaccount.com',
  audience: 'https://chaos.example.org/dataflow/push',
};
const LIFE: JobLife = {
  startsAfterMs: 300,
  endsAfterMs: [1_000, 6_000],
  ends: { DONE: 5, FAILED: 2, CANCELLED: 1 },
};
/** What the deployed Cloud Function understands of Dataflow's messages. */
const CONCLUSIONS: readonly [RegExp, string][] = [
  [/^Executing success step/, 'success'],
  [/^Workflow failed/, 'failure'],
];

export async function startChaosGoogle(dice: Dice, faults: NotificationFaults): Promise<ChaosGoogle> {
  const dataflow = await startLoopbackDataflow();
  const pubsub = await startLoopbackPubSub();
  const target: PushTarget = { endpoint: '', ...PUSH };
  const random = dice.roll;
  const subscription = createPushSubscription({ pubsub, target, faults, retryAfterMs: 500, random });
  const forms = { sent: 0, lost: 0, repeated: 0 };
  const posting = new Set<Promise<void>>();
  let formUrl = '';
  let formSecret = '';

  async function post(body: string): Promise<void> {
    forms.sent++;
    const signature = `sha256=${createHmac('sha256', formSecret).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-hub-signature-256': signature };
    await fetch(formUrl, { method: 'POST', body, headers, signal: AbortSignal.timeout(10_000) }).catch(() => {});
  }

  /** The Cloud Function tries once. */
  async function postByForm(jobName: string, message: string): Promise<void> {
    const conclusion = CONCLUSIONS.find(([pattern]) => pattern.test(message))?.[1];
    const runId = runIdIn(jobName);
    if (!conclusion || runId === null) return;
    if (random() < faults.loss) {
      forms.lost++;
      return;
    }
    const repeats = random() < faults.duplication ? 1 : 0;
    forms.repeated += repeats;
    const body = new URLSearchParams({ action: 'completed', recipe_run_id: runId, conclusion }).toString();
    for (let sent = 0; sent <= repeats; sent++) {
      await pause(random() * faults.delayMs);
      await post(body);
    }
  }

  const jobs = liveJobs(
    dataflow,
    LIFE,
    (jobName, message) => {
      const way = dice.oneOf(['push', 'form', 'both'] as const);
      if (way !== 'form') subscription.publish(dataflowLogEntry(jobName, message));
      if (way === 'push') return;
      const reported = postByForm(jobName, message);
      posting.add(reported);
      void reported.finally(() => posting.delete(reported));
    },
    random,
  );
  return {
    dataflow,
    certsUrl: pubsub.certsUrl,
    connect(urls, secret) {
      target.endpoint = urls.push;
      formUrl = urls.form;
      formSecret = secret;
    },
    pushOfStranger: () => pubsub.push(target, dataflowLogEntry('a-job-of-another-deployment', 'Worker pool stopped.')),
    counts() {
      const pushes = subscription.counts();
      return {
        ended: dataflow.jobs().filter(({ currentState }) => /DONE|FAILED|CANCELLED/.test(currentState)).length,
        pushes: pushes.deliveries,
        forms: forms.sent,
        lost: pushes.lost + forms.lost,
        repeated: pushes.duplicates + forms.repeated,
      };
    },
    async stop() {
      jobs.stop();
      await subscription.stop();
      await Promise.all(posting);
      await pubsub.stop();
      await dataflow.stop();
    },
  };
}

/** As the Cloud Function reads it: `a`, and in hexadecimal the host, `%` and the digits of the run. */
export function runIdIn(jobName: string): string | null {
  const [, digits] = /^a(?:[0-9a-f]{2})*?25([0-9]+)$/.exec(jobName) ?? [];
  return digits === undefined ? null : String(Number(digits));
}
