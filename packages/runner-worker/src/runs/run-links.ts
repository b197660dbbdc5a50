import type { Orchestrator } from '../orchestrator/orchestrator.ts';

const PRODUCTION_HOST = 'api.pangeo-forge.org';

/** URL of a run's page. The site reads this deployment's API, whose host the link names unless it is production's. */
export async function runLink(
  { publicHost, frontendUrl }: Pick<Orchestrator, 'publicHost' | 'frontendUrl'>,
  run: { id: number; feedstockId: number },
): Promise<string> {
  const host = await publicHost();
  const elsewhere = host === PRODUCTION_HOST ? '' : `&orchestratorEndpoint=${encodeURIComponent(host)}`;
  return `${frontendOf(frontendUrl, host)}/dashboard/recipe-run/${run.id}?feedstock_id=${run.feedstockId}${elsewhere}`;
}

/** URL of a feedstock's page. */
export async function feedstockLink(
  { publicHost, frontendUrl }: Pick<Orchestrator, 'publicHost' | 'frontendUrl'>,
  feedstockId: number,
): Promise<string> {
  const host = await publicHost();
  const elsewhere = host === PRODUCTION_HOST ? '' : `?orchestratorEndpoint=${encodeURIComponent(host)}`;
  return `${frontendOf(frontendUrl, host)}/dashboard/feedstock/${feedstockId}${elsewhere}`;
}

/** URL of the page of a dataset of production. */
export async function datasetLink(
  { publicHost, frontendUrl }: Pick<Orchestrator, 'publicHost' | 'frontendUrl'>,
  datasetId: number,
): Promise<string> {
  const host = await publicHost();
  const elsewhere = host === PRODUCTION_HOST ? '' : `?orchestratorEndpoint=${encodeURIComponent(host)}`;
  return `${frontendOf(frontendUrl, host)}/dashboard/dataset/${datasetId}${elsewhere}`;
}

/** URL of a path of this deployment itself. */
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
