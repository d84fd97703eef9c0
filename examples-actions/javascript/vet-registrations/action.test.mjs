import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cases } from '@anteroom/actions/testing';

for (const { name, expected, run } of cases(import.meta.url)) {
  test(name, async () => assert.deepEqual(await run(), expected));
}
