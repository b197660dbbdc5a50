import { createIssue } from '../actions/create-issue.ts';
import { setLabels } from '../actions/label-issue.ts';
import { updateIssue } from '../actions/update-issue.ts';
import { notFound, validationFailed } from '../http/api-error.ts';
import { oneOf, optionalList, optionalText, requiredText } from '../http/body.ts';
import { created, type Endpoint, noContent, ok, page, type RepositoryRequest } from '../http/endpoint.ts';
import { issueRepresentation, labelRepresentation } from '../representations/issue.ts';
import type { Label } from '../store/repository.ts';
import { hasRole } from '../store/roles.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { issueOf, required } from './lookups.ts';
import { rights } from './rights.ts';

/** Issues, and the issue half of pull requests; labels. */
export function issueRoutes(world: World): Endpoint[] {
  const issues = '/repos/:owner/:repo/issues';
  const labels = '/repos/:owner/:repo/labels';
  const named = (list: unknown[] | undefined): string[] =>
    (list ?? []).map((one) => (typeof one === 'string' ? one : String((one as { name?: unknown }).name)));
  const labelsOf = ({ repository, params }: RepositoryRequest) =>
    page(issueOf(repository, params.number).labels, (label) => labelRepresentation(world, repository, label));

  return [
    { method: 'GET', path: issues, access: rights.readPosts, handle: (request) => list(world, request) },
    {
      method: 'POST',
      path: issues,
      access: rights.openIssues,
      handle: ({ repository, actor, body }) => {
        const mayLabel = actor.kind !== 'user' || hasRole(repository, actor.account, 'triage');
        const issue = createIssue(world, repository, actor, {
          title: requiredText(body, 'title'),
          body: optionalText(body, 'body') ?? null,
          labels: mayLabel ? named(optionalList(body, 'labels')) : [],
        });
        return created(issueRepresentation(world, repository, issue));
      },
    },
    {
      method: 'GET',
      path: `${issues}/:number`,
      access: rights.readPosts,
      handle: ({ repository, params }) =>
        ok(issueRepresentation(world, repository, issueOf(repository, params.number))),
    },
    {
      method: 'PATCH',
      path: `${issues}/:number`,
      access: rights.writePosts,
      handle: ({ repository, actor, params, body }) =>
        repository.exclusively(async () => {
          const issue = issueOf(repository, params.number);
          if (actor.kind === 'user' && issue.author !== actor.account && !hasRole(repository, actor.account, 'triage'))
            throw notFound();
          const state = optionalText(body, 'state');
          const wanted = optionalList(body, 'labels');
          await updateIssue(world, repository, actor, issue, {
            title: optionalText(body, 'title'),
            body: optionalText(body, 'body'),
            state: state === undefined ? undefined : oneOf(state, ['open', 'closed'] as const, 'state'),
            stateReason: optionalText(body, 'state_reason'),
            labels: wanted && named(wanted),
          });
          return ok(issueRepresentation(world, repository, issue));
        }),
    },
    { method: 'GET', path: `${issues}/:number/labels`, access: rights.readPosts, handle: labelsOf },
    ...(['POST', 'PUT'] as const).map(
      (method): Endpoint => ({
        method,
        path: `${issues}/:number/labels`,
        access: rights.triagePosts,
        handle: (request) => {
          const { repository, actor, params, body } = request;
          const issue = issueOf(repository, params.number);
          const given = named(optionalList(body, 'labels') ?? optionalList(body, 'list'));
          const kept = method === 'POST' ? issue.labels.map(({ name }) => name) : [];
          setLabels(world, repository, actor, issue, [...kept, ...given]);
          return labelsOf(request);
        },
      }),
    ),
    {
      method: 'DELETE',
      path: `${issues}/:number/labels/*name`,
      access: rights.triagePosts,
      handle: (request) => {
        const { repository, actor, params } = request;
        const issue = issueOf(repository, params.number);
        const rest = issue.labels.filter(({ name }) => name.toLowerCase() !== params.name?.toLowerCase());
        if (rest.length === issue.labels.length) throw notFound();
        setLabels(
          world,
          repository,
          actor,
          issue,
          rest.map(({ name }) => name),
        );
        return labelsOf(request);
      },
    },
    {
      method: 'GET',
      path: labels,
      access: rights.readPosts,
      handle: ({ repository }) =>
        page(repository.labels.values(), (label) => labelRepresentation(world, repository, label)),
    },
    {
      method: 'POST',
      path: labels,
      access: rights.writeLabels,
      handle: ({ repository, body }) => {
        const name = requiredText(body, 'name');
        if (repository.labels.has(name.toLowerCase())) throw validationFailed('Label', 'name', 'already_exists');
        const label: Label = {
          id: world.nextId(),
          name,
          color: optionalText(body, 'color') ?? 'ededed',
          description: optionalText(body, 'description') ?? null,
        };
        repository.labels.set(name.toLowerCase(), label);
        return created(labelRepresentation(world, repository, label));
      },
    },
    {
      method: 'GET',
      path: `${labels}/*name`,
      access: rights.readPosts,
      handle: ({ repository, params }) =>
        ok(labelRepresentation(world, repository, required(repository.labels.get(params.name?.toLowerCase() ?? '')))),
    },
    {
      method: 'DELETE',
      path: `${labels}/*name`,
      access: rights.writeLabels,
      handle: ({ repository, params }) => {
        const label = required(repository.labels.get(params.name?.toLowerCase() ?? ''));
        repository.labels.delete(label.name.toLowerCase());
        for (const issue of repository.issues.values()) issue.labels = issue.labels.filter((other) => other !== label);
        return noContent();
      },
    },
  ];
}

function list(world: World, { repository, query }: RepositoryRequest) {
  const state = query.get('state') ?? 'open';
  const creator = query.get('creator')?.toLowerCase();
  const since = query.get('since');
  const labels = (query.get('labels') ?? '').toLowerCase().split(',').filter(Boolean);
  const field = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const found = visibleOnly(world, repository.issues.values())
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => !creator || issue.author.login.toLowerCase() === creator)
    .filter((issue) => !since || issue.updatedAt >= new Date(since))
    .filter((issue) => labels.every((name) => issue.labels.some((label) => label.name.toLowerCase() === name)))
    .sort((one, other) => one[field].getTime() - other[field].getTime() || one.number - other.number);
  return page(query.get('direction') === 'asc' ? found : found.reverse(), (issue) =>
    issueRepresentation(world, repository, issue),
  );
}
