import { type Request, type Response, Router } from 'express';
import { readRefs } from '../git/bare-repository.ts';
import { answerWithGit } from '../git/smart-http.ts';
import { refMoved } from '../actions/move-ref.ts';
import { type Actor, accountOf, actorName } from '../store/actor.ts';
import { findRepository, type World } from '../store/world.ts';
import type { Repository } from '../store/repository.ts';
import { hasRole } from '../store/roles.ts';
import { authenticate } from './authenticate.ts';
import { installationAllows, isInstalledOn, maySee } from './authorize.ts';
import { breakConnection, type Faults } from './faults.ts';

/** Clone, fetch and push over HTTP at `/{owner}/{repo}.git`, with tokens as passwords. */
export function createGitRouter(world: World, faults: Faults): Router {
  const router = Router({ strict: true });
  router.all('/:owner/:repo/*service', (request, response, next) => {
    const service = [request.params.service].flat().join('/');
    if (!['info/refs', 'git-upload-pack', 'git-receive-pack'].includes(service)) return next();
    return serve(world, faults, request, response, service);
  });
  return router;
}

async function serve(
  world: World,
  faults: Faults,
  request: Request,
  response: Response,
  service: string,
): Promise<void> {
  const fault = faults.take(request.method, request.path);
  if (fault) return breakConnection(response, fault.respond);
  const { owner = '', repo = '' } = request.params as Record<string, string>;
  const repository = findRepository(world, owner, repo.replace(/\.git$/, ''));
  const actor = knownActor(world, request);
  const isPush = `${service}${request.url}`.includes('git-receive-pack');
  if (!actor || (actor.kind === 'anonymous' && (isPush || !repository || repository.isPrivate))) {
    response.status(401).set('www-authenticate', 'Basic realm="GitHub"').send('Authentication failed\n');
    return;
  }
  if (!repository || !maySee(actor, repository)) {
    response.status(404).send('Repository not found.\n');
    return;
  }
  if (isPush && !mayPush(actor, repository)) {
    response.status(403).send(`Permission to ${owner}/${repo} denied to ${actorName(actor)}.\n`);
    return;
  }
  const answer = (beforeEnd?: () => Promise<void>): Promise<void> =>
    answerWithGit(request, response, {
      projectRoot: world.rootDir,
      pathInfo: `${repository.id}.git/${service}`,
      query: request.url.split('?')[1] ?? '',
      user: actorName(actor),
      ...(beforeEnd ? { beforeEnd } : {}),
    });
  if (service !== 'git-receive-pack') return answer();
  const push = repository.exclusively(() => answer(() => noticePush(world, repository, actor)));
  world.inBackground(push);
  await push;
}

function knownActor(world: World, request: Request): Actor | undefined {
  try {
    return authenticate(world, request.headers);
  } catch {
    return undefined;
  }
}

function mayPush(actor: Actor, repository: Repository): boolean {
  if (repository.isArchived) return false;
  if (actor.kind === 'user') return hasRole(repository, actor.account, 'write');
  return (
    actor.kind === 'installation' && isInstalledOn(actor, repository) && installationAllows(actor, 'contents:write')
  );
}

/** After git has moved refs: finds out which, and triggers the consequences of a push. */
async function noticePush(world: World, repository: Repository, actor: Actor): Promise<void> {
  const before = new Map(repository.refs);
  const after = await readRefs(repository.git);
  for (const ref of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(ref) === after.get(ref)) continue;
    await refMoved(world, repository, accountOf(actor), { ref, before: before.get(ref), after: after.get(ref) });
  }
}
