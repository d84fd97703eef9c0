// How the formatted entries of an object become lines: as many on one line as are easy to read, numbers and short texts in columns.
'use strict';

const { width } = require('./text.js');

function fits(ctx, entries, start, base) {
  let total = entries.length + start;
  if (total + entries.length > ctx.breakLength) return false;
  for (const entry of entries) {
    total += ctx.colors ? width(entry, true) : entry.length;
    if (total > ctx.breakLength) return false;
  }
  return base === '' || !base.includes('\n');
}

// More than six entries of an array are set in up to fifteen columns, about two and a half times as wide as high.
function columns(ctx, entries, value) {
  const shown = ctx.maxArrayLength < entries.length ? entries.length - 1 : entries.length;
  const separator = 2;
  const widths = entries.slice(0, shown).map((entry) => width(entry, ctx.colors));
  const total = widths.reduce((sum, each) => sum + each + separator, 0);
  const widest = widths.reduce((most, each) => Math.max(most, each), 0);
  const cell = widest + separator;
  if (cell * 3 + ctx.indentation >= ctx.breakLength || (total / cell <= 5 && widest > 6)) return entries;
  const biased = Math.max(cell - 3 - Math.sqrt(cell - total / entries.length), 1);
  const count = Math.min(
    Math.round(Math.sqrt(2.5 * biased * shown) / biased),
    Math.floor((ctx.breakLength - ctx.indentation) / cell),
    ctx.compact * 4,
    15,
  );
  if (count <= 1) return entries;
  const wide = [];
  for (let column = 0; column < count; column++) {
    let most = 0;
    for (let i = column; i < shown; i += count) most = Math.max(most, widths[i]);
    wide.push(most + separator);
  }
  let right = true;
  if (value !== undefined) {
    for (let i = 0; i < entries.length && right; i++) right = typeof value[i] === 'number' || typeof value[i] === 'bigint';
  }
  const lines = [];
  for (let from = 0; from < shown; from += count) {
    const last = Math.min(from + count, shown) - 1;
    let line = '';
    for (let i = from; i < last; i++) {
      const padding = wide[i - from] + entries[i].length - widths[i];
      line += right ? `${entries[i]}, `.padStart(padding) : `${entries[i]}, `.padEnd(padding);
    }
    line += right ? entries[last].padStart(wide[last - from] + entries[last].length - widths[last] - separator) : entries[last];
    lines.push(line);
  }
  if (shown < entries.length) lines.push(entries[shown]);
  return lines;
}

function layout(ctx, entries, base, [open, close], isList, depth, value) {
  const head = base === '' ? '' : `${base} `;
  const indentation = `\n${' '.repeat(ctx.indentation)}`;
  if (ctx.compact === true) {
    if (fits(ctx, entries, 0, base)) return `${open}${base === '' ? '' : ` ${base}`} ${entries.join(', ')} ${close}`;
    const begin = base === '' && open.length === 1 ? ' ' : `${base === '' ? '' : ` ${base}`}${indentation}  `;
    return `${open}${begin}${entries.join(`,${indentation}  `)} ${close}`;
  }
  if (typeof ctx.compact === 'number' && ctx.compact >= 1) {
    const before = entries.length;
    const lines = isList && before > 6 ? columns(ctx, entries, value) : entries;
    if (ctx.currentDepth - depth < ctx.compact && before === lines.length) {
      const start = lines.length + ctx.indentation + open.length + base.length + 10;
      if (fits(ctx, lines, start, base)) {
        const joined = lines.join(', ');
        if (!joined.includes('\n')) return `${head}${open} ${joined} ${close}`;
      }
    }
    return `${head}${open}${indentation}  ${lines.join(`,${indentation}  `)}${indentation}${close}`;
  }
  return `${head}${open}${indentation}  ${entries.join(`,${indentation}  `)}${indentation}${close}`;
}

module.exports = { layout };
