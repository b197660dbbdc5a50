import { type Html, html } from '../html/html.ts';
import { icon } from '../layout/icon.ts';

/** Why nothing new is started, anywhere or at one bakery. */
export function stopNotice(reason: string, where = 'Nothing new is started for now'): Html {
  return html`<p class="stop-notice" role="status">${icon('hourglass')}<span><strong>${where}:</strong> ${reason}</span></p>`;
}
