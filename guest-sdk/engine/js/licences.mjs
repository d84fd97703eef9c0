// The licences of the npm packages whose code is in dist/, with their texts; a licence that does not go with Apache-2.0 in one
// binary ends the build.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const allowed = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause']);

export function licences(root, inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (name) packages.add(name);
  }
  const parts = [...packages].sort().map((name) => {
    const folder = join(root, 'node_modules', name);
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    if (!allowed.has(license)) throw new Error(`${name} ${version}: the licence ${license} is not among ${[...allowed].join(', ')}`);
    const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file ? readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim() : `(the package has no licence file; it says ${license})`;
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  return `Code of these packages is in dist/builtin.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}
