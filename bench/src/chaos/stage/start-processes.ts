import path from 'node:path';
import { freePort } from '@pangeo-forge/local-servers/process/free-port';
import type { Releasers } from '@pangeo-forge/shared/process/releasers';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { PROCESSES, type ProcessName } from '../fault-plan.ts';
import { type SupervisedProcess, superviseProcess } from './supervised-process.ts';

/** Where the HTTP services are to be found: the same place whenever they are started again. */
export type ServiceUrls = Record<'webhook-gateway' | 'status-ingest' | 'api', string>;

export async function chooseServiceUrls(): Promise<ServiceUrls> {
  const url = async () => `http://127.0.0.1:${await freePort()}`;
  return { 'webhook-gateway': await url(), 'status-ingest': await url(), api: await url() };
}

/** Resolves when all that answer are ready. */
export async function startProcesses(
  releasers: Releasers,
  urls: ServiceUrls,
  environment: Record<string, string>,
  logFolder: string,
): Promise<Record<ProcessName, SupervisedProcess>> {
  const processes = PROCESSES.map((name) => {
    const port = name in urls ? new URL(urls[name as keyof ServiceUrls]).port : '0';
    const type = name.replace(/-2$/, '');
    const started = superviseProcess(type, { ...environment, PORT: port }, path.join(logFolder, `${name}.log`));
    releasers.add(() => started.stop());
    return [name, started] as const;
  });
  for (const url of Object.values(urls)) await waitFor(async () => (await fetch(`${url}/readyz`)).ok);
  return Object.fromEntries(processes) as Record<ProcessName, SupervisedProcess>;
}
