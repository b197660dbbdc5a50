const KEPT_AS = 'pangeo-forge-api-key';

/** Retry and cancel, with an API key. The key is kept for this tab only, and only after the API has accepted it. */
export function offerActions(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-action][hidden]')) {
    form.hidden = false;
    for (const note of document.querySelectorAll<HTMLElement>('[data-without-script]')) note.hidden = true;
    const key = form.querySelector<HTMLInputElement>('[data-key]');
    const result = form.querySelector<HTMLElement>('[data-result]');
    const button = form.querySelector<HTMLButtonElement>('button');
    if (!key || !result || !button) continue;
    key.value = sessionStorage.getItem(KEPT_AS) ?? '';
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const question = form.dataset['confirm'];
      if (question && !confirm(question)) return;
      button.disabled = true;
      result.textContent = 'Sending …';
      act(form.dataset['action'] ?? '', key.value)
        .then((run) => {
          if (form.dataset['then'] === 'new-run') location.assign(`/dashboard/recipe-run/${run.id}`);
          else result.textContent = run.status === 'completed' ? 'It has ended.' : 'It is being cancelled.';
        })
        .catch((error: unknown) => {
          result.textContent = error instanceof Error ? error.message : String(error);
        })
        .finally(() => {
          button.disabled = false;
        });
    });
  }
}

async function act(path: string, key: string): Promise<{ id: number; status: string }> {
  const answer = await fetch(path, { method: 'POST', headers: { 'x-api-key': key } }).catch(() => {
    throw new Error('The service does not answer. Please try again.');
  });
  const body = (await answer.json().catch(() => ({}))) as { detail?: string; id: number; status: string };
  if (!answer.ok) {
    if (answer.status === 401) sessionStorage.removeItem(KEPT_AS);
    throw new Error(body.detail ?? `The request was refused (${answer.status}).`);
  }
  sessionStorage.setItem(KEPT_AS, key);
  return body;
}
