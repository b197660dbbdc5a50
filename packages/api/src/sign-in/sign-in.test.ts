import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createInvocation } from '@pangeo-forge/db/invocations/invocation';
import { runSubject } from '@pangeo-forge/db/names/subject';
import { startSignedInApi, type SignedInApi } from '../../test/signed-in-api.ts';
import { ROUTES } from '../route-list.ts';
import { ownPage } from './browser-cookies.ts';

let api: SignedInApi;
beforeAll(async () => {
  api = await startSignedInApi();
});
afterAll(() => api.stop());

const cookieLines = (headers: Headers) => headers.getSetCookie();
const SESSION = 'pangeo_forge_session';

describe('signing in', () => {
  test('ends on the page where it began, with a cookie that no script can read', async () => {
    const browser = api.browser();
    const back = await browser.signIn('contributor', '/dashboard/recipe-run/7?feedstock_id=1');
    expect([back.status, back.headers.get('location')]).toEqual([303, '/dashboard/recipe-run/7?feedstock_id=1']);
    const line = cookieLines(back.headers).find((one) => one.startsWith(SESSION)) ?? '';
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=Lax/);
    expect(line).toMatch(/Path=\//);
    expect(line).not.toMatch(/Domain/i);
    expect(back.headers.get('cache-control')).toBe('no-store');
    expect(api.github.github.userTokens()).toEqual([]);
  });

  test('leads to no other site, whatever the link says', async () => {
    const elsewhere = [
      'https://evil.example.org/dashboard',
      '//evil.example.org/dashboard',
      '/\\evil.example.org',
      '/dashboard/../\\evil',
      '/dashboard\\..',
      '/dashboard@evil.example.org',
      'javascript:alert(1)',
      '/dashboard/\n//evil',
      '/recipe_runs/',
      '/session/sign-out',
      '',
    ];
    for (const to of elsewhere) expect([to, ownPage(to)]).toEqual([to, '/dashboard/recipe-runs']);
    expect(ownPage('/dashboard/../../evil')).toBe('/dashboard/recipe-runs');
    expect(ownPage('/ops')).toBe('/ops');
    const back = await api.browser().signIn('contributor', 'https://evil.example.org/');
    expect(back.headers.get('location')).toBe('/dashboard/recipe-runs');
  });

  test('takes no code that another browser was given: nobody is signed in as an attacker', async () => {
    const [attacker, victim] = [api.browser(), api.browser()];
    const left = await attacker.get('/session/sign-in');
    await victim.get('/session/sign-in');
    const stolen = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? '';
    for (const query of [`code=c&state=${stolen}`, 'code=c', 'code=c&state=', `code=c&state=${'é'.repeat(43)}`]) {
      const answer = await victim.get(`/session/callback?${query}`);
      expect([answer.status, cookieLines(answer.headers).some((line) => line.startsWith(SESSION))]).toEqual([
        403,
        false,
      ]);
    }
  });

  test('works once: the way back is gone after it', async () => {
    const browser = api.browser();
    const left = await browser.get('/session/sign-in');
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? '';
    expect((await browser.get(`/session/callback?code=wrong&state=${state}`)).text).toContain('incorrect or expired');
    expect((await browser.get(`/session/callback?code=wrong&state=${state}`)).text).toContain('did not start in this');
  });

  test('never continues a session that the browser had before', async () => {
    const browser = api.browser();
    browser.cookies.set(SESSION, 'chosen-by-somebody-else');
    await browser.signIn('contributor');
    const first = browser.cookies.get(SESSION);
    expect(first).not.toBe('chosen-by-somebody-else');
    await browser.signIn('contributor');
    const old = api.browser();
    old.cookies.set(SESSION, first ?? '');
    expect((await old.get('/ops')).status).toBe(303);
    expect((await press(old, await api.endedRun('old session'))).status).toBe(403);
  });

  test('that a person declines says so', async () => {
    const browser = api.browser();
    const left = await browser.get('/session/sign-in');
    const state = new URL(left.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const answer = await browser.get(`/session/callback?error=access_denied&state=${state}`);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('You declined on GitHub')]);
  });
});

