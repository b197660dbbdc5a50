import { expect, test } from '@jest/globals';
import { html, safeLink } from './html.ts';

test('whatever is inserted into a page is text, in content and in attributes', () => {
  const hostile = `"><img src=x onerror='alert(1)'>&`;
  const page = html`<a title="${hostile}">${hostile}</a>`.text;
  expect(page).toBe(
    '<a title="&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;">&quot;&gt;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;&amp;</a>',
  );
});

test('HTML stays HTML, in lists as well, and empty values show nothing', () => {
  const items = ['a', '<b>'].map((each) => html`<li>${each}</li>`);
  expect(html`<ul>${items}</ul>${null}${undefined}${false}${0}`.text).toBe('<ul><li>a</li><li>&lt;b&gt;</li></ul>0');
});

test('only web addresses become links', () => {
  expect(safeLink('https://storage.example.org/a.zarr')).toBe('https://storage.example.org/a.zarr');
  for (const url of [
    'javascript:alert(1)',
    ' jAvascript:alert(1)',
    'data:text/html,x',
    '/tmp/a.zarr',
    's3://b/a',
    '',
  ]) {
    expect(safeLink(url)).toBeNull();
  }
  expect(safeLink(null)).toBeNull();
});
