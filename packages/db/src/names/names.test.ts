import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deliveryOfDispatchKey, type DispatchReason, formatDispatchKey, parseDispatchKey } from './dispatch-key.ts';
import { formatReport, parseReport, type Report } from './report.ts';
import { formatSubject, parseSubject, type SubjectParts } from './subject.ts';

const id = fc.integer({ min: 1, max: 2_147_483_647 });
const text = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength: 1, maxLength });
const WORD = 'abcXYZ019._-';
const repository = fc.tuple(text(WORD, 12), text(WORD, 12)).map((parts) => parts.join('/'));
const headSha = text('0123456789abcdef', 40);
const bakery = text(WORD, 12);
/** Adopted runs have ids with a slash. */
const recipeId = text(`${WORD}/`, 12);
const deliveryId = fc.oneof(
  fc.uuid(),
  fc.tuple(fc.uuid(), repository, id).map(([because, name, n]) => `found-${because}-${name.replace('/', '-')}-${n}`),
);

const target = fc.record({ of: fc.constant('target' as const), feedstockId: id, bakery, recipeId });
const made = fc.record({ of: fc.constant('made_feedstock' as const), feedstockId: id });
/** A retry through the API is started under this name in place of a delivery. */
const started = fc.oneof(
  deliveryId,
  id.map((run) => `retry ${run}`),
);
const wait = fc.record({ of: fc.constant('wait' as const), deliveryId: started });
const requested = fc.record({ of: fc.constant('requested_runs' as const), deliveryId: started });
const report: fc.Arbitrary<Report> = fc.oneof(
  target,
  requested,
  made,
  wait,
  fc.record({ of: fc.constant('run' as const), runId: id }),
);

const subject: fc.Arbitrary<SubjectParts> = fc.oneof(
  fc.record({ of: fc.constant('pull_request' as const), repository, number: id }),
  fc.record({ of: fc.constant('commit' as const), repository, headSha }),
  fc.record({ of: fc.constant('repository' as const), repository }),
  fc.record({ of: fc.constant('installation' as const), id }),
  fc.record({ of: fc.constant('run' as const), runId: id }),
  fc.record({ of: fc.constant('invocation' as const), id: id.map(String) }),
  fc.record({ of: fc.constant('inspection' as const), runId: id }),
  fc.record({ of: fc.constant('target' as const), bakery, feedstockSpec: repository, recipeId }),
  fc.record({ of: fc.constant('upkeep' as const), task: text(`${WORD} `, 30).map((task) => `keep ${task}`) }),
  fc.record({ of: fc.constant('report' as const), report: fc.oneof(target, made, wait, requested) }),
  fc.record({ of: fc.constant('delivery' as const), id: deliveryId }),
  fc.record({ of: fc.constant('event' as const), event: text('abc_', 12) }),
  fc.record({ of: fc.constant('feedstock' as const), feedstockId: id }),
  fc.record({ of: fc.constant('bakery' as const), bakery }),
  fc.record({ of: fc.constant('api_key' as const), prefix: text(WORD, 12) }),
  fc.record({ of: fc.constant('switch' as const), name: fc.constant('end adopted runs') }),
);

const reason: fc.Arbitrary<DispatchReason> = fc.oneof(
  fc.record({ by: fc.constant('test' as const), repository, number: id, headSha, recipeId }),
  fc.record({
    by: fc.constant('production' as const),
    repository,
    headSha,
    recipeId,
    askedBy: fc.option(deliveryId),
  }),
  fc.record({ by: fc.constant('retry' as const), feedstockSpec: repository, recipeId, headSha, deliveryId }),
  fc.record({ by: fc.constant('api_retry' as const), runId: id, number: id }),
);

describe('whatever is stored is read again as what it was', () => {
  test('of a subject', () => {
    fc.assert(fc.property(subject, (parts) => expect(parseSubject(formatSubject(parts))).toEqual(parts)));
  });

  test('of a report', () => {
    fc.assert(fc.property(report, (one) => expect(parseReport(formatReport(one))).toEqual(one)));
  });

  test('of the reason of a run', () => {
    fc.assert(fc.property(reason, (one) => expect(parseDispatchKey(formatDispatchKey(one))).toEqual(one)));
  });
});