const press = (browser: ReturnType<SignedInApi['browser']>, id: number, fields = {}, headers = {}, action = 'retry') =>
  browser.post(`/session/runs/${id}/${action}`, { csrf: browser.csrf(), ...fields }, headers);

const runOf = async (answer: { headers: Headers }) => {
  const id = /\/recipe-run\/(\d+)/.exec(answer.headers.get('location') ?? '')?.[1] ?? '';
  return (await api.served.anyone.get(`/recipe_runs/${id}`)).body;
};

describe('the buttons of a run', () => {
  test('start it again for a maintainer of the feedstock, once however often they are pressed, in their name', async () => {
    const id = await api.endedRun('pressed');
    const browser = api.browser();
    await browser.signIn('contributor');
    const answers = await Promise.all([1, 2, 3].map(() => press(browser, id, { attempt: '1' })));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    const run = await runOf(answers[0] as { headers: Headers });
    expect(run).toMatchObject({ retry_of: id, is_test: true, requested_by: 'contributor', status: 'queued' });
    const { body: events } = await api.served.anyone.get(`/recipe_runs/${id}/events`);
    expect(events.at(-1)).toMatchObject({ actor: 'contributor', reason: expect.stringContaining(`as run ${run.id}`) });
    await api.served.admin.post(`/recipe_runs/${run.id}/cancel`);
    expect((await runOf(await press(browser, id, { attempt: '1' }))).id).toBe(run.id);
    expect((await runOf(await press(browser, id, { attempt: '2' }))).id).not.toBe(run.id);
  });

  test('refuse a stranger, and name who may', async () => {
    const id = await api.endedRun('strange');
    const browser = api.browser();
    await browser.signIn('stranger');
    for (const action of ['retry', 'cancel']) {
      const { status, text } = await press(browser, id, {}, {}, action);
      expect([status, text]).toEqual([403, expect.stringContaining('Please ask somebody with write permission')]);
      expect(text).toContain('contributor');
    }
    expect((await api.served.anyone.get(`/recipe_runs/${id}/events`)).body.at(-1).actor).toBe('worker');
  });

  test('cancel a run in progress, and say so when it has ended', async () => {
    const browser = api.browser();
    await browser.signIn('contributor');
    const again = await runOf(await press(browser, await api.endedRun('cancelled')));
    expect((await press(browser, again.id, {}, {}, 'cancel')).status).toBe(303);
    expect((await api.served.anyone.get(`/recipe_runs/${again.id}`)).body).toMatchObject({ conclusion: 'cancelled' });
    const late = await press(browser, again.id, {}, {}, 'cancel');
    expect([late.status, late.text]).toEqual([409, expect.stringContaining('already ended')]);
  });

  test('in production, another commit needs the right on the repository itself', async () => {
    const id = await api.endedRun('production', { isTest: false });
    const [maintainer, named] = [api.browser(), api.browser()];
    await maintainer.signIn('maintainer');
    await named.signIn('contributor');
    const refused = await press(named, id, { ref: 'main' });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('at another commit')]);
    expect((await press(maintainer, id, { ref: 'nowhere' })).status).toBe(422);
    const again = await runOf(await press(maintainer, id, { ref: 'main' }));
    expect(again).toMatchObject({ is_test: false, head_sha: expect.not.stringMatching('eeee') });
    const pruned = await press(named, await api.endedRun('prune it', { isTest: false }), { size: 'pruned' });
    expect(await runOf(pruned)).toMatchObject({ is_test: true, requested_by: 'contributor' });
  });

  test('a test run of a pull request that is not merged is never run in full', async () => {
    const browser = api.browser();
    await browser.signIn('maintainer');
    const { status, text } = await press(browser, await api.endedRun('not merged'), { size: 'full' });
    expect([status, text]).toEqual([409, expect.stringContaining('is not merged')]);
  });

  test('approve a run that waits for its budget, for those whose right that is, once', async () => {
    const browser = api.browser();
    await browser.signIn('contributor');
    const { id } = await runOf(await press(browser, await api.endedRun('costly', { isTest: false })));
    const { pool } = api.served.api.database;
    await createInvocation(pool, {
      key: `bake run ${id}`,
      kind: 'bake',
      subject: runSubject(id),
      recipeRunId: id,
      request: { repoUrl: 'https://git.invalid/a.git', ref: 'e', feedstockSubdir: null },
      label: 'a bake',
    });
    await pool.query(`update runner_invocation set held = 'it may use too much' where recipe_run_id = $1`, [id]);
    const held = async () =>
      (await pool.query('select held, approved_by from runner_invocation where recipe_run_id = $1', [id])).rows[0];
    expect((await press(browser, id, {}, {}, 'approve')).status).toBe(403);
    expect(await held()).toMatchObject({ approved_by: null });
    const maintainer = api.browser();
    await maintainer.signIn('maintainer');
    for (let time = 0; time < 2; time++) expect((await press(maintainer, id, {}, {}, 'approve')).status).toBe(303);
    expect(await held()).toEqual({ held: null, approved_by: 'maintainer' });
    const { body: events } = await api.served.anyone.get(`/recipe_runs/${id}/events`);
    const approvals = events.filter(({ reason }: { reason: string }) => reason.includes('approved the run'));
    expect(approvals).toMatchObject([{ actor: 'maintainer' }]);
  });

  test('act only for pages of ours: by the origin and by the token of the session', async () => {
    const id = await api.endedRun('forged');
    const [browser, other] = [api.browser(), api.browser()];
    await browser.signIn('contributor');
    await other.signIn('contributor');
    const { url } = api.served.api;
    const forged: Array<[object, object]> = [
      [{}, { origin: 'https://evil.example.org' }],
      [{}, { origin: 'null' }],
      [{}, { origin: `${url}.evil.example.org` }],
      [{}, { origin: url.replace('127.0.0.1', 'localhost') }],
      [{ csrf: '' }, {}],
      [{ csrf: other.csrf() }, {}],
      [{ csrf: `${browser.csrf()}x` }, {}],
    ];
    for (const [fields, headers] of forged)
      expect([fields, headers, (await press(browser, id, fields, headers)).status]).toEqual([fields, headers, 403]);
    const bare = await fetch(`${url}/session/runs/${id}/retry`, {
      method: 'POST',
      headers: { cookie: `${SESSION}=${browser.cookies.get(SESSION)}` },
      body: new URLSearchParams({ csrf: browser.csrf() }),
    });
    expect(bare.status).toBe(403);
    expect((await press(browser, id)).status).toBe(303);
  });
});

