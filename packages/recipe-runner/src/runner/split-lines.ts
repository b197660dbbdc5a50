import { StringDecoder } from 'node:string_decoder';

/**
 * Feeds whole lines to `onLine`, whatever way the bytes arrive. What a line holds beyond `limit` characters is dropped,
 * so memory is bounded by one line; `dropped` tells how many characters.
 */
export function splitLines(limit: number, onLine: (line: string, dropped: number) => void) {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let dropped = 0;

  function take(text: string): void {
    const room = limit - kept.length;
    kept += text.length <= room ? text : text.slice(0, room);
    dropped += Math.max(0, text.length - room);
  }

  function flush(): void {
    onLine(kept.endsWith('\r') ? kept.slice(0, -1) : kept, dropped);
    kept = '';
    dropped = 0;
  }

  return {
    write(bytes: Buffer): void {
      const [first = '', ...rest] = decoder.write(bytes).split('\n');
      take(first);
      for (const piece of rest) {
        flush();
        take(piece);
      }
    },
    end(): void {
      take(decoder.end());
      if (kept.length > 0 || dropped > 0) flush();
    },
  };
}
