import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { TransientMap } from './transient-map.ts';

const key = fc.integer({ min: 0, max: 9 });
const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key, value: fc.array(fc.integer(), { maxLength: 1 }) }),
  fc.record({ do: fc.constant('delete' as const), key }),
  fc.record({ do: fc.constant('clear' as const) }),
);

test('it holds what a Map holds, in the same order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const [map, transient] = [new Map<number, number[]>(), new TransientMap<number, number[]>()];
      for (const one of steps) {
        for (const each of [map, transient]) {
          if (one.do === 'set') each.set(one.key, one.value);
          else if (one.do === 'delete') each.delete(one.key);
          else each.clear();
        }
        expect(transient.size).toBe(map.size);
        expect([...transient.values()]).toEqual([...map.values()]);
        for (let at = 0; at < 10; at++) expect(transient.get(at)).toBe(map.get(at));
      }
    }),
  );
});
