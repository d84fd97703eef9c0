// A really started server on a free port, with a data directory of its own, and what a test's tenant needs. Everything is made
// over the Management API, as an operator would make it.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { binary, machineToken, root, serve, target } from '../../support/serve.js';

export { ADMIN } from '../../support/serve.js';

/** Starts the server on a port of its own choosing and waits until it says that it is ready. */
export async function startServer() {
  const { said, stop } = await serve({
    args: ['--dev-mailbox'],
    awaited: {
      issuer: /^Anteroom is ready at (\S+) \(listening on \S+\)$/m,
      address: /^Anteroom is ready at \S+ \(listening on (\S+)\)$/m,
    },
  });
  // By its address: what `localhost` means is the machine's affair.
  const url = `http://${said.address}`;
  return { url, stop, api: await managementApi(url, new URL('/api/v2/', said.issuer).href) };
}

async function managementApi(url, audience) {
  const token = await machineToken(url, audience);
  /** Calls the Management API; an answer that is no success fails the test. */
  return async (method, path, body) => {
    const bytes = body instanceof Uint8Array;
    const reply = await fetch(`${url}/api/v2/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': bytes ? 'application/wasm' : 'application/json' },
      body: bytes ? body : body && JSON.stringify(body),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
}

/** An application that only says what it was sent back with. */
export async function startApplication() {
  const listener = createServer((request, answer) => {
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end('<!doctype html><title>The application</title><h1>Back at the application</h1>');
    request.resume();
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  const callback = `http://127.0.0.1:${listener.address().port}/callback`;
  return { callback, stop: () => new Promise((done) => (listener.closeAllConnections(), listener.close(done))) };
}

/** A client of the Management API's making. */
export function createClient(server, application, more = {}) {
  return server.api('POST', 'clients', {
    name: 'Acme Shop',
    app_type: 'regular_web',
    callbacks: [application.callback],
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  });
}

/** The URL at which a login of `client` begins. */
export function authorizeUrl(server, application, client, more = {}) {
  const query = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: application.callback,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'the-state',
    // The S256 challenge of RFC 7636, appendix B.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...more,
  });
  return `${server.url}/authorize?${query}`;
}

/** Builds an example Action, uploads, deploys and binds it. */
export async function bindExample(server, name, trigger) {
  const folder = mkdtempSync(join(tmpdir(), 'anteroom-component-'));
  const component = join(folder, 'component.wasm');
  try {
    execFileSync(binary, ['actions', 'build', join(root, 'examples-actions/rust', name), '--output', component], {
      env: { ...process.env, CARGO_TARGET_DIR: join(target, 'examples') },
      stdio: 'pipe',
    });
    const action = await server.api('POST', 'actions/actions', { name, supported_triggers: [{ id: trigger, version: 'v2' }] });
    await server.api('PUT', `actions/actions/${action.id}/component`, readFileSync(component));
    await untilBuilt(server, action.id);
    await server.api('POST', `actions/actions/${action.id}/deploy`);
    await server.api('PATCH', `actions/triggers/${trigger}/bindings`, {
      bindings: [{ ref: { type: 'action_id', value: action.id }, display_name: name }],
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates, deploys and binds an example Action in JavaScript, instead of whatever was bound to `post-login`. */
export async function bindScript(server, example, secrets, name = example) {
  const code = readFileSync(join(root, 'examples-actions/javascript', example, 'action.js'), 'utf8');
  const action = await server.api('POST', 'actions/actions', {
    name,
    code,
    secrets: Object.entries(secrets).map(([key, value]) => ({ name: key, value })),
    supported_triggers: [{ id: 'post-login', version: 'v3' }],
    deploy: true,
  });
  await server.api('PATCH', 'actions/triggers/post-login/bindings', {
    bindings: [{ ref: { type: 'action_id', value: action.id }, display_name: name }],
  });
}

/** A site of somebody else's, below `.test`: `pages` answers a request with HTML, or with the URL to go to. */
export async function startSite(host, pages) {
  const listener = createServer(async (request, answer) => {
    let body = '';
    for await (const part of request) body += part;
    const said = pages(request, new URL(request.url, `http://${host}`).searchParams, new URLSearchParams(body));
    if (/^https?:/.test(said)) answer.writeHead(303, { location: said });
    else answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(/^https?:/.test(said) ? '' : `<!doctype html><title>${host}</title>${said}`);
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  const url = `http://${host}:${listener.address().port}`;
  return { url, stop: () => new Promise((done) => (listener.closeAllConnections(), listener.close(done))) };
}

async function untilBuilt(server, id) {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { status } = await server.api('GET', `actions/actions/${id}`);
    if (status === 'built') return;
    if (status === 'failed') throw new Error('the example did not build');
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('the example was not built in a minute');
}
