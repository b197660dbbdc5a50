// A test waits for an event or a condition, and times out only when it hangs, not when it is slow: no timeout is under
// a minute.
const SHORTEST_MS = 60_000;
const DEADLINES = /^(?:timeout|testTimeout|forceKillAfterDelay)$|(?:deadline|limit|patience|timeout|within)Ms$/i;
const STEPS = new Set(['test', 'it', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach']);
const MEASURED = /(?:^|\.)(?:ms|\w*Ms|elapsed\w*|duration\w*|took)$|performance\.now\(\)|Date\.now\(\)/;

const rule = {
  meta: {
    type: 'problem',
    messages: {
      short:
        '{{what}} of {{ms}} ms fails where the machine is slow. Wait for an event or a condition (waitFor), and leave the giving up to the defaults.',
      sleep:
        'A sleep is too short on a slow machine and too long on all others. Wait for an event or a condition (waitFor).',
    },
  },
  create(context) {
    const constants = new Map();
    let sleeps = false; // one report is enough

    function millisecondsOf(node) {
      if (node?.type === 'Literal' && typeof node.value === 'number') return node.value;
      if (node?.type === 'Identifier') return millisecondsOf(constants.get(node.name));
      if (node?.type === 'BinaryExpression' && node.operator === '*') {
        return millisecondsOf(node.left) * millisecondsOf(node.right);
      }
      return Number.NaN;
    }

    function refuseShort(node, what) {
      const ms = millisecondsOf(node);
      if (ms < SHORTEST_MS) context.report({ node, messageId: 'short', data: { what, ms: String(ms) } });
    }

    return {
      VariableDeclarator(node) {
        if (node.id.type === 'Identifier' && node.parent.kind === 'const') constants.set(node.id.name, node.init);
      },
      ImportDeclaration(node) {
        if (node.source.value !== 'node:timers/promises') return;
        if (!node.specifiers.some(({ imported }) => imported?.name === 'setTimeout')) return;
        sleeps = true;
        context.report({ node, messageId: 'sleep' });
      },
      Property(node) {
        if (DEADLINES.test(node.key.name)) refuseShort(node.value, `A ${node.key.name}`);
      },
      CallExpression(node) {
        const { callee } = node;
        const name = callee.type === 'MemberExpression' ? callee.property.name : callee.name;
        if (callee.name === 'setTimeout' && !sleeps) context.report({ node, messageId: 'sleep' });
        if (name === 'timeout' && callee.object?.name === 'AbortSignal') refuseShort(node.arguments[0], 'A time limit');
        if (name === 'setTimeout' && callee.object?.name === 'jest') refuseShort(node.arguments[0], 'A time limit');
        if (isStep(callee)) refuseShort(node.arguments.at(-1), 'A time limit');
        if (name === 'toBeLessThan' || name === 'toBeLessThanOrEqual') {
          const measured = callee.object?.type === 'CallExpression' ? callee.object.arguments[0] : undefined;
          if (measured && MEASURED.test(context.sourceCode.getText(measured)))
            refuseShort(node.arguments[0], 'A limit');
        }
      },
    };
  },
};

/** `test(…)`, `test.skip(…)`, `test.each(…)(…)`, `beforeAll(…)`. */
function isStep(callee) {
  if (callee.type === 'Identifier') return STEPS.has(callee.name);
  if (callee.type === 'MemberExpression') return isStep(callee.object);
  return callee.type === 'CallExpression' && callee.callee.property?.name === 'each' && isStep(callee.callee.object);
}

export default { meta: { name: 'pangeo-forge' }, rules: { 'test-deadlines': rule } };