describe('signing out', () => {
  test('ends this session, or all of the person', async () => {
    const [one, two, three] = [api.browser(), api.browser(), api.browser()];
    for (const browser of [one, two, three]) await browser.signIn('contributor');
    const kept = new Map(one.cookies);
    await one.post('/session/sign-out', { csrf: one.csrf() });
    expect(one.cookies.has(SESSION)).toBe(false);
    const replayed = api.browser();
    for (const [name, value] of kept) replayed.cookies.set(name, value);
    const id = await api.endedRun('signed out');
    expect((await press(replayed, id)).status).toBe(403);
    await two.post('/session/sign-out', { csrf: two.csrf(), everywhere: '1' });
    expect((await press(three, id)).status).toBe(403);
  });

  test('is done by no other site', async () => {
    const browser = api.browser();
    await browser.signIn('contributor');
    const answer = await browser.post(
      '/session/sign-out',
      { csrf: browser.csrf() },
      { origin: 'https://evil.example.org' },
    );
    expect([answer.status, browser.cookies.has(SESSION)]).toEqual([403, true]);
  });
});

test('too many attempts of one address are refused for a while', async () => {
  const browser = api.browser();
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 31; attempt++) statuses.push((await browser.get('/session/callback')).status);
  expect([statuses.filter((status) => status === 403).length, statuses.at(-1)]).toEqual([30, 429]);
  expect((await browser.get('/session/sign-in')).headers.get('retry-after')).toMatch(/^\d+$/);
});

