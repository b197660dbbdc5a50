import type { IncomingMessage } from 'node:http';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export interface BodyLimits {
  /** Of one body. */
  maxBytes: number;
  /** Of all large bodies that are held at the same time. */
  maxBytesInFlight: number;
  /** From the request's headers to the last byte of its body. */
  limitMs: number;
}

/** The bytes count against the limit of what is held until `release`. */
export interface HeldBody {
  bytes: Buffer;
  release(): void;
}

export interface BodyReader {
  /**
   * @param client the address that the request comes from
   * @throws AppError `too_large`, `too_slow`, `unavailable` (too much is held), `invalid_input` (cut short).
   */
  read(request: IncomingMessage, client: string): Promise<HeldBody>;
}

/** Nearly all deliveries are smaller. Those are never refused, so that nobody can keep them out. */
const SMALL_BYTES = 64 * 1024;
/** Of the large bodies that are held, one client may have one part. */
const SHARES = 4;

/**
 * Reads raw bodies within limits. Anybody may send one, since its signature is verified when all of it has arrived: so
 * a client address has a share of what is held of large bodies. It counts received bytes, not announced ones: a chunked
 * body announces nothing, and a client that announces much and sends nothing must not keep others out.
 */
export function createBodyReader({ maxBytes, maxBytesInFlight, limitMs }: BodyLimits): BodyReader {
  const share = Math.max(maxBytes, Math.floor(maxBytesInFlight / SHARES));
  const heldOf = new Map<string, number>();
  let held = 0;

  function hold(client: string, bytes: number): void {
    held += bytes;
    const ofClient = (heldOf.get(client) ?? 0) + bytes;
    if (ofClient > 0) heldOf.set(client, ofClient);
    else heldOf.delete(client);
  }

  return {
    read(request, client) {
      const tooLarge = () => new AppError('too_large', `A body may have ${maxBytes} bytes at most.`);
      if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.reject(tooLarge());
      return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let length = 0;
        /** As part of what is held. */
        let counted = 0;

        function take(chunk: Buffer): void {
          length += chunk.length;
          chunks.push(chunk);
          if (length > maxBytes) return refuse(tooLarge());
          if (length <= SMALL_BYTES) return;
          hold(client, length - counted);
          counted = length;
          if (held > maxBytesInFlight || (heldOf.get(client) ?? 0) > share)
            refuse(new AppError('unavailable', 'Too many bytes are being received: send this again in a moment.'));
        }

        function release(): void {
          hold(client, -counted);
          counted = 0;
        }

        function refuse(error: AppError): void {
          stopListening();
          release();
          request.resume(); // most clients read the answer only after sending everything
          reject(error);
        }

        function finish(): void {
          stopListening();
          const [only] = chunks;
          const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
          chunks.length = 0; // the request outlives its body, and would keep it
          resolve({ bytes, release });
        }

        const cutShort = () => refuse(new AppError('invalid_input', 'The body ended early.'));
        const timer = setTimeout(
          () => refuse(new AppError('too_slow', `The body did not arrive within ${limitMs / 1000} s.`)),
          limitMs,
        );
        function stopListening(): void {
          clearTimeout(timer);
          request.off('data', take).off('end', finish).off('error', cutShort).off('close', cutShort);
          request.on('error', ignore); // an error without a listener would be thrown
        }
        request.on('data', take).on('end', finish).on('error', cutShort).on('close', cutShort);
      });
    },
  };
}

function ignore(): void {}
