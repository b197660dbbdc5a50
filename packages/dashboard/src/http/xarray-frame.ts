import { answerOf } from '@pangeo-forge/api-client/answers';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import { Html, html } from '../html/html.ts';

/** Policy of a frame that runs no script, whatever it contains: xarray's HTML includes its own style. */
export const FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

const STYLE = new Html(
  '<style>:root{color-scheme:light dark}body{margin:0;font:15px/1.5 system-ui,sans-serif;padding:.25rem}</style>',
);

/** xarray's HTML view of the dataset, as a page for an iframe. */
export async function xarrayFrame(api: ApiClient, url: string): Promise<{ status: number; page: string }> {
  try {
    const { html: view } = await answerOf(api.GET('/repr/xarray/', { params: { query: { url } } }));
    return { status: 200, page: frame(new Html(view)) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return { status: error.status, page: frame(html`<p>The dataset cannot be shown: ${error.message}</p>`) };
  }
}

function frame(body: Html): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dataset</title>${STYLE}</head><body>${body}</body></html>`
    .text;
}
