import { markDeliveryHandled, readDelivery } from '@pangeo-forge/db/deliveries/delivery';
import { createWorker } from '@pangeo-forge/runner-worker/service';
import { pino } from 'pino';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface DrainingWorkerConfig {
  databaseUrl: string;
  redisUrl: string;
}

/** A worker that takes deliveries as the real one does, reads them, and finds that nothing is to be done. */
const worker = createWorker(
  { ...readConfig<DrainingWorkerConfig>(), poolSize: 4, concurrency: { deliveries: 8 } },
  async ({ database }) => ({
    async deliveries({ work }) {
      await readDelivery(database.pool, work.ref);
      await markDeliveryHandled(database.pool, work.ref);
    },
  }),
  pino({ level: 'error' }, pino.destination(2)),
);
await worker.start();
sendLine({ ready: true });
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
