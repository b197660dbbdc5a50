/** Does what a person does: opens the page, presses the button, and lets GitHub send the browser back. */
export async function agreeInBrowser(page: string): Promise<void> {
  const html = await (await fetch(page)).text();
  const attribute = (name: string) => unescape(new RegExp(`${name}="([^"]*)"`).exec(html)?.[1] ?? '');
  const form = new URLSearchParams({ manifest: attribute('value') });
  await fetch(attribute('action'), { method: 'POST', body: form });
}

function unescape(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
