/**
 * Loads the page again at intervals while it is visible, and replaces the parts marked `data-live`
 * ones where they differ. What holds the focus, or was unfolded by the reader, stays.
 */
export function refreshPage(onChange: () => void): void {
  const main = document.querySelector<HTMLElement>('main[data-refresh-seconds]');
  if (!main) return;
  const everyMs = Number(main.dataset['refreshSeconds']) * 1_000;
  let timer = setTimeout(() => void refresh(), everyMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    clearTimeout(timer);
    void refresh();
  });

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    let continues = true;
    if (document.visibilityState === 'visible') continues = await reload(onChange).catch(() => true);
    if (continues) timer = setTimeout(() => void refresh(), everyMs);
  }
}

/** Whether the page will change again. */
async function reload(onChange: () => void): Promise<boolean> {
  const url = new URL(location.href);
  if (document.querySelector('[data-log]')) url.searchParams.set('refresh', '1'); // the log follows on its own
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  if (!answer.ok) return true;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let changed = false;
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const next = fresh.getElementById(part.id);
    if (!next || part.contains(document.activeElement) || textOf(part) === textOf(next)) continue;
    const unfolded = [...part.querySelectorAll('details')].map(({ open }) => open);
    [...next.querySelectorAll('details')].forEach((details, index) => {
      details.open = unfolded[index] ?? false;
    });
    part.replaceWith(document.adoptNode(next));
    changed = true;
  }
  if (changed) onChange();
  return fresh.querySelector('main[data-refresh-seconds]') !== null;
}

/** Without what the script itself changes: relative times. */
function textOf(part: HTMLElement): string {
  const copy = part.cloneNode(true) as HTMLElement;
  for (const time of copy.querySelectorAll('time')) time.textContent = '';
  for (const hidden of copy.querySelectorAll('[hidden]')) hidden.removeAttribute('hidden');
  for (const each of copy.querySelectorAll('details')) each.removeAttribute('open');
  return copy.innerHTML;
}
