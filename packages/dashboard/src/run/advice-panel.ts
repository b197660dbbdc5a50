import { type Html, html } from '../html/html.ts';
import { icon } from '../layout/icon.ts';
import type { RunAdvice } from './run-advice.ts';

const ICONS = { bad: 'alert', waiting: 'clock', mild: 'ban' } as const;

/** Shown first on the page: the reason, the end of the traceback, and the next step. */
export function advicePanel(advice: RunAdvice | null, trace: string | null, tone: keyof typeof ICONS): Html | null {
  if (!advice) return null;
  const isBad = tone === 'bad';
  const { title, reason, next } = advice;
  const isTraceNew = trace !== null && trace.trim() !== '' && trace.trim() !== reason?.trim();
  return html`<section class="advice ${isBad ? 'advice-bad' : 'advice-mild'}" aria-labelledby="advice-head"><h2 id="advice-head">${icon(ICONS[tone])}${title}</h2>
${reason === null ? isBad && html`<p class="quiet">No reason was recorded.</p>` : reasonText(reason)}
${isTraceNew && html`<details class="trace"><summary>Traceback</summary><pre tabindex="0" aria-label="Traceback">${trace}</pre></details>`}
<p class="next"><strong>Next:</strong> ${next}</p></section>`;
}

function reasonText(reason: string): Html {
  return reason.includes('\n')
    ? html`<pre class="reason" tabindex="0" aria-label="Reason">${reason}</pre>`
    : html`<p class="reason">${reason}</p>`;
}
