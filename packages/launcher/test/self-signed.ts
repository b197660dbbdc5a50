import { once } from 'node:events';
import { chmodSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import path from 'node:path';
import { createServer } from 'node:tls';
import { execa } from 'execa';

export interface Certificate {
  certFile: string;
  keyFile: string;
}

/** A certificate that nobody vouches for, as Heroku's servers have; null where `openssl` is missing. */
export async function selfSigned(folder: string): Promise<Certificate | null> {
  const [certFile, keyFile] = [path.join(folder, 'server.crt'), path.join(folder, 'server.key')];
  const subject = ['-subj', '/CN=postgres.example.org', '-days', '2', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile];
  const made = await execa('openssl', ['req', '-x509', ...key, '-out', certFile, ...subject], { reject: false });
  if (made.failed) return null;
  chmodSync(keyFile, 0o600);
  return { certFile, keyFile };
}

/** Speaks TLS in front of a server that does not. */
export async function startTlsFront({ certFile, keyFile }: Certificate, port: number) {
  let connections = 0;
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (client) => {
    const upstream = connect(port, '127.0.0.1');
    connections++;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.pipe(to);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** That were accepted so far. */
    connections: () => connections,
    stop: () => server.close(),
  };
}
