// Puts together what is published, in a folder of its own: npm run stage && npm publish dist
//
// The `api` objects are the engine's; in the repository the harness finds them there, and the package takes a copy along. The folder
// here is private to npm, so that it is not published without them.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const here = new URL('../', import.meta.url);
const to = pathToFileURL(`${process.argv[2] ?? 'dist'}/`);
const sources = { api: '../engine/js/api', LICENSE: '../../LICENSE' };

rmSync(to, { recursive: true, force: true });
const { private: _, scripts, devDependencies, ...manifest } = JSON.parse(readFileSync(new URL('package.json', here), 'utf8'));
for (const name of manifest.files) cpSync(new URL(sources[name] ?? name, here), new URL(name, to), { recursive: true });
writeFileSync(new URL('package.json', to), `${JSON.stringify(manifest, null, 2)}\n`);
