import type { RecipeRunDetails } from '@pangeo-forge/api-client/rows';
import { html, type Html, type Part, safeLink } from '../html/html.ts';
import { feedstockPath } from '../layout/links.ts';
import { durationText, timeAgo } from '../layout/time.ts';
import { runsPath } from '../runs/run-filters.ts';

/** Who, what, where and when. A waiting run is in its bakery's queue and has not started. */
export function runFacts(
  run: RecipeRunDetails,
  { githubUrl, nowMs, isWaiting }: { githubUrl: string; nowMs: number; isWaiting: boolean },
): Html {
  const repository = `${githubUrl}/${encodePath(run.feedstock.spec)}`;
  const console = run.console_url && safeLink(run.console_url);
  const facts: ReadonlyArray<[name: string, value: Part]> = [
    ['Feedstock', html`<a href="${feedstockPath(run.feedstock_id)}">${run.feedstock.spec}</a>`],
    [
      'Commit',
      html`<a href="${repository}/commit/${encodeURIComponent(run.head_sha)}"><code>${run.head_sha.slice(0, 10)}</code></a>`,
    ],
    [
      'Pull request',
      run.pull_request !== null && html`<a href="${repository}/pull/${run.pull_request}">#${run.pull_request}</a>`,
    ],
    ['Requested by', run.requested_by],
    [
      'Bakery',
      html`<a href="${runsPath({ bakery: run.bakery.name })}">${run.bakery.name}</a>${!run.bakery.name.includes(run.bakery.region) && html` <span class="quiet">${run.bakery.region}</span>`}`,
    ],
    ['Created', timeAgo(run.started_at, nowMs)],
    [isWaiting ? 'In the queue since' : 'Started', run.dispatched_at !== null && timeAgo(run.dispatched_at, nowMs)],
    ['Took', run.duration_seconds !== null && durationText(run.duration_seconds)],
    ['Repeats', run.retry_of !== null && html`<a href="/dashboard/recipe-run/${run.retry_of}">run ${run.retry_of}</a>`],
    ['Machines', machineTypesOf(run.bakery_job)],
    ['Used', run.cost && usedText(run.cost)],
    ['Job', jobText(run, console)],
  ];
  return html`<dl class="facts">${facts
    .filter(([, value]) => value !== null && value !== false && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function jobText({ bakery_job_id, bakery_job_name }: RecipeRunDetails, console: string | null): Part {
  const name = bakery_job_id ?? bakery_job_name;
  if (name === null) return null;
  return console ? html`<a href="${console}" rel="noopener"><code>${name}</code></a>` : html`<code>${name}</code>`;
}

/** The bakery's own fields may hold anything. */
function machineTypesOf(job: RecipeRunDetails['bakery_job']): string | null {
  const types: unknown = job?.['machine_types'];
  return Array.isArray(types) ? types.filter((type) => typeof type === 'string').join(', ') : null;
}

const UNITS = [
  ['vcpu_hours', 'vCPU-hours'],
  ['memory_gb_hours', 'GB-hours of memory'],
] as const;

/** What the bakery reports; disks cost almost nothing, and are only in the API. */
function usedText(cost: NonNullable<RecipeRunDetails['cost']>): string {
  const known = UNITS.map(([name, unit]) => [cost[name], unit] as const).filter(([used]) => used !== null);
  return known.map(([used, unit]) => `${(used ?? 0).toLocaleString('en')} ${unit}`).join(', ');
}

function encodePath(spec: string): string {
  return spec.split('/').map(encodeURIComponent).join('/');
}
