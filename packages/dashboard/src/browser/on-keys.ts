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
