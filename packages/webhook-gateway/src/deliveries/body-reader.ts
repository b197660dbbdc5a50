import type { IncomingMessage } from 'node:http';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

export interface BodyLimits {
  /** Of one body. */
  mostBytes: number;
  /** Of all bodies that are held at the same time. */
  mostBytesInFlight: number;
  /** From the first look at the request to the last byte of its body. */
  withinMs: number;
}

/** The bytes count against the limit of what is held until `release`. */
export interface HeldBody {
  bytes: Buffer;
  release(): void;
}

export interface BodyReader {
  /** @throws AppError `too_large`, `too_slow`, `unavailable` (too much is held already), `invalid_input` (cut short). */
  read(request: IncomingMessage): Promise<HeldBody>;
}

/**
 * Reads raw bodies within bounds. What is counted is the bytes that came, not what a header promises: a body in chunks promises nothing, and a client
 * that promises much and sends nothing must not keep others out.
 */
export function createBodyReader({ mostBytes, mostBytesInFlight, withinMs }: BodyLimits): BodyReader {
  let inFlight = 0;
  return {
    read(request) {
      const tooLarge = () => new AppError('too_large', `A body may have ${mostBytes} bytes at most.`);
      if (Number(request.headers['content-length'] ?? 0) > mostBytes) return Promise.reject(tooLarge());
      return new Promise((resolve, reject) => {
        const chunks: Buffer[] = [];
        let length = 0;

        function take(chunk: Buffer): void {
          length += chunk.length;
          inFlight += chunk.length;
          chunks.push(chunk);
          if (length > mostBytes) refuse(tooLarge());
          else if (inFlight > mostBytesInFlight)
            refuse(new AppError('unavailable', 'Too many bytes are in flight: send this again in a moment.'));
        }

        function release(): void {
          inFlight -= length;
          length = 0;
        }

        function refuse(error: AppError): void {
          stopListening();
          release();
          request.resume(); // a client hears the answer only once it could send all
          reject(error);
        }

        function finish(): void {
          stopListening();
          const [only] = chunks;
          const bytes = chunks.length === 1 && only ? only : Buffer.concat(chunks);
          chunks.length = 0; // the request outlives its body, and would keep it
          resolve({ bytes, release });
        }

        const cutShort = () => refuse(new AppError('invalid_input', 'The body ended before its time.'));
        const timer = setTimeout(
          () => refuse(new AppError('too_slow', `The body did not come within ${withinMs / 1000} s.`)),
          withinMs,
        );
        function stopListening(): void {
          clearTimeout(timer);
          request.off('data', take).off('end', finish).off('error', cutShort).off('close', cutShort);
          request.on('error', ignore); // what happens to the connection now is nobody's concern
        }
        request.on('data', take).on('end', finish).on('error', cutShort).on('close', cutShort);
      });
    },
  };
}

function ignore(): void {}
