// util.inspect as Node 22 prints: what an object is, then its contents, then their layout. Two things the language does not let a
// program see are missing: the state of a promise (always <pending>) and what a proxy stands for.
'use strict';

const kind = require('internal/kind');
const { formatError } = require('./error.js');
const { layout } = require('./layout.js');
const contents = require('./contents.js');
const { primitive, quote, stripColours, width } = require('./text.js');

const custom = Symbol.for('nodejs.util.inspect.custom');
const defaults = {
  showHidden: false, depth: 2, colors: false, customInspect: true, showProxy: false, maxArrayLength: 100, maxStringLength: 10000,
  breakLength: 80, compact: 3, sorted: false, getters: false, numericSeparator: false,
};

function inspect(value, options) {
  const ctx = { ...defaults, seen: [], indentation: 0, currentDepth: 0, circular: undefined, budget: {}, userOptions: undefined, stylize: plain };
  if (typeof options === 'boolean') {
    // The old form: inspect(value, showHidden, depth, colors).
    if (arguments[2] !== undefined) ctx.depth = arguments[2];
    if (arguments[3] !== undefined) ctx.colors = arguments[3];
    ctx.showHidden = options;
  } else if (options) {
    for (const key of Object.keys(options)) {
      if (Object.hasOwn(defaults, key) || key === 'stylize') ctx[key] = options[key];
      else ctx.userOptions = options;
    }
  }
  if (ctx.colors) ctx.stylize = coloured;
  ctx.maxArrayLength ??= Infinity;
  ctx.maxStringLength ??= Infinity;
  return format(ctx, value, 0);
}

const plain = (text) => text;

function coloured(text, style) {
  const colour = inspect.styles[style];
  if (colour === undefined || inspect.colors[colour] === undefined) return text;
  const [on, off] = inspect.colors[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

function format(ctx, value, depth) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
    return value === null ? ctx.stylize('null', 'null') : primitive(ctx, value);
  }
  if (ctx.customInspect) {
    const own = value[custom];
    if (typeof own === 'function' && own !== inspect && !(value.constructor?.prototype === value)) {
      const left = ctx.depth === null ? null : ctx.depth - depth;
      const answer = own.call(value, left, given(ctx), inspect);
      if (answer !== value) {
        return (typeof answer === 'object' ? format(ctx, answer, depth) : `${answer}`).replaceAll('\n', `\n${' '.repeat(ctx.indentation)}`);
      }
    }
  }
  if (ctx.seen.includes(value)) {
    ctx.circular ??= new Map();
    if (!ctx.circular.has(value)) ctx.circular.set(value, ctx.circular.size + 1);
    return ctx.stylize(`[Circular *${ctx.circular.get(value)}]`, 'special');
  }
  return formatObject(ctx, value, depth);
}

// What a custom inspect function is handed: the options in force, and a stylize that fits them.
function given(ctx) {
  const options = { ...ctx.userOptions };
  for (const key of Object.keys(defaults)) options[key] = ctx[key];
  options.stylize = ctx.stylize;
  return options;
}

function constructorName(ctx, object, depth) {
  let at = object;
  let first;
  while (at) {
    const found = Object.getOwnPropertyDescriptor(at, 'constructor');
    if (typeof found?.value === 'function' && found.value.name !== '' && instance(object, found.value)) return String(found.value.name);
    at = Object.getPrototypeOf(at);
    if (first === undefined) first = at;
  }
  if (first === null) return null;
  const shown = typeof object === 'function' ? 'Function' : 'Object';
  if (ctx.depth !== null && depth > ctx.depth) return `${shown} <Complex prototype>`;
  const above = constructorName(ctx, first, depth + 1);
  return above === null ? `${shown} <${inspect(first, { ...given(ctx), customInspect: false, depth: -1, colors: false })}>` : `${shown} <${above}>`;
}

function instance(object, constructor) {
  try {
    return object instanceof constructor;
  } catch {
    return false;
  }
}

function prefix(constructor, tag, fallback, size = '') {
  if (constructor === null) return `[${fallback}${size}: null prototype] ${tag !== '' && fallback !== tag ? `[${tag}] ` : ''}`;
  return `${constructor}${size} ${tag !== '' && constructor !== tag ? `[${tag}] ` : ''}`;
}

function keysOf(ctx, value) {
  const symbols = Object.getOwnPropertySymbols(value);
  if (ctx.showHidden) return [...Object.getOwnPropertyNames(value), ...symbols];
  return [...Object.keys(value), ...symbols.filter((symbol) => Object.prototype.propertyIsEnumerable.call(value, symbol))];
}

const index = /^(0|[1-9][0-9]*)$/;
const otherKeys = (ctx, value) => keysOf(ctx, value).filter((key) => typeof key === 'symbol' || !index.test(key) || key >= 2 ** 32 - 1);

