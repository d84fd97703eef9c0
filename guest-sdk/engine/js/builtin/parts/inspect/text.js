// Primitive values as text: quotes, escapes, numbers, and how wide a string is on a terminal.
'use strict';

const named = { '\b': '\\b', '\t': '\\t', '\n': '\\n', '\f': '\\f', '\r': '\\r', '\\': '\\\\' };
const unsafe = /[\x00-\x1f'\\\x7f-\x9f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const everyUnsafe = new RegExp(unsafe, 'g');

function escaped(character) {
  if (named[character]) return named[character];
  if (character === "'") return "\\'";
  const code = character.charCodeAt(0);
  return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
}

// Single quotes, unless the text has them and one of the other two kinds needs no escape.
function quote(text) {
  if (!unsafe.test(text)) return `'${text}'`;
  let mark = "'";
  if (text.includes("'")) {
    if (!text.includes('"')) mark = '"';
    else if (!text.includes('`') && !text.includes('${')) mark = '`';
  }
  const kept = mark === "'" ? undefined : "'";
  return mark + text.replace(everyUnsafe, (character) => (character === kept ? character : escaped(character))) + mark;
}

const plainKey = /^[a-zA-Z_][a-zA-Z_0-9]*$/;

function grouped(digits, fromTheLeft) {
  return digits.replace(fromTheLeft ? /\d{3}(?=\d)/g : /\d(?=(\d{3})+$)/g, '$&_');
}

function number(value, separated) {
  if (Object.is(value, -0)) return '-0';
  if (!separated || !Number.isFinite(value)) return `${value}`;
  const [whole, fraction] = String(value).split('.');
  if (String(value).includes('e')) return `${value}`;
  return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${grouped(fraction, true)}`;
}

function primitive(ctx, value) {
  switch (typeof value) {
    case 'string': {
      let trailer = '';
      let text = value;
      if (text.length > ctx.maxStringLength) {
        const more = text.length - ctx.maxStringLength;
        text = text.slice(0, ctx.maxStringLength);
        trailer = `... ${more} more character${more > 1 ? 's' : ''}`;
      }
      if (ctx.compact !== true && text.length > 16 && text.length > ctx.breakLength - ctx.indentation - 4 && text.includes('\n')) {
        const lines = text.split(/(?<=\n)/).map((line) => ctx.stylize(quote(line), 'string'));
        return lines.join(` +\n${' '.repeat(ctx.indentation + 2)}`) + trailer;
      }
      return ctx.stylize(quote(text), 'string') + trailer;
    }
    case 'number': return ctx.stylize(number(value, ctx.numericSeparator), 'number');
    case 'bigint': return ctx.stylize(`${ctx.numericSeparator ? grouped(String(value)) : value}n`, 'bigint');
    case 'boolean': return ctx.stylize(`${value}`, 'boolean');
    case 'undefined': return ctx.stylize('undefined', 'undefined');
    default: return ctx.stylize(Symbol.prototype.toString.call(value), 'symbol');
  }
}

const controls = /[\u001B\u009B](?:\[|\(|\?)*[0-9;]*[A-Za-z]/g;
const stripColours = (text) => text.replace(controls, '');

const zeroWidth = (code) => code <= 0x1f || (code >= 0x7f && code <= 0x9f) || (code >= 0x300 && code <= 0x36f) || (code >= 0x200b && code <= 0x200f)
  || (code >= 0x20d0 && code <= 0x20ff) || (code >= 0xfe00 && code <= 0xfe0f) || (code >= 0xfe20 && code <= 0xfe2f) || (code >= 0xe0100 && code <= 0xe01ef);
const fullWidth = (code) => code >= 0x1100 && (code <= 0x115f || code === 0x2329 || code === 0x232a || (code >= 0x2e80 && code <= 0x3247 && code !== 0x303f)
  || (code >= 0x3250 && code <= 0x4dbf) || (code >= 0x4e00 && code <= 0xa4c6) || (code >= 0xa960 && code <= 0xa97c) || (code >= 0xac00 && code <= 0xd7a3)
  || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe10 && code <= 0xfe19) || (code >= 0xfe30 && code <= 0xfe6b) || (code >= 0xff01 && code <= 0xff60)
  || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1b000 && code <= 0x1b001) || (code >= 0x1f200 && code <= 0x1f251) || (code >= 0x1f300 && code <= 0x1f64f)
  || (code >= 0x1f900 && code <= 0x1f9ff) || (code >= 0x20000 && code <= 0x3fffd));

// Columns on a terminal; the tables are the coarse ones that suffice for aligning columns.
function width(text, coloured) {
  const plain = coloured ? stripColours(text) : text;
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let columns = 0;
  for (const character of plain.normalize('NFC')) {
    const code = character.codePointAt(0);
    columns += fullWidth(code) ? 2 : zeroWidth(code) ? 0 : 1;
  }
  return columns;
}

module.exports = { quote, plainKey, number, primitive, width, stripColours };
