// The events as the server declares them: src/contract/*.rs read as text. Whatever this does not understand it refuses, so that a
// new spelling over there is noticed here.
import { readFileSync, readdirSync } from 'node:fs';

const folder = new URL('../../../src/contract/', import.meta.url);
const MODULES = readdirSync(folder).filter((name) => name.endsWith('.rs')).map((name) => name.slice(0, -3));
const text = (module) => readFileSync(new URL(`${module}.rs`, folder), 'utf8');

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

// Names in the file, to the module that declares them.
function imports(source) {
  const names = new Map();
  for (const [, module, list] of source.matchAll(/use super::(\w+)::(\{[^}]*\}|\w+);/g)) {
    for (const name of list.replace(/[{}]/g, '').split(',')) if (name.trim() !== '') names.set(name.trim(), module);
  }
  return names;
}

function structs(module) {
  const source = text(module).split('#[cfg(test)]')[0];
  const from = imports(source);
  const found = new Map();
  for (const [, attributes, name, body] of source.matchAll(/((?:^#\[.*\]\n)*)^pub struct (\w+) \{\n([^]*?)^\}/gm)) {
    const whole = { camel: /rename_all = "camelCase"/.test(attributes) };
    const fields = [];
    let serde = '';
    for (const line of body.split('\n').map((raw) => raw.trim())) {
      if (line === '' || line.startsWith('///')) continue;
      if (line.startsWith('#[serde(')) { serde += line; continue; }
      const field = /^pub (\w+): (.+),$/.exec(line);
      if (field === null) throw new Error(`${module}.rs: ${name}: "${line}" is not understood`);
      if (serde.includes('serde(skip)')) { serde = ''; continue; }
      const renamed = /rename = "(\w+)"/.exec(serde)?.[1];
      fields.push({ name: renamed ?? (whole.camel ? camel(field[1]) : field[1]), type: field[2], optional: serde.includes('skip_serializing_if') });
      serde = '';
    }
    found.set(name, { module, from, fields });
  }
  return found;
}

const declared = new Map(MODULES.map((module) => [module, structs(module)]));

function shape(type, { module, from }) {
  const inner = /^(Option|Vec|Box)<(.+)>$/.exec(type);
  if (inner?.[1] === 'Vec') return { list: shape(inner[2], { module, from }) };
  if (inner !== null) return shape(inner[2], { module, from });
  if (type === 'String') return 'string';
  if (type === 'bool') return 'boolean';
  if (/^[fu]\d+$/.test(type)) return 'number';
  if (/^(Map|BTreeMap)<String, \w+>$/.test(type) || type === 'Value') return 'any';
  const found = declared.get(from.get(type) ?? module)?.get(type);
  if (found === undefined) throw new Error(`${module}.rs: the type ${type} is not understood`);
  return Object.fromEntries(found.fields.map(({ name, type: of, optional }) => [optional ? `${name}?` : name, shape(of, found)]));
}

// The event of a trigger: {name: shape}, a `?` after the name where it may be absent.
export function event(trigger) {
  const module = trigger.replaceAll('-', '_');
  return shape('Event', declared.get(module).get('Event') ?? { module, from: new Map() });
}
