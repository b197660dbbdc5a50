import { startHttpServer } from '@pangeo-forge/shared/http/http-server';
import { withReleasers } from '@pangeo-forge/shared/process/releasers';
import { type JobLife, liveJobs } from '../dataflow/live-jobs.ts';
import { type LoopbackDataflow, startLoopbackDataflow } from '../dataflow/loopback-dataflow.ts';
import { dataflowLogEntry, type PushTarget, startLoopbackPubSub } from '../pubsub/loopback-pubsub.ts';
import {
  createPushSubscription,
  type NotificationCounts,
  type NotificationFaults,
} from '../pubsub/push-subscription.ts';
import { googleControls } from './google-controls.routes.ts';

export interface LoopbackGoogleOptions {
  life: JobLife;
  target: PushTarget;
  faults?: Partial<NotificationFaults>;
  /** Before a push that was refused comes again, at first. */
  retryAfterMs?: number;
}

export interface LoopbackGoogle {
  dataflow: LoopbackDataflow;
  /** Where the certificates of the pushes' signatures are published. */
  certsUrl: string;
  /** The same controls over HTTP, for those who run it as a program: `google-controls.routes.ts`. */
  controlsUrl: string;
  setFaults(faults: Partial<NotificationFaults>): void;
  counts(): NotificationCounts;
  stop(): Promise<void>;
}

const NO_FAULTS: NotificationFaults = { loss: 0, duplication: 0, delayMs: 0 };

/** As much of Google as a bakery on Dataflow needs, alive: jobs start and end by themselves, and each change is pushed, as well as the faults allow. */
export function startLoopbackGoogle(options: LoopbackGoogleOptions): Promise<LoopbackGoogle> {
  return withReleasers(async (releasers) => {
    const dataflow = await startLoopbackDataflow();
    releasers.add(() => dataflow.stop());
    const pubsub = await startLoopbackPubSub();
    releasers.add(() => pubsub.stop());
    const faults = { ...NO_FAULTS, ...options.faults };
    const { target, life, retryAfterMs = 1_000 } = options;
    const subscription = createPushSubscription({ pubsub, target, faults, retryAfterMs });
    releasers.add(() => subscription.stop());
    const jobs = liveJobs(dataflow, life, (name, message) => subscription.publish(dataflowLogEntry(name, message)));
    releasers.add(() => jobs.stop());
    const parts = {
      dataflow,
      setFaults: (next: Partial<NotificationFaults>) => void Object.assign(faults, next),
      counts: subscription.counts,
    };
    const controls = await startHttpServer(googleControls(parts), 0, '127.0.0.1');
    releasers.add(() => controls.close());
    return {
      ...parts,
      certsUrl: pubsub.certsUrl,
      controlsUrl: `http://127.0.0.1:${controls.port}`,
      stop: () => releasers.releaseAll(),
    };
  });
}