test('no route of the REST API takes a cookie for a key', async () => {
  const browser = api.browser();
  await browser.signIn('maintainer');
  const cookie = `${SESSION}=${browser.cookies.get(SESSION)}`;
  for (const route of ROUTES) {
    const path = route.path.replace(/\{\w+(?::path)?\}/g, '1');
    const send = (headers: Record<string, string>) =>
      api.served.anyone.send(route.method.toUpperCase(), path, {
        headers: { origin: api.served.api.url, 'content-type': 'application/json', ...headers },
        ...(route.method === 'get' ? {} : { body: '{}' }),
        signal: AbortSignal.timeout(60_000),
      });
    if (route.access === 'public' || typeof route.access === 'function') continue;
    const answer = await send({ cookie, 'x-csrf-token': browser.csrf() });
    expect([route.operationId, answer.status]).toEqual([route.operationId, 403]);
  }
});

test('no answer allows credentials of other sites', async () => {
  const browser = api.browser();
  await browser.signIn('maintainer');
  const paths = ['/session/sign-in', '/session/callback', '/ops', '/ops/login', '/recipe_runs/', '/docs', '/nowhere'];
  for (const path of paths)
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const { headers } = await api.served.anyone.send(method, path, {
        headers: {
          origin: 'https://evil.example.org',
          cookie: `${SESSION}=${browser.cookies.get(SESSION)}`,
          ...(method === 'OPTIONS' ? { 'access-control-request-method': 'POST' } : {}),
        },
      });
      expect([path, method, headers.get('access-control-allow-credentials')]).toEqual([path, method, null]);
    }
});

describe('an operator whom the configuration names', () => {
  test('opens /ops without a key, and acts there with the token of the session only', async () => {
    const browser = api.browser();
    await browser.signIn('maintainer', '/ops');
    const page = await browser.get('/ops');
    expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(page.text).toContain(browser.csrf());
    const stop = (fields: Record<string, string>, headers = {}) =>
      browser.post('/ops/actions/stop', { reason: 'maintenance', ...fields }, headers);
    expect((await stop({})).status).toBe(403);
    expect((await stop({ csrf: browser.csrf() }, { origin: 'https://evil.example.org' })).status).toBe(403);
    expect((await stop({ csrf: browser.csrf() })).status).toBe(303);
    expect((await api.served.admin.get('/ops/dispatching')).body).toMatchObject({ stopped: true, by: 'maintainer' });
    await browser.post('/ops/actions/resume', { csrf: browser.csrf() });
  });

  test('others who signed in are told that they are none, and scopes stay with keys', async () => {
    const browser = api.browser();
    await browser.signIn('contributor');
    expect((await browser.get('/ops')).status).toBe(303);
    expect((await browser.get('/ops/login')).text).toContain('contributor, who is not named as an operator');
    expect((await browser.post('/ops/actions/stop', { reason: 'x', csrf: browser.csrf() })).status).toBe(303);
    expect((await api.served.admin.get('/ops/dispatching')).body.stopped).toBe(false);
  });

  test('Bull Board’s requests carry the token that its page was given', async () => {
    const browser = api.browser();
    await browser.signIn('maintainer');
    await browser.get('/ops/queues');
    expect(browser.cookies.get('XSRF-TOKEN')).toBe(browser.csrf());
    const pause = (headers: Record<string, string>) => browser.post('/ops/queues/api/queues/none/pause', {}, headers);
    expect((await pause({})).status).toBe(403);
    expect((await pause({ 'x-xsrf-token': browser.csrf() })).status).not.toBe(403);
  });
});
