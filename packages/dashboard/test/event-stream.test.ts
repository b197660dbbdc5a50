import { expect, test } from '@jest/globals';
import { createEventReader } from '../src/browser/event-stream.ts';

test('events are returned when they are complete, however the stream is cut, without heartbeats', () => {
  const stream = ': still here\n\nid: 5-1-1\nevent: log\ndata: {"lines":["a: b"]}\n\nevent: end\ndata: {}\n\n';
  const expected = [
    { id: '5-1-1', event: 'log', data: '{"lines":["a: b"]}' },
    { id: null, event: 'end', data: '{}' },
  ];
  for (let at = 0; at < stream.length; at++) {
    const read = createEventReader();
    expect([...read(stream.slice(0, at)), ...read(stream.slice(at))]).toEqual(expected);
  }
});
