// openidconnect, of Rust: the crate in openidconnect/, built beside the server's own builds.

import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { target } from '../../support/serve.js';
import { runSuite, story } from '../support/foreign.js';

test('openidconnect', async (t) => {
  const manifest = fileURLToPath(new URL('../openidconnect/Cargo.toml', import.meta.url));
  const AUTHORITY = process.env.NODE_EXTRA_CA_CERTS;
  const env = { STORY: JSON.stringify(await story()), AUTHORITY, CARGO_TARGET_DIR: join(target, 'clients') };
  const flows = fileURLToPath(new URL('../openidconnect/tests/flows.rs', import.meta.url));
  await runSuite(t, flows, 'cargo', ['test', '--locked', '--quiet', '--manifest-path', manifest, '--', '--format', 'pretty'], env);
});