describe('what version 0.1 stored is read, and is still stored like that', () => {
  const DELIVERY = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

  test.each<[string, SubjectParts]>([
    [
      'pull_request pangeo-forge/staged-recipes#12',
      { of: 'pull_request', repository: 'pangeo-forge/staged-recipes', number: 12 },
    ],
    ['commit a/b-feedstock@0123abc', { of: 'commit', repository: 'a/b-feedstock', headSha: '0123abc' }],
    ['repository a/b-feedstock', { of: 'repository', repository: 'a/b-feedstock' }],
    ['installation 44', { of: 'installation', id: 44 }],
    ['run 1191', { of: 'run', runId: 1191 }],
    ['invocation 7', { of: 'invocation', id: '7' }],
    ['inspection of run 7', { of: 'inspection', runId: 7 }],
    [
      'target pangeo-ldeo-nsf-earthcube a/b-feedstock gpcp',
      { of: 'target', bakery: 'pangeo-ldeo-nsf-earthcube', feedstockSpec: 'a/b-feedstock', recipeId: 'gpcp' },
    ],
    ['upkeep keep the STAC catalogue', { of: 'upkeep', task: 'keep the STAC catalogue' }],
    ['delivery x-1', { of: 'delivery', id: 'x-1' }],
    ['api key pf_abc', { of: 'api_key', prefix: 'pf_abc' }],
    [`wait of ${DELIVERY}`, { of: 'report', report: { of: 'wait', deliveryId: DELIVERY } }],
  ])('%s', (stored, parts) => {
    expect(parseSubject(stored)).toEqual(parts);
    expect(formatSubject(parts)).toBe(stored);
  });

  test.each<[string, Report]>([
    ['1191', { of: 'run', runId: 1191 }],
    [`wait of ${DELIVERY}`, { of: 'wait', deliveryId: DELIVERY }],
    ['wait of retry 12', { of: 'wait', deliveryId: 'retry 12' }],
    [`runs of ${DELIVERY}`, { of: 'requested_runs', deliveryId: DELIVERY }],
    ['made feedstock 3', { of: 'made_feedstock', feedstockId: 3 }],
    ['production of 3 dev gpcp', { of: 'target', feedstockId: 3, bakery: 'dev', recipeId: 'gpcp' }],
    ['production of 3 dev with blanks', { of: 'target', feedstockId: 3, bakery: 'dev', recipeId: 'with blanks' }],
  ])('the report %s', (stored, one) => {
    expect(parseReport(stored)).toEqual(one);
    expect(formatReport(one)).toBe(stored);
  });

  test.each<[string, DispatchReason, string | null]>([
    [
      'test a/staged-recipes#7@0123abc gpcp 1',
      { by: 'test', repository: 'a/staged-recipes', number: 7, headSha: '0123abc', recipeId: 'gpcp' },
      null,
    ],
    [
      'production a/b-feedstock@0123abc gpcp',
      { by: 'production', repository: 'a/b-feedstock', headSha: '0123abc', recipeId: 'gpcp', askedBy: null },
      null,
    ],
    [
      `production a/b-feedstock@0123abc gpcp asked by ${DELIVERY}`,
      { by: 'production', repository: 'a/b-feedstock', headSha: '0123abc', recipeId: 'gpcp', askedBy: DELIVERY },
      DELIVERY,
    ],
    [
      `retry a/b-feedstock gpcp 0123abc delivery ${DELIVERY}`,
      { by: 'retry', feedstockSpec: 'a/b-feedstock', recipeId: 'gpcp', headSha: '0123abc', deliveryId: DELIVERY },
      DELIVERY,
    ],
    ['schedule 3 due 2027-01-01T06:00:00Z', { by: 'schedule', scheduleId: 3, dueAt: '2027-01-01T06:00:00Z' }, null],
    ['retry of run 12, number 2', { by: 'api_retry', runId: 12, number: 2 }, null],
  ])('the dispatch key %s', (stored, one, delivery) => {
    expect(parseDispatchKey(stored)).toEqual(one);
    expect(formatDispatchKey(one)).toBe(stored);
    expect(deliveryOfDispatchKey(stored)).toBe(delivery);
  });

  test.each(['', 'run', 'run x', 'pull_request a/b', 'production of x y', 'anything else'])('"%s" is none', (other) => {
    expect([parseSubject(other), parseReport(other), parseDispatchKey(other)]).toEqual([null, null, null]);
  });
});
