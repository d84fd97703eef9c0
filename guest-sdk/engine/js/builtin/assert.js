// Node's assert. The messages say what was compared; Node's line-by-line difference of large objects is not drawn.
'use strict';

const { coded, invalidArgument, needFunction } = require('internal/errors');

const inspect = (value) => require('internal/inspect').inspect(value, { depth: 1000, maxArrayLength: Infinity, sorted: true });
const equal = (a, b, strict) => require('internal/deep-equal').equal(a, b, strict);

class AssertionError extends Error {
  constructor({ message, actual, expected, operator, generatedMessage = message === undefined, stackStartFn }) {
    super(message === undefined ? generated(actual, expected, operator) : String(message));
    this.code = 'ERR_ASSERTION';
    this.generatedMessage = generatedMessage;
    this.actual = actual;
    this.expected = expected;
    this.operator = operator;
    Error.captureStackTrace?.(this, stackStartFn);
  }
}
Object.defineProperty(AssertionError.prototype, 'name', { value: 'AssertionError', writable: true, configurable: true });

const lines = (sign, value) => inspect(value).split('\n').map((line) => `${sign} ${line}`).join('\n');
const primitive = (value) => typeof value !== 'object' && typeof value !== 'function';

function generated(actual, expected, operator) {
  switch (operator) {
    case 'strictEqual':
      if (primitive(actual) && primitive(expected)) return `Expected values to be strictly equal:\n\n${inspect(actual)} !== ${inspect(expected)}\n`;
      return `Expected values to be strictly equal:\n+ actual - expected\n\n${lines('+', actual)}\n${lines('-', expected)}\n`;
    case 'deepStrictEqual': return `Expected values to be strictly deep-equal:\n+ actual - expected\n\n${lines('+', actual)}\n${lines('-', expected)}\n`;
    case 'deepEqual': return `Expected values to be loosely deep-equal:\n\n${inspect(actual)}\n\nshould loosely deep-equal\n\n${inspect(expected)}`;
    case 'notStrictEqual': return `Expected "actual" to be strictly unequal to: ${inspect(expected)}`;
    case 'notDeepStrictEqual': return `Expected "actual" not to be strictly deep-equal to: ${inspect(expected)}`;
    case 'notDeepEqual': return `Expected "actual" not to be loosely deep-equal to: ${inspect(expected)}`;
    default: return `${inspect(actual)} ${operator} ${inspect(expected)}`;
  }
}

function check(holds, actual, expected, message, operator, stackStartFn) {
  if (holds) return;
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, actual, expected, operator, stackStartFn });
}

function ok(value, message) {
  if (value) return;
  if (message instanceof Error) throw message;
  const text = message ?? (arguments.length === 0 ? 'No value argument passed to `assert.ok()`' : 'The expression evaluated to a falsy value');
  throw new AssertionError({ message: text, generatedMessage: message === undefined, actual: value, expected: true, operator: '==', stackStartFn: ok });
}

function fail(message = 'Failed') {
  if (message instanceof Error) throw message;
  throw new AssertionError({ message, operator: 'fail', generatedMessage: arguments.length === 0, stackStartFn: fail });
}

const comparison = (operator, holds) => {
  function compare(actual, expected, message) {
    if (arguments.length < 2) throw coded(TypeError, 'ERR_MISSING_ARGS', 'The "actual" and "expected" arguments must be specified');
    check(holds(actual, expected), actual, expected, message, operator, compare);
  }
  return Object.defineProperty(compare, 'name', { value: operator });
};

// What was thrown, against a class, a pattern, a function or an object of properties.
function expectThrown(error, expected, message, operator) {
  if (expected === undefined) return;
  if (typeof expected === 'function') {
    if (expected.prototype !== undefined && error instanceof expected) return;
    if (Error.isPrototypeOf(expected) || expected === Error) {
      check(false, error, expected, message ?? `The error is expected to be an instance of "${expected.name}". Received "${error?.constructor?.name ?? inspect(error)}"\n\nError message:\n\n${error?.message}`, operator);
    }
    if (Reflect.apply(expected, {}, [error]) !== true) {
      check(false, error, expected, message ?? `The ${expected.name ? `"${expected.name}"` : ''} validation function is expected to return "true". Received ${inspect(false)}\n\nCaught error:\n\n${inspect(error)}`, operator);
    }
    return;
  }
  if (expected instanceof RegExp) {
    check(expected.test(String(error)), error, expected, message ?? `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(error))}\n`, operator);
    return;
  }
  const keys = Object.keys(expected);
  if (expected instanceof Error) keys.push('name', 'message');
  for (const key of keys) {
    const matches = expected[key] instanceof RegExp && typeof error?.[key] === 'string' ? expected[key].test(error[key]) : equal(error?.[key], expected[key], true);
    check(matches, error, expected, message ?? generated(error?.[key], expected[key], 'deepStrictEqual'), operator);
  }
}

