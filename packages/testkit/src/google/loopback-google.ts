import { type JobLife, liveJobs } from '../dataflow/live-jobs.ts';
import { startLoopbackDataflow } from '../dataflow/loopback-dataflow.ts';
import { serveOnLoopback } from '../network/serve-on-loopback.ts';
import { dataflowLogEntry, type PushTarget, startLoopbackPubSub } from '../pubsub/loopback-pubsub.ts';
import { createPushSubscription, type NotificationFaults } from '../pubsub/push-subscription.ts';
import { type GoogleControls, googleControls } from './google-controls.routes.ts';

export interface LoopbackGoogleOptions {
  life: JobLife;
  target: PushTarget;
  faults?: Partial<NotificationFaults>;
  /** First pause before a refused push is repeated. */
  retryAfterMs?: number;
}

export interface LoopbackGoogle extends GoogleControls {
  /** The certificates for the signatures of pushes. */
  certsUrl: string;
  /** The same controls over HTTP, for the program: `google-controls.routes.ts`. */
  controlsUrl: string;
  stop(): Promise<void>;
}

const NO_FAULTS: NotificationFaults = { loss: 0, duplication: 0, delayMs: 0 };

/**
 * As much of Google as a bakery on Dataflow needs: jobs start and end on their own, and each change is pushed, unless a
 * fault loses it.
 */
export async function startLoopbackGoogle(options: LoopbackGoogleOptions): Promise<LoopbackGoogle> {
  await using stack = new AsyncDisposableStack(); // releases what was started if the rest fails
  const dataflow = await startLoopbackDataflow();
  stack.defer(() => dataflow.stop());
  const pubsub = await startLoopbackPubSub();
  stack.defer(() => pubsub.stop());
  const faults = { ...NO_FAULTS, ...options.faults };
  const { target, life, retryAfterMs = 1_000 } = options;
  const subscription = createPushSubscription({ pubsub, target, faults, retryAfterMs });
  stack.defer(() => subscription.stop());
  const jobs = liveJobs(dataflow, life, (name, message) => subscription.publish(dataflowLogEntry(name, message)));
  stack.defer(() => jobs.stop());
  const parts = {
    dataflow,
    setFaults: (next: Partial<NotificationFaults>) => void Object.assign(faults, next),
    counts: subscription.counts,
  };
  const controls = await serveOnLoopback(googleControls(parts));
  stack.defer(() => controls.close());
  const started = stack.move();
  return {
    ...parts,
    certsUrl: pubsub.certsUrl,
    controlsUrl: controls.url,
    stop: () => started.disposeAsync(),
  };
}
