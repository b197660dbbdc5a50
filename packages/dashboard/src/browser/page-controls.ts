/** `/` goes to the last search field of the page, as on other sites; Escape leaves it. */
export function onKeys(): void {
  document.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const isTyping = target.matches('input, select, textarea');
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const field = [...document.querySelectorAll<HTMLInputElement>('[data-focus-by-slash]')].at(-1);
      if (!field) return;
      event.preventDefault();
      field.focus();
    }
    if (event.key === 'Escape' && target.matches('[data-focus-by-slash]')) target.blur();
  });
}

/** A choice from a list applies immediately; empty fields stay out of the URL. */
export function onFilters(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-filters]')) {
    form.addEventListener('change', (event) => {
      if ((event.target as HTMLElement).matches('select')) form.requestSubmit();
    });
    form.addEventListener('formdata', ({ formData }) => {
      const empty = [...formData].filter(([, value]) => value === '');
      for (const [name] of empty) formData.delete(name);
    });
  }
}

const NOTICE_MS = 1_500;

/** A button that copies the code next to it, where the browser allows that. */
export function offerCopying(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy][hidden]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const code = button.parentElement?.querySelector('code')?.textContent ?? '';
      navigator.clipboard.writeText(code).then(
        () => notify(button, 'Copied'),
        () => notify(button, 'Not allowed'),
      );
    });
  }
}

function notify(button: HTMLButtonElement, text: string): void {
  button.textContent = text;
  setTimeout(() => {
    button.textContent = 'Copy';
  }, NOTICE_MS);
}
