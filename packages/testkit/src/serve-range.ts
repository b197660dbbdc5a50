import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers GET and HEAD for bytes that are in memory, whole or one range of them (RFC 9110, section 14). */
export function serveRange(request: IncomingMessage, response: ServerResponse, content: Buffer): void {
  const headers = { 'accept-ranges': 'bytes', 'content-type': 'application/x-netcdf' };
  const send = (status: number, body: Buffer, extra: Record<string, string> = {}) => {
    response.writeHead(status, { ...headers, ...extra, 'content-length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end();
    return;
  }
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return send(200, content);
  const [, first = '', last = ''] = asked;
  const start = first === '' ? Math.max(0, content.length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? content.length - 1 : Math.min(Number(last), content.length - 1);
  if (start > end) return send(416, Buffer.alloc(0), { 'content-range': `bytes */${content.length}` });
  send(206, content.subarray(start, end + 1), { 'content-range': `bytes ${start}-${end}/${content.length}` });
}
