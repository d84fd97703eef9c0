// Writes what Node answers to each case beside the fixture. Run with Node 22; any other would record another Node.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { inspect } from 'node:util';
import { Console } from 'node:console';

if (!process.version.startsWith('v22.')) {
  console.error(`the answers are those of Node 22; this is ${process.version}`);
  process.exit(1);
}
process.removeAllListeners('warning');
process.on('warning', () => {});

const require = createRequire(import.meta.url);
// Cryptography is apart, because it needs the server's operations.
const folders = ['node22', 'crypto'].map((name) => new URL(`../../../../tests/fixtures/scripts/${name}/`, import.meta.url));
const run = (0, eval)(readFileSync(new URL('./cases.js', import.meta.url), 'utf8'));

function capture(write) {
  const lines = [];
  const to = (mark) => new PassThrough().on('data', (chunk) => lines.push(`${mark} ${String(chunk).replace(/\n$/, '')}`));
  const [stdout, stderr] = [to('out'), to('err')];
  write(new Console({ stdout, stderr }));
  for (const stream of [stdout, stderr]) stream.read();
  return lines.join('\n');
}

for (const fixtures of folders) {
  for (const file of readdirSync(fixtures).filter((name) => name.endsWith('.js'))) {
    const module = { exports: {} };
    new Function('exports', 'require', 'module', 'capture', readFileSync(new URL(file, fixtures), 'utf8'))(module.exports, require, module, capture);
    writeFileSync(new URL(file.replace(/\.js$/, '.json'), fixtures), `${JSON.stringify(await run(module.exports, inspect), null, 1)}\n`);
  }
}