function functionBase(ctx, value, constructor, tag) {
  const source = Function.prototype.toString.call(value);
  if (source.startsWith('class') && source.endsWith('}')) {
    const head = source.slice(5, source.indexOf('{')).replace(/\/\/.*?\n|\/\*[^]*?\*\//g, '');
    if (!head.includes('(') || /^(\s+[^(]*?)\s*extends/.test(head)) return classBase(value, constructor, tag);
  }
  const type = `${kind.isAsyncFunction(value) ? 'Async' : ''}${kind.isGeneratorFunction(value) ? 'Generator' : ''}Function`;
  let base = `[${type}${constructor === null ? ' (null prototype)' : ''}`;
  base += value.name === '' ? ' (anonymous)]' : `: ${typeof value.name === 'string' ? value.name : format(ctx, value.name, 0)}]`;
  if (constructor !== type && constructor !== null) base += ` ${constructor}`;
  return tag !== '' && constructor !== tag ? `${base} [${tag}]` : base;
}

function classBase(value, constructor, tag) {
  let base = `class ${(Object.hasOwn(value, 'name') && value.name) || '(anonymous)'}`;
  if (constructor !== 'Function' && constructor !== null) base += ` [${constructor}]`;
  if (tag !== '' && constructor !== tag) base += ` [${tag}]`;
  if (constructor === null) return `[${base} extends null]`;
  const above = Object.getPrototypeOf(value).name;
  return above ? `[${base} extends ${above}]` : `[${base}]`;
}

function boxedBase(ctx, value, constructor, tag, keys) {
  const [type, held] = kind.isNumberObject(value) ? ['Number', Number.prototype.valueOf.call(value)]
    : kind.isStringObject(value) ? ['String', String.prototype.valueOf.call(value)]
    : kind.isBooleanObject(value) ? ['Boolean', Boolean.prototype.valueOf.call(value)]
    : kind.isBigIntObject(value) ? ['BigInt', BigInt.prototype.valueOf.call(value)]
    : ['Symbol', Symbol.prototype.valueOf.call(value)];
  if (type === 'String') keys.splice(0, value.length);
  let base = `[${type}`;
  if (type !== constructor) base += constructor === null ? ' (null prototype)' : ` (${constructor})`;
  base += `: ${primitive({ ...ctx, stylize: plain, compact: true }, held)}]`;
  if (tag !== '' && tag !== constructor) base += ` [${tag}]`;
  return keys.length !== 0 || ctx.stylize === plain ? base : ctx.stylize(base, type.toLowerCase());
}

const sizeOf = (type, value) => Object.getOwnPropertyDescriptor(type.prototype, 'size').get.call(value);

// One shape for what formatObject goes on with: what stands before the braces, the braces, the keys, and the entries' maker. A
// string instead is the whole answer.
function shapeOf(ctx, value, constructor, tag, depth) {
  const iterable = Symbol.iterator in value || constructor === null;
  if (iterable && Array.isArray(value)) {
    const before = constructor !== 'Array' || tag !== '' ? prefix(constructor, tag, 'Array', `(${value.length})`) : '';
    const keys = otherKeys(ctx, value);
    if (value.length === 0 && keys.length === 0) return `${before}[]`;
    return { braces: [`${before}[`, ']'], keys, isList: true, entries: contents.array };
  }
  if (iterable && (kind.isSet(value) || kind.isMap(value))) {
    const [name, entries] = kind.isSet(value) ? ['Set', contents.set] : ['Map', contents.map];
    const size = sizeOf(name === 'Set' ? Set : Map, value);
    const before = prefix(constructor, tag, name, `(${size})`);
    const keys = keysOf(ctx, value);
    if (size === 0 && keys.length === 0) return `${before}{}`;
    return { braces: [`${before}{`, '}'], keys, entries };
  }
  if (iterable && kind.isTypedArray(value)) {
    const before = prefix(constructor, tag, kind.typedArrayName(value), `(${value.length})`);
    const keys = otherKeys(ctx, value);
    if (value.length === 0 && keys.length === 0 && !ctx.showHidden) return `${before}[]`;
    return { braces: [`${before}[`, ']'], keys, isList: true, entries: (_, __, array) => contents.typedArray(ctx, array) };
  }
  const keys = keysOf(ctx, value);
  const shape = (name, more) => ({ braces: [`${prefix(constructor, tag, name)}{`, '}'], keys, ...more });
  if (kind.isArguments(value)) {
    return keys.length === 0 ? '[Arguments] {}' : { braces: ['[Arguments] {', '}'], keys };
  }
  const finished = (base, style) => (keys.length === 0 ? ctx.stylize(base, style) : { base, braces: ['{', '}'], keys });
  const named = (text, name) => (prefix(constructor, tag, name) === `${name} ` ? text : prefix(constructor, tag, name) + text);
  if (constructor === 'Object' && !isSpecial(value)) {
    const before = tag === '' ? '' : prefix(constructor, tag, 'Object');
    return keys.length === 0 ? `${before}{}` : { braces: [`${before}{`, '}'], keys };
  }
  if (typeof value === 'function') return finished(functionBase(ctx, value, constructor, tag), 'special');
  if (kind.isRegExp(value)) {
    const text = named(RegExp.prototype.toString.call(value), 'RegExp');
    return ctx.depth !== null && depth > ctx.depth ? ctx.stylize(text, 'regexp') : finished(text, 'regexp');
  }
  if (kind.isDate(value)) {
    const invalid = Number.isNaN(Date.prototype.getTime.call(value));
    return finished(named(invalid ? 'Invalid Date' : Date.prototype.toISOString.call(value), 'Date'), 'date');
  }
  if (kind.isError(value)) {
    return finished(formatError(ctx, value, constructor, (fallback) => prefix(constructor, tag, fallback).slice(0, -1), keys), 'error');
  }
  if (kind.isArrayBuffer(value) || kind.isSharedArrayBuffer(value)) {
    return shape(kind.isArrayBuffer(value) ? 'ArrayBuffer' : 'SharedArrayBuffer', { entries: (_, __, buffer) => contents.arrayBuffer(ctx, buffer) });
  }
  if (kind.isDataView(value)) {
    return shape('DataView', { entries: contents.dataView });
  }
  if (kind.isPromise(value)) return shape('Promise', { entries: () => [ctx.stylize('<pending>', 'special')] });
  if (kind.isWeakSet(value)) return shape('WeakSet', { entries: () => [ctx.stylize('<items unknown>', 'special')] });
  if (kind.isWeakMap(value)) return shape('WeakMap', { entries: () => [ctx.stylize('<items unknown>', 'special')] });
  if (kind.isBoxed(value)) {
    const base = boxedBase(ctx, value, constructor, tag, keys);
    return keys.length === 0 ? base : { base, braces: ['{', '}'], keys };
  }
  return keys.length === 0 ? `${prefix(constructor, tag, 'Object')}{}` : shape('Object');
}

// An object whose prototype was exchanged for Object.prototype keeps its slots, and is shown by them.
const isSpecial = (value) => Object.prototype.toString.call(value) !== '[object Object]' && typeof value[Symbol.toStringTag] !== 'string';

function formatObject(ctx, value, depth) {
  const constructor = constructorName(ctx, value, depth);
  let tag = value[Symbol.toStringTag];
  const own = ctx.showHidden ? Object.hasOwn : (object, key) => Object.prototype.propertyIsEnumerable.call(object, key);
  if (typeof tag !== 'string' || (tag !== '' && own(value, Symbol.toStringTag))) tag = '';

  const shape = shapeOf(ctx, value, constructor, tag, depth);
  if (typeof shape === 'string') return shape;
  if (ctx.depth !== null && depth > ctx.depth) {
    const name = prefix(constructor, tag, Array.isArray(value) ? 'Array' : 'Object').slice(0, -1);
    return ctx.stylize(constructor === null ? name : `[${name}]`, 'special');
  }

  const { keys, isList = false, entries, braces } = shape;
  let { base = '' } = shape;
  const inside = depth + 1;
  ctx.seen.push(value);
  ctx.currentDepth = inside;
  const { indentation } = ctx;
  let output;
  try {
    output = entries === undefined ? [] : entries(ctx, format, value, inside);
    for (const key of keys) output.push(contents.property(ctx, format, value, inside, key, isList));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    ctx.seen.pop();
    ctx.indentation = indentation;
    return ctx.stylize(`[${prefix(constructor, tag, 'Object').slice(0, -1)}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, 'special');
  }
  if (ctx.circular?.has(value)) {
    const reference = ctx.stylize(`<ref *${ctx.circular.get(value)}>`, 'special');
    if (ctx.compact === true) braces[0] = `${reference} ${braces[0]}`;
    else base = base === '' ? reference : `${reference} ${base}`;
  }
  ctx.seen.pop();
  if (ctx.sorted) {
    const order = ctx.sorted === true ? undefined : ctx.sorted;
    output = isList ? [...output.slice(0, output.length - keys.length), ...output.slice(output.length - keys.length).sort(order)] : output.sort(order);
  }
  const text = layout(ctx, output, base, braces, isList, inside, value);
  // 128 MB on one level are a loop that never comes to an end; from there on only the surface is shown.
  ctx.budget[ctx.indentation] = (ctx.budget[ctx.indentation] ?? 0) + text.length;
  if (ctx.budget[ctx.indentation] > 2 ** 27) ctx.depth = -1;
  return text;
}

inspect.custom = custom;
inspect.defaultOptions = defaults;
inspect.colors = {
  __proto__: null, reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27], red: [31, 39], green: [32, 39],
  yellow: [33, 39], blue: [34, 39], magenta: [35, 39], cyan: [36, 39], white: [37, 39], grey: [90, 39], gray: [90, 39],
};
inspect.styles = {
  __proto__: null, special: 'cyan', number: 'yellow', bigint: 'yellow', boolean: 'yellow', undefined: 'grey', null: 'bold', string: 'green', symbol: 'green',
  date: 'magenta', regexp: 'red', module: 'underline',
};

module.exports = { inspect, quote, width, stripColours };
