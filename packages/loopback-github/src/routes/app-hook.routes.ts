import { ApiError, notFound } from '../http/api-error.ts';
import { optionalText } from '../http/body.ts';
import { type ApiRequest, created, type Endpoint, ok } from '../http/endpoint.ts';
import { appRepresentation } from '../representations/app.ts';
import type { App } from '../store/account.ts';
import type { World } from '../store/world.ts';
import type { Delivery } from '../webhooks/delivery.ts';
import { appAsking } from './apps.routes.ts';

/** Deliveries can be read and redelivered for three days. */
const KEPT_MS = 3 * 24 * 3_600_000;
const CODE_LIFE_MS = 3_600_000;

/** The App's webhook: its configuration, deliveries and redelivery; and the manifest flow's last step. */
export function appHookRoutes(world: World): Endpoint[] {
  const deliveriesOf = (app: App): Delivery[] => {
    const oldest = world.now().getTime() - KEPT_MS;
    return world.webhooks
      .all()
      .filter((one) => one.app === app && one.statusCode !== 0 && one.deliveredAt.getTime() >= oldest)
      .reverse();
  };
  const deliveryOf = (request: ApiRequest): Delivery => {
    const found = deliveriesOf(appAsking(request)).find(({ id }) => id === Number(request.params.delivery_id));
    if (!found) throw notFound();
    return found;
  };
  return [
    { method: 'GET', path: '/app/hook/config', handle: (request) => ok(configOf(appAsking(request))) },
    {
      method: 'PATCH',
      path: '/app/hook/config',
      handle: (request) => {
        const { hook } = appAsking(request);
        const { body } = request;
        hook.url = optionalText(body, 'url') ?? hook.url;
        hook.secret = optionalText(body, 'secret') ?? hook.secret;
        hook.contentType = optionalText(body, 'content_type') ?? hook.contentType;
        if (body.insecure_ssl !== undefined) hook.insecureSsl = Number(body.insecure_ssl) === 1 ? '1' : '0';
        return ok(configOf(appAsking(request)));
      },
    },
    {
      method: 'GET',
      path: '/app/hook/deliveries',
      handle: (request) => {
        const status = request.query.get('status');
        const all = deliveriesOf(appAsking(request)).filter(
          ({ statusCode: code }) => !status || (status === 'success' ? code >= 200 && code < 400 : code >= 400),
        );
        return cursorPage(world, request.query, all);
      },
    },
    {
      method: 'GET',
      path: '/app/hook/deliveries/:delivery_id',
      handle: (request) => ok(deliveryDetail(deliveryOf(request))),
    },
    {
      method: 'POST',
      path: '/app/hook/deliveries/:delivery_id/attempts',
      handle: (request) => {
        world.webhooks.redeliver(deliveryOf(request));
        return { status: 202, body: {} };
      },
    },
    {
      method: 'POST',
      path: '/app-manifests/:code/conversions',
      handle: ({ params }) => {
        const pending = world.manifestCodes.get(params.code ?? '');
        if (!pending || pending.createdAt.getTime() < world.now().getTime() - CODE_LIFE_MS) throw notFound();
        world.manifestCodes.delete(params.code ?? '');
        const { app, privateKeyPem } = pending;
        return created({
          ...appRepresentation(world, app),
          client_secret: app.clientSecret,
          webhook_secret: app.hook.url === '' ? null : app.hook.secret,
          pem: privateKeyPem,
        });
      },
    },
  ];
}

const configOf = ({ hook }: App) => ({
  content_type: hook.contentType,
  insecure_ssl: hook.insecureSsl,
  secret: hook.secret ? '********' : '',
  url: hook.url,
});

/** Newest first; the cursor is the last id seen, and the next page starts below it. */
function cursorPage(world: World, query: URLSearchParams, deliveries: Delivery[]) {
  const size = Math.min(Number(query.get('per_page')) || 30, 100);
  const cursor = query.get('cursor');
  const before = cursor === null ? Number.POSITIVE_INFINITY : Number(/^v1_(\d+)$/.exec(cursor)?.[1]);
  if (Number.isNaN(before)) throw new ApiError(422, 'Invalid cursor');
  const rest = deliveries.filter(({ id }) => id < before);
  const rows = rest.slice(0, size);
  const next = new URLSearchParams(query);
  next.set('cursor', `v1_${rows.at(-1)?.id}`);
  const link = `<${world.apiUrl}/app/hook/deliveries?${next.toString()}>; rel="next"`;
  return { status: 200, body: rows.map(deliveryItem), ...(rest.length > size ? { headers: { link } } : {}) };
}

const deliveryItem = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt.toISOString(),
  redelivery: delivery.isRedelivery,
  duration: Math.round(delivery.durationMs / 10) / 100,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
});

const deliveryDetail = (delivery: Delivery) => ({
  ...deliveryItem(delivery),
  url: delivery.app.hook.url,
  request: { headers: delivery.request.headers, payload: JSON.parse(delivery.body) as unknown },
  response: { headers: delivery.response.headers, payload: delivery.response.body },
});
