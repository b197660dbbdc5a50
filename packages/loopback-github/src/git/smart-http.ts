import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gitEnvironment } from './run-git.ts';

export interface GitRequest {
  projectRoot: string;
  /** Folder of the bare repository under the root, then the service: `12.git/info/refs`. */
  pathInfo: string;
  query: string;
  user: string;
  /** Awaited before the answer ends, so that all consequences have happened when the client returns. */
  beforeEnd?: () => Promise<void>;
}

/** Answers a clone, fetch or push with git's CGI program; resolves when it has ended. */
export function answerWithGit(request: IncomingMessage, response: ServerResponse, to: GitRequest): Promise<void> {
  const header = (name: string): string => String(request.headers[name] ?? '');
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: gitEnvironment({
      GIT_PROJECT_ROOT: to.projectRoot,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${to.pathInfo}`,
      QUERY_STRING: to.query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: to.user,
      ...(request.headers['content-length'] ? { CONTENT_LENGTH: header('content-length') } : {}),
    }),
  });
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    let isBody = false;
    child.once('error', reject);
    child.stdin.on('error', () => undefined);
    request.pipe(child.stdin);
    response.once('close', () => child.kill());
    child.stdout.on('data', (chunk: Buffer) => {
      if (isBody) return void response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      isBody = true;
      sendHead(response, head.subarray(0, end).toString());
      response.write(head.subarray(end + 4));
    });
    child.once('close', () => {
      if (!isBody) response.statusCode = 500;
      const after = to.beforeEnd?.() ?? Promise.resolve();
      after.finally(() => response.end()).then(resolve, reject);
    });
  });
}

function sendHead(response: ServerResponse, head: string): void {
  for (const line of head.split('\r\n')) {
    const [name = '', value = ''] = line.split(/: (.*)/s);
    if (name.toLowerCase() === 'status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
}
