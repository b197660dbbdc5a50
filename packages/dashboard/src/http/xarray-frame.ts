import { answerOf } from '@pangeo-forge/api-client/answers';
import type { ApiClient } from '@pangeo-forge/api-client/create-api-client';
import { ApiRefusal } from '@pangeo-forge/api-client/api-refusal';
import { Html, html } from '../html/html.ts';

/** Of a frame that runs no script, whatever it holds: xarray's own HTML brings its style with it. */
export const FRAME_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox";

const STYLE = new Html(
  '<style>:root{color-scheme:light dark}body{margin:0;font:15px/1.5 system-ui,sans-serif;padding:.25rem}</style>',
);

/** The dataset as xarray shows it, as a page of its own that is framed. */
export async function xarrayFrame(api: ApiClient, url: string): Promise<{ status: number; page: string }> {
  try {
    const { html: shown } = await answerOf(api.GET('/repr/xarray/', { params: { query: { url } } }));
    return { status: 200, page: frame(new Html(shown)) };
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    return { status: error.status, page: frame(html`<p>It cannot be shown: ${error.message}</p>`) };
  }
}

function frame(body: Html): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Dataset</title>${STYLE}</head><body>${body}</body></html>`
    .text;
}
