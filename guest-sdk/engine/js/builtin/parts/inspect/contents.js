// The entries of an object, each formatted: elements of lists, pairs of maps, bytes of buffers, properties.
'use strict';

const { quote, plainKey, number, width } = require('./text.js');

const more = (count, what) => `... ${count} more ${what}${count > 1 ? 's' : ''}`;
const limit = (ctx, length) => Math.min(Math.max(0, ctx.maxArrayLength), length);

function property(ctx, format, value, depth, key, inList) {
  const descriptor = Object.getOwnPropertyDescriptor(value, key) ?? { value: value[key], enumerable: true };
  let gap = ' ';
  let text;
  if (descriptor.value !== undefined) {
    const indent = ctx.compact !== true || inList ? 2 : 3;
    ctx.indentation += indent;
    text = format(ctx, descriptor.value, depth);
    if (indent === 3 && ctx.breakLength < width(text, ctx.colors)) gap = `\n${' '.repeat(ctx.indentation)}`;
    ctx.indentation -= indent;
  } else if (descriptor.get !== undefined) {
    text = accessor(ctx, format, value, depth, descriptor, key);
  } else {
    text = descriptor.set !== undefined ? ctx.stylize('[Setter]', 'special') : ctx.stylize('undefined', 'undefined');
  }
  return `${label(ctx, key, descriptor)}:${gap}${text}`;
}

function label(ctx, key, { enumerable }) {
  if (typeof key === 'symbol') {
    const name = `[${ctx.stylize(Symbol.prototype.toString.call(key), 'symbol')}]`;
    return enumerable === false ? `[${name}]` : name;
  }
  if (key === '__proto__') return "['__proto__']";
  if (enumerable === false) return `[${key.replace(/[\x00-\x1f'\\\x7f-\x9f]/g, (character) => quote(character).slice(1, -1))}]`;
  return plainKey.test(key) ? ctx.stylize(key, 'name') : ctx.stylize(quote(key), 'string');
}

function accessor(ctx, format, value, depth, descriptor, key) {
  const kind = descriptor.set !== undefined ? 'Getter/Setter' : 'Getter';
  const wanted = ctx.getters === true || (ctx.getters === 'get' && descriptor.set === undefined) || (ctx.getters === 'set' && descriptor.set !== undefined);
  if (!wanted) return ctx.stylize(`[${kind}]`, 'special');
  try {
    const found = descriptor.get.call(ctx.receiver ?? value);
    ctx.indentation += 2;
    const text = found === null || typeof found !== 'object' ? `[${kind}: ${format(ctx, found, depth)}]` : `[${kind}] ${format(ctx, found, depth)}`;
    ctx.indentation -= 2;
    return text;
  } catch (error) {
    return ctx.stylize(`[${kind}: <Inspection threw (${error?.message})>]`, 'special');
  }
}

function element(ctx, format, value, depth, index) {
  const descriptor = Object.getOwnPropertyDescriptor(value, index);
  if (descriptor?.get !== undefined || descriptor?.set !== undefined) return property(ctx, format, value, depth, index, true).slice(`'${index}': `.length);
  ctx.indentation += 2;
  const text = format(ctx, value[index], depth);
  ctx.indentation -= 2;
  return text;
}

function array(ctx, format, value, depth) {
  const output = [];
  const shown = limit(ctx, value.length);
  let index = 0;
  while (index < value.length && output.length < shown) {
    if (Object.hasOwn(value, index)) {
      output.push(element(ctx, format, value, depth, index++));
      continue;
    }
    const from = index;
    while (index < value.length && !Object.hasOwn(value, index)) index++;
    const holes = index - from;
    output.push(ctx.stylize(`<${holes} empty item${holes > 1 ? 's' : ''}>`, 'undefined'));
  }
  if (index < value.length) output.push(more(value.length - index, 'item'));
  return output;
}

function typedArray(ctx, value) {
  const shown = limit(ctx, value.length);
  const big = value.length > 0 && typeof value[0] === 'bigint';
  const output = [];
  for (let i = 0; i < shown; i++) output.push(big ? ctx.stylize(`${value[i]}n`, 'bigint') : ctx.stylize(number(value[i], ctx.numericSeparator), 'number'));
  if (value.length > shown) output.push(more(value.length - shown, 'item'));
  return output;
}

function members(ctx, size, iterator, one) {
  const output = [];
  const shown = limit(ctx, size);
  ctx.indentation += 2;
  for (const member of iterator) {
    if (output.length >= shown) break;
    output.push(one(member));
  }
  if (size > shown) output.push(more(size - shown, 'item'));
  ctx.indentation -= 2;
  return output;
}

const sizeOf = (type, value) => Object.getOwnPropertyDescriptor(type.prototype, 'size').get.call(value);
const set = (ctx, format, value, depth) =>
  members(ctx, sizeOf(Set, value), Set.prototype.values.call(value), (member) => format(ctx, member, depth));
const map = (ctx, format, value, depth) =>
  members(ctx, sizeOf(Map, value), Map.prototype.entries.call(value), ([key, held]) => `${format(ctx, key, depth)} => ${format(ctx, held, depth)}`);

function arrayBuffer(ctx, value) {
  let bytes;
  try {
    bytes = new Uint8Array(value);
  } catch {
    return [ctx.stylize('(detached)', 'special')];
  }
  const shown = limit(ctx, bytes.length);
  let text = Array.from(bytes.subarray(0, shown), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (bytes.length > shown) text += ` ${more(bytes.length - shown, 'byte')}`;
  return [`${ctx.stylize('[Uint8Contents]', 'special')}: <${text}>`, `[byteLength]: ${ctx.stylize(`${bytes.length}`, 'number')}`];
}

function dataView(ctx, format, value, depth) {
  ctx.indentation += 2;
  const shown = ['byteLength', 'byteOffset', 'buffer'].map((key) => `[${key}]: ${format(ctx, value[key], depth)}`);
  ctx.indentation -= 2;
  return shown;
}

module.exports = { property, array, typedArray, set, map, arrayBuffer, dataView };
