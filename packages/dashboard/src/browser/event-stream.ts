/** One event of a stream of server-sent events. */
export interface StreamedEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Takes text in pieces and returns the complete events; the start of the next one is kept. [HTML, section 9.2.6] */
export function createEventReader(): (text: string) => StreamedEvent[] {
  let rest = '';
  return (text) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.map(readEvent).filter((event) => event !== null);
  };
}

function readEvent(block: string): StreamedEvent | null {
  let id: string | null = null;
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    if (name === 'id') id = value;
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return data.length === 0 ? null : { id, event, data: data.join('\n') };
}
