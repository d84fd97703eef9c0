// Every method of every trigger once. What is recorded is tests/fixtures/effects.json, which the server's tests read with the rules
// that bind: so neither side can drift from the other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { calls } from './calls.mjs';
import { begin } from './harness.mjs';

const expected = JSON.parse(readFileSync(new URL('../../../../../tests/fixtures/effects.json', import.meta.url), 'utf8'));

test('what every method records is what the server reads', () => {
  const recorded = {};
  for (const trigger of Object.keys(calls)) {
    const { api, effects } = begin(trigger);
    calls[trigger](api);
    recorded[trigger] = effects;
  }
  assert.deepEqual(recorded, expected, JSON.stringify(recorded));
});
