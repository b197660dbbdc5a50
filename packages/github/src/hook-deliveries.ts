import { refusalStatus } from './github-error.ts';
import type { OctokitClient } from './octokit.ts';

/** One attempt of GitHub's to deliver a webhook to the App; a redelivery has the same guid. */
export interface HookDelivery {
  id: number;
  guid: string;
  deliveredAt: Date;
  isOk: boolean;
}

export interface HookDeliveries {
  /** Attempts since the moment, newest first, page by page. GitHub keeps three days. */
  since(moment: Date): AsyncIterable<HookDelivery>;
  /** False when GitHub keeps it no longer. */
  redeliver(id: number): Promise<boolean>;
}

export function hookDeliveries(octokit: OctokitClient): HookDeliveries {
  return {
    async *since(moment) {
      const pages = octokit.paginate.iterator('GET /app/hook/deliveries', { per_page: 100 });
      for await (const { data } of pages) {
        for (const row of data) {
          const deliveredAt = new Date(row.delivered_at);
          if (deliveredAt < moment) return;
          yield {
            id: Number(row.id),
            guid: row.guid,
            deliveredAt,
            isOk: row.status_code >= 200 && row.status_code < 300,
          };
        }
      }
    },
    async redeliver(id) {
      try {
        await octokit.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id });
        return true;
      } catch (error) {
        if (refusalStatus(error) === 404) return false;
        throw error;
      }
    },
  };
}
