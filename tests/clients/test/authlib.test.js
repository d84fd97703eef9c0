// authlib, of Python: authlib/suite.py, in the environment that scripts/python-packages.sh makes of authlib/requirements.txt.

import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { target } from '../../support/serve.js';
import { runSuite, story } from '../support/foreign.js';

test('authlib', async (t) => {
  const suite = fileURLToPath(new URL('../authlib/suite.py', import.meta.url));
  const env = { STORY: JSON.stringify(await story()), REQUESTS_CA_BUNDLE: process.env.NODE_EXTRA_CA_CERTS, PYTHONDONTWRITEBYTECODE: '1' };
  await runSuite(t, suite, join(target, 'authlib', 'bin', 'python'), ['-W', 'error::DeprecationWarning:__main__', suite], env);
});
