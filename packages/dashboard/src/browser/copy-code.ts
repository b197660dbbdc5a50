const TOLD_MS = 1_500;

/** A button beside code that copies it, where the browser allows that. */
export function offerCopying(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-copy][hidden]')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const code = button.parentElement?.querySelector('code')?.textContent ?? '';
      navigator.clipboard.writeText(code).then(
        () => tell(button, 'Copied'),
        () => tell(button, 'Not allowed'),
      );
    });
  }
}

function tell(button: HTMLButtonElement, text: string): void {
  button.textContent = text;
  setTimeout(() => {
    button.textContent = 'Copy';
  }, TOLD_MS);
}
