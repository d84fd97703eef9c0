// Every case answers as Node 22 did when it was recorded: with the built-ins in Node, and in QuickJS-ng. The same fixtures run through
// the server's own engine in tests/it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areas, boot, casesOf, casesSource, expectedOf } from './node.mjs';
import { answersOf } from './quickjs.mjs';

for (const area of areas) {
  const expected = expectedOf(area);
  const engines = {
    'in Node': async () => {
      const engine = boot();
      return engine.pump((0, eval)(casesSource)(engine.run(casesOf(area)), engine.require('util').inspect));
    },
    'in QuickJS': async () => answersOf(casesOf(area)),
  };
  for (const [engine, answer] of Object.entries(engines)) {
    test(`${area} answers as Node 22 does, ${engine}`, async (t) => {
      const answers = await answer();
      assert.deepEqual(Object.keys(answers), Object.keys(expected));
      for (const name of Object.keys(expected)) await t.test(name, () => assert.equal(answers[name], expected[name]));
    });
  }
}
