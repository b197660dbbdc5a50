/** Choosing from a list shows at once; empty fields do not lengthen the URL. */
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
