import { createHmac } from 'node:crypto';
import type { RecordedDelivery } from '@pangeo-forge/loopback-github/controls/delivery-controls';
import type { FlowStage } from './flow-stage.ts';

/** Sends a delivery as GitHub does. */
export async function deliver(stage: FlowStage, delivery: Pick<RecordedDelivery, 'guid' | 'event' | 'payload'>) {
  const body = JSON.stringify(delivery.payload);
  const signature = createHmac('sha256', stage.webhookSecret).update(body).digest('hex');
  const answer = await fetch(`${stage.gatewayUrl}/github/hooks/`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': delivery.event,
      'x-github-delivery': delivery.guid,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  });
  if (answer.status !== 202) throw new Error(`the gateway answered ${answer.status}: ${await answer.text()}`);
}
