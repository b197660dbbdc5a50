export interface StreamedEvent {
  id: string | null;
  event: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read into events of every shape
  data: any;
}

/** Events of a stream as they come. Ends when the server ends it; leaving the loop closes the connection. */
export async function* eventStream(url: string, headers: Record<string, string> = {}): AsyncGenerator<StreamedEvent> {
  const stop = new AbortController();
  try {
    const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
    let text = '';
    for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += piece;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      yield* blocks.filter((block) => !block.startsWith(':')).map(readEvent);
    }
  } finally {
    stop.abort();
  }
}

function readEvent(block: string): StreamedEvent {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  return { id: field('id') ?? null, event: field('event') ?? 'message', data: JSON.parse(field('data') ?? 'null') };
}
