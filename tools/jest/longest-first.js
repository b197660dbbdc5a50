import Sequencer from '@jest/test-sequencer';

/** What takes longest though its file is short. Jest knows by itself what took long the last time, but not on a fresh clone. */
const LONGEST = ['chaos', 'demo', 'processes', 'connection-budget', 'documents', 'flows', 'runner', 'commands'];

/** Begins with the files that take longest, so that no process is left alone with one of them at the end. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const place = LONGEST.findIndex((name) => path.includes(name));
      return place < 0 ? LONGEST.length : place;
    };
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}
