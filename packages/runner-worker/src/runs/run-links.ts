import type { Orchestrator } from '../orchestrator/orchestrator.ts';

const PRODUCTION_HOST = 'api.pangeo-forge.org';

/** Where a run's page is. The site asks this deployment's API, and is told which one when it is not production's. */
export async function runLink(
  { publicHost, frontendUrl }: Pick<Orchestrator, 'publicHost' | 'frontendUrl'>,
  run: { id: number; feedstockId: number },
): Promise<string> {
  const host = await publicHost();
  const elsewhere = host === PRODUCTION_HOST ? '' : `&orchestratorEndpoint=${encodeURIComponent(host)}`;
  return `${frontendOf(frontendUrl, host)}/dashboard/recipe-run/${run.id}?feedstock_id=${run.feedstockId}${elsewhere}`;
}

/** Where a feedstock's page is. */
export async function feedstockLink(
  { publicHost, frontendUrl }: Pick<Orchestrator, 'publicHost' | 'frontendUrl'>,
  feedstockId: number,
): Promise<string> {
  const host = await publicHost();
  const elsewhere = host === PRODUCTION_HOST ? '' : `?orchestratorEndpoint=${encodeURIComponent(host)}`;
  return `${frontendOf(frontendUrl, host)}/dashboard/feedstock/${feedstockId}${elsewhere}`;
}

/** Where this deployment itself answers. */
export async function apiLink({ publicHost }: Pick<Orchestrator, 'publicHost'>, path: string): Promise<string> {
  return `${urlOfHost(await publicHost())}${path}`;
}

function frontendOf(frontendUrl: string | null, host: string): string {
  return (frontendUrl ?? urlOfHost(host)).replace(/\/$/, '');
}

function urlOfHost(host: string): string {
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:|$)/.test(host);
  return `${local ? 'http' : 'https'}://${host}`;
}
