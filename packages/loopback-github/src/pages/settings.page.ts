import type { App, Installation } from '../store/account.ts';
import { html, page } from './html.ts';

const rows = (permissions: object) =>
  Object.entries(permissions).map(([name, level]) => html`<li>${name}: ${String(level)}</li>`);

/** Where an owner of the account sees what the App may do, and accepts new permissions. */
export function installationPage({ app, account, permissions }: Installation): string {
  const pending = Object.entries(app.permissions).filter(([name, level]) => permissions[name] !== level);
  const request =
    pending.length === 0
      ? html`<p>Nothing waits to be accepted.</p>`
      : html`<p>${app.name} is requesting an update to its permissions:</p><ul>${rows(Object.fromEntries(pending))}</ul>`;
  return page(`${app.name} on ${account.login}`, html`<ul>${rows(permissions)}</ul>${request}`);
}

/** Where the owner of the App chooses the permissions that it asks for. */
export function appPermissionsPage(app: App): string {
  return page(`Permissions of ${app.name}`, html`<ul>${rows(app.permissions)}</ul>`);
}

export function appPage(app: App): string {
  return page(app.name, html`<p>By ${app.owner.login}</p>`);
}
