import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';

/**
 * As much of Google's token endpoint and of Cloud Storage's JSON API as Apache Beam needs to stage a job: every bucket
 * exists, no object does, and uploads are discarded.
 */
export function storageRoutes(): Router {
  const router = Router();
  const uploads = new Map<string, { bucket: string; name: string }>();
  const object = (bucket: string, name: string, size: number) => ({
    kind: 'storage#object',
    id: `${bucket}/${name}/1`,
    bucket,
    name,
    size: String(size),
    generation: '1',
    md5Hash: '',
  });
  router.post('/token', (_request, response) => {
    response.json({ access_token: 'loopback-token', token_type: 'Bearer', expires_in: 3_600 });
  });
  router.get('/storage/v1/b/:bucket', ({ params }, response) => {
    const { bucket } = params;
    response.json({
      kind: 'storage#bucket',
      id: bucket,
      name: bucket,
      location: 'US-CENTRAL1',
      softDeletePolicy: { retentionDurationSeconds: '0' },
    });
  });
  router.get('/storage/v1/b/:bucket/o', (_request, response) => void response.json({ kind: 'storage#objects' }));
  router.get('/storage/v1/b/:bucket/o/:name', ({ params }, response) => {
    response.status(404).json({ error: { code: 404, message: `No such object: ${params.bucket}/${params.name}` } });
  });
  const raw = express.raw({ type: () => true, limit: '256mb' });
  router.post('/upload/storage/v1/b/:bucket/o', raw, (request, response) => {
    const { bucket = '' } = request.params as { bucket?: string };
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const named = /"name":\s*"([^"]+)"/.exec(body.toString('latin1'))?.[1];
    const name = typeof request.query['name'] === 'string' ? request.query['name'] : (named ?? 'unnamed');
    if (request.query['uploadType'] !== 'resumable') {
      response.json(object(bucket, name, body.length));
      return;
    }
    const id = randomUUID();
    uploads.set(id, { bucket, name });
    response.set(
      'location',
      `http://${request.get('host')}/upload/storage/v1/b/${bucket}/o?uploadType=resumable&upload_id=${id}`,
    );
    response.set('x-guploader-uploadid', id).status(200).end();
  });
  router.put('/upload/storage/v1/b/:bucket/o', raw, (request, response) => {
    const upload = uploads.get(typeof request.query['upload_id'] === 'string' ? request.query['upload_id'] : '');
    const [from = '', total = ''] = (request.get('content-range') ?? '').replace('bytes ', '').split('/');
    if (!upload) response.status(404).end();
    else if (total === '*')
      response
        .status(308)
        .set('range', `bytes=0-${from.split('-')[1] ?? '0'}`)
        .end();
    else response.json(object(upload.bucket, upload.name, Number(total) || 0));
  });
  return router;
}