const arranged = (expected, message) => (typeof expected === 'string' ? [undefined, expected] : [expected, message]);
const absent = (kind, expected, message) => `Missing expected ${kind}${expected?.name ? ` (${expected.name})` : ''}${message ? `: ${message}` : '.'}`;

function throws(fn, ...rest) {
  needFunction(fn, 'fn');
  const [expected, message] = arranged(...rest);
  let thrown;
  try {
    fn();
  } catch (error) {
    thrown = { error };
  }
  if (thrown === undefined) throw new AssertionError({ message: absent('exception', expected, message), expected, operator: 'throws', stackStartFn: throws });
  expectThrown(thrown.error, expected, message, 'throws');
}

function doesNotThrow(fn, ...rest) {
  needFunction(fn, 'fn');
  const [, message] = arranged(...rest);
  try {
    fn();
  } catch (error) {
    throw new AssertionError({ message: `Got unwanted exception${message ? `: ${message}` : '.'}\nActual message: "${error?.message}"`, actual: error, operator: 'doesNotThrow', stackStartFn: doesNotThrow });
  }
}

async function settled(promise) {
  const given = typeof promise === 'function' ? promise() : promise;
  if (typeof given?.then !== 'function') throw invalidArgument('promiseFn', 'of type function or an instance of Promise', promise);
  return given;
}

async function rejects(promise, ...rest) {
  const [expected, message] = arranged(...rest);
  let thrown;
  try {
    await settled(promise);
  } catch (error) {
    thrown = { error };
  }
  if (thrown === undefined) throw new AssertionError({ message: absent('rejection', expected, message), expected, operator: 'rejects', stackStartFn: rejects });
  expectThrown(thrown.error, expected, message, 'rejects');
}

async function doesNotReject(promise, ...rest) {
  const [, message] = arranged(...rest);
  try {
    await settled(promise);
  } catch (error) {
    throw new AssertionError({ message: `Got unwanted rejection${message ? `: ${message}` : '.'}\nActual message: "${error?.message}"`, actual: error, operator: 'doesNotReject', stackStartFn: doesNotReject });
  }
}

const pattern = (wanted, operator, sentence) => (string, regexp, message) => {
  if (!(regexp instanceof RegExp)) throw invalidArgument('regexp', 'an instance of RegExp', regexp);
  check(typeof string === 'string' && regexp.test(string) === wanted, string, regexp, message ?? `${sentence} ${inspect(regexp)}. Input:\n\n${inspect(string)}\n`, operator);
};

const assert = Object.assign((value, message) => ok(value, message), {
  AssertionError, ok, fail, throws, doesNotThrow, rejects, doesNotReject,
  equal: comparison('==', (a, b) => a == b || (a !== a && b !== b)),
  notEqual: comparison('!=', (a, b) => a != b && !(a !== a && b !== b)),
  strictEqual: comparison('strictEqual', Object.is),
  notStrictEqual: comparison('notStrictEqual', (a, b) => !Object.is(a, b)),
  deepEqual: comparison('deepEqual', (a, b) => equal(a, b, false)),
  notDeepEqual: comparison('notDeepEqual', (a, b) => !equal(a, b, false)),
  deepStrictEqual: comparison('deepStrictEqual', (a, b) => equal(a, b, true)),
  notDeepStrictEqual: comparison('notDeepStrictEqual', (a, b) => !equal(a, b, true)),
  match: pattern(true, 'match', 'The input did not match the regular expression'),
  doesNotMatch: pattern(false, 'doesNotMatch', 'The input was expected to not match the regular expression'),
  ifError(value) {
    if (value === null || value === undefined) return;
    throw new AssertionError({ message: `ifError got unwanted exception: ${value instanceof Error ? value.message : inspect(value)}`, actual: value, expected: null, operator: 'ifError' });
  },
});
assert.strict = Object.assign((value, message) => ok(value, message), assert, {
  equal: assert.strictEqual, notEqual: assert.notStrictEqual, deepEqual: assert.deepStrictEqual, notDeepEqual: assert.notDeepStrictEqual,
});
assert.strict.strict = assert.strict;

module.exports = assert;
