import { defineEntity, p } from '@mikro-orm/core';
import { Timestamptz } from './times.ts';

const time = () => p.type(Timestamptz).$type<string>();

export const WebhookDeliveryEntity = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    /** GitHub's delivery id. */
    id: p.text().primary(),
    event: p.text(),
    action: p.text().nullable(),
    repository: p.text().nullable(),
    number: p.integer().nullable(),
    sender: p.text().nullable(),
    head_sha: p.text().nullable(),
    occurred_at: time().nullable(),
    headers: p.json().$type<Record<string, string>>(),
    /** As it came, compressed with zstd; null when it was purged by age. */
    body: p.blob().$type<Buffer>().nullable(),
    received_at: time().defaultRaw('now()'),
    handled_at: time().nullable(),
  },
});
