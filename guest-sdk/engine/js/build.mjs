// Builds dist/builtin: one CommonJS file per file of builtin/, named as the module is required. Bare names of built-ins stay
// requires of the engine, so that nothing is in two bundles and each is loaded when it is first asked for; everything else
// (parts/, shims/, npm packages) is inlined. `--check` builds in memory and says what of dist/ is not what the sources build.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { licences } from './licences.mjs';

const root = dirname(fileURLToPath(import.meta.url));
const sources = join(root, 'builtin');
const inlined = /^(parts|shims)\//;

const names = readdirSync(sources, { recursive: true })
  .map((file) => String(file).replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.js') && !inlined.test(file))
  .map((file) => file.slice(0, -'.js'.length))
  .sort();

// What npm packages ask for under names that are not ours.
const renamed = {
  'abort-controller': 'internal/abort',
  'safe-buffer': 'buffer',
};
// What packages bring along and we have smaller; see the files.
const shimmed = {
  '@exodus/bytes/encoding.js': 'empty.js',
  '@exodus/bytes/whatwg.js': 'percent-encode.js',
  tr46: 'tr46.js',
  qs: 'qs.js',
};

const resolution = {
  name: 'builtins',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^npm:/ }, ({ path, resolveDir, kind }) => resolve(path.slice('npm:'.length), { kind, resolveDir, pluginData: 'npm' }));
    onResolve({ filter: /^[^.]/ }, ({ path, pluginData, kind }) => {
      if (pluginData === 'npm' || kind === 'entry-point') return undefined;
      const name = path.replace(/^node:/, '').replace(/\/$/, '');
      if (shimmed[name]) return { path: join(sources, 'shims', shimmed[name]) };
      const builtin = renamed[name] ?? name;
      return names.includes(builtin) ? { path: builtin, external: true } : undefined;
    });
    // whatwg-url makes its encoder and decoder at load; ours are the engine's own functions.
    onResolve({ filter: /^\.\/encoding$/ }, ({ importer }) =>
      importer.includes('whatwg-url') ? { path: join(sources, 'shims', 'utf8.js') } : undefined);
  },
};

const result = await build({
  absWorkingDir: root,
  entryPoints: names.map((name) => ({ in: join(sources, `${name}.js`), out: name })),
  outdir: join(root, 'dist', 'builtin'),
  bundle: true,
  format: 'cjs',
  platform: 'neutral',
  mainFields: ['main'],
  target: 'es2023',
  supported: { 'async-await': true, 'async-generator': true },
  // Names stay as written: they are in stack traces, and inspect shows those of classes.
  minifyWhitespace: true,
  minifySyntax: true,
  lineLimit: 160,
  legalComments: 'none',
  charset: 'utf8',
  define: { global: 'globalThis' },
  write: false,
  metafile: true,
  plugins: [resolution],
  logLevel: 'warning',
});

// A bundle turns `class X` into `var X = class _X` where X names itself, and programs would see the underscore.
const named = (text) => [...text.matchAll(/\b([A-Z][A-Za-z]+)\d*=\s*class _\1\b/g)]
  .reduce((changed, [, name]) => changed.replaceAll(new RegExp(`\\b_${name}\\b`, 'g'), name), text);

const files = new Map(result.outputFiles.map((file) => [relative(root, file.path), named(file.text)]));
const globals = JSON.parse(readFileSync(join(root, 'globals.json'), 'utf8'));
for (const [name, [builtin]] of Object.entries(globals)) {
  if (!names.includes(builtin)) throw new Error(`globals.json: ${name} is from ${builtin}, which is no built-in`);
}
files.set('dist/globals.json', `${JSON.stringify(globals, null, 1)}\n`);
files.set('dist/THIRD-PARTY.txt', licences(root, Object.keys(result.metafile.inputs)));

const committed = (name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined);
if (process.argv.includes('--check')) {
  const there = readdirSync(join(root, 'dist', 'builtin'), { recursive: true })
    .map((file) => `dist/builtin/${String(file).replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.js'));
  const wrong = [
    ...[...files].filter(([name, text]) => committed(name) !== text).map(([name]) => name),
    ...there.filter((name) => !files.has(name)),
  ];
  if (wrong.length > 0) {
    console.error(`not what the sources build (npm run build): ${wrong.join(', ')}`);
    process.exit(1);
  }
} else {
  rmSync(join(root, 'dist', 'builtin'), { recursive: true, force: true });
  for (const [name, text] of files) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const sizes = [...files].filter(([name]) => name.endsWith('.js')).map(([name, text]) => [name, Buffer.byteLength(text)]);
  for (const [name, bytes] of sizes) console.log(String(bytes).padStart(7), name.slice('dist/builtin/'.length, -'.js'.length));
  console.log(String(sizes.reduce((sum, [, bytes]) => sum + bytes, 0)).padStart(7), 'all');
}
