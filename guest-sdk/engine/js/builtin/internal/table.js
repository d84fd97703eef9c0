// console.table: rows and columns in a frame.
'use strict';

const { inspect, getStringWidth } = require('internal/inspect');

const cell = (value) => inspect(value, {
  maxArrayLength: 3, breakLength: Infinity,
  depth: value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0,
});

function draw(heads, columns) {
  const rows = Math.max(0, ...columns.map((column) => column.length));
  const widths = heads.map((head, i) => 2 + Math.max(getStringWidth(head), ...columns[i].map(getStringWidth)));
  const line = (cells) => `│${cells.map((text, i) => ` ${text}${' '.repeat(widths[i] - getStringWidth(text) - 1)}`).join('│')}│\n`;
  const rule = (left, middle, right) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  let text = `${rule('┌', '┬', '┐')}\n${line(heads)}${rule('├', '┼', '┤')}\n`;
  for (let row = 0; row < rows; row++) text += line(columns.map((column) => column[row] ?? ''));
  return text + rule('└', '┴', '┘');
}

const isMap = (value) => Object.prototype.toString.call(value) === '[object Map]';
const isSet = (value) => Object.prototype.toString.call(value) === '[object Set]';

function table(data, wanted) {
  if (isMap(data)) {
    const entries = [...data];
    return draw(['(iteration index)', 'Key', 'Values'], [entries.map((_, i) => `${i}`), entries.map(([key]) => cell(key)), entries.map(([, value]) => cell(value))]);
  }
  if (isSet(data)) {
    const values = [...data];
    return draw(['(iteration index)', 'Values'], [values.map((_, i) => `${i}`), values.map(cell)]);
  }
  const indices = Object.keys(data);
  const columns = new Map((wanted ?? []).map((name) => [name, []]));
  const values = [];
  indices.forEach((index, row) => {
    const item = data[index];
    if (item === null || (typeof item !== 'object' && typeof item !== 'function')) {
      values[row] = cell(item);
      return;
    }
    for (const key of wanted ?? Object.keys(item)) {
      if (!columns.has(key)) columns.set(key, []);
      if (Object.hasOwn(item, key)) columns.get(key)[row] = cell(item[key]);
    }
  });
  const heads = ['(index)', ...columns.keys()];
  const cells = [indices, ...columns.values()].map((column) => Array.from({ length: indices.length }, (_, i) => column[i] ?? ''));
  if (values.length > 0) {
    heads.push('Values');
    cells.push(Array.from({ length: indices.length }, (_, i) => values[i] ?? ''));
  }
  return draw(heads, cells);
}

module.exports = { table };
