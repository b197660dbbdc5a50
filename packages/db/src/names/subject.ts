import { formatReport, parseReport, type Report } from './report.ts';

declare const subject: unique symbol;

/** What work is about, as `work.subject` stores it: work on one subject is done by one worker at a time. */
export type Subject = string & { readonly [subject]: true };

/** The same in parts. Work has the first nine; the journal names the others too. */
export type SubjectParts =
  | { of: 'pull_request'; repository: string; number: number }
  /** Stands for the pull request that a fork's check run does not name. */
  | { of: 'commit'; repository: string; headSha: string }
  | { of: 'repository'; repository: string }
  | { of: 'installation'; id: number }
  | { of: 'run'; runId: number }
  | { of: 'invocation'; id: string }
  /** Of what a run wrote. */
  | { of: 'inspection'; runId: number }
  /** The dataset that production runs of one recipe write, one after the other. */
  | { of: 'target'; bakery: string; feedstockSpec: string; recipeId: string }
  | { of: 'upkeep'; task: string }
  /** Any but a run's own, whose subject is the run. */
  | { of: 'report'; report: Exclude<Report, { of: 'run' }> }
  | { of: 'delivery'; id: string }
  | { of: 'event'; event: string }
  | { of: 'feedstock'; feedstockId: number }
  /** By its name; by the id of its row where the API wrote that. */
  | { of: 'bakery'; bakery: string }
  | { of: 'api_key'; prefix: string }
  | { of: 'switch'; name: string }
  /** Somebody who signs in on the pages. */
  | { of: 'login'; login: string };

export function formatSubject(parts: SubjectParts): Subject {
  return textOf(parts) as Subject;
}

function textOf(parts: SubjectParts): string {
  switch (parts.of) {
    case 'pull_request':
      return `pull_request ${parts.repository}#${parts.number}`;
    case 'commit':
      return `commit ${parts.repository}@${parts.headSha}`;
    case 'repository':
      return `repository ${parts.repository}`;
    case 'installation':
      return `installation ${parts.id}`;
    case 'run':
      return `run ${parts.runId}`;
    case 'invocation':
      return `invocation ${parts.id}`;
    case 'inspection':
      return `inspection of run ${parts.runId}`;
    case 'target':
      return `target ${parts.bakery} ${parts.feedstockSpec} ${parts.recipeId}`;
    case 'upkeep':
      return `upkeep ${parts.task}`;
    case 'report':
      return formatReport(parts.report);
    case 'delivery':
      return `delivery ${parts.id}`;
    case 'event':
      return `event ${parts.event}`;
    case 'feedstock':
      return `feedstock ${parts.feedstockId}`;
    case 'bakery':
      return `bakery ${parts.bakery}`;
    case 'api_key':
      return `api key ${parts.prefix}`;
    case 'switch':
      return `switch ${parts.name}`;
    case 'login':
      return `login ${parts.login}`;
  }
}

type Form = [pattern: RegExp, read: (first: string, second: string, third: string) => SubjectParts];

/** Names of repositories hold no blank, `#` or `@`; a recipe id of an adopted run may hold anything. */
const FORMS: readonly Form[] = [
  [/^pull_request ([^#\s]+)#(\d+)$/, (repository, number) => ({ of: 'pull_request', repository, number: +number })],
  [/^commit ([^@\s]+)@(\S+)$/, (repository, headSha) => ({ of: 'commit', repository, headSha })],
  [/^repository (\S+)$/, (repository) => ({ of: 'repository', repository })],
  [/^installation (\d+)$/, (id) => ({ of: 'installation', id: +id })],
  [/^run (\d+)$/, (id) => ({ of: 'run', runId: +id })],
  [/^invocation (\d+)$/, (id) => ({ of: 'invocation', id })],
  [/^inspection of run (\d+)$/, (id) => ({ of: 'inspection', runId: +id })],
  [
    /^target (.+?) ([^\s/]+\/[^\s/]+) (.+)$/s,
    (bakery, feedstockSpec, recipeId) => ({ of: 'target', bakery, feedstockSpec, recipeId }),
  ],
  [/^upkeep (.+)$/s, (task) => ({ of: 'upkeep', task })],
  [/^delivery (.+)$/s, (id) => ({ of: 'delivery', id })],
  [/^event (.+)$/s, (event) => ({ of: 'event', event })],
  [/^feedstock (\d+)$/, (id) => ({ of: 'feedstock', feedstockId: +id })],
  [/^bakery (.+)$/s, (bakery) => ({ of: 'bakery', bakery })],
  [/^api key (.+)$/s, (prefix) => ({ of: 'api_key', prefix })],
  [/^switch (.+)$/s, (name) => ({ of: 'switch', name })],
  [/^login (.+)$/s, (login) => ({ of: 'login', login })],
];

/** Null for a text that no version of this system made. */
export function parseSubject(text: string): SubjectParts | null {
  for (const [pattern, read] of FORMS) {
    const [, first, second = '', third = ''] = pattern.exec(text) ?? [];
    if (first !== undefined) return read(first, second, third);
  }
  const report = parseReport(text);
  return report === null || report.of === 'run' ? null : { of: 'report', report };
}

export function runSubject(runId: number): Subject {
  return formatSubject({ of: 'run', runId });
}

/** How the subjects of the pull requests of a repository (`owner/name`), or of all of an account (`owner/`), begin. */
export function pullRequestSubjectPrefix(repositories: string): string {
  return `pull_request ${repositories}${repositories.endsWith('/') ? '' : '#'}`;
}
