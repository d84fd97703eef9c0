// fetch, http and https on a host with canned answers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boot } from './node.mjs';

const utf8 = (text) => new TextEncoder().encode(text);

// Runs `code`, the body of an async function, against the routes; answers what it returns and what the host was asked.
async function run(routes, code) {
  const engine = boot();
  for (const [url, route] of Object.entries(routes)) engine.routes.set(url, route);
  const { main } = engine.run(`exports.main = async () => { ${code} };`);
  return { value: await engine.pump(main()), requests: engine.requests, log: engine.log };
}

test('fetch gives the answer in the forms it is asked for', async () => {
  const { value, requests } = await run(
    { 'https://api.test/x?y=1': { status: 201, headers: [['content-type', 'application/json'], ['Set-Cookie', 'a=1'], ['set-cookie', 'b=2']], body: '{"ok":true}' } },
    `const r = await fetch('https://api.test/x?y=1#part', { headers: { Authorization: 'Bearer t' } });
     return [r.status, r.ok, r.statusText, r.url, r.redirected, r.type, r.headers.getSetCookie(), await r.clone().text(), await r.json()];`,
  );
  assert.deepEqual(value, [201, true, 'Created', 'https://api.test/x?y=1', false, 'basic', ['a=1', 'b=2'], '{"ok":true}', { ok: true }]);
  assert.deepEqual(requests, [{
    method: 'GET', url: 'https://api.test/x?y=1', headers: [['accept', '*/*'], ['authorization', 'Bearer t']], redirect: 'follow', body: null,
  }]);
});

test('fetch sends every kind of body with its type', async () => {
  const { requests } = await run({ 'https://api.test/': {} }, `
    const send = (body, headers) => fetch('https://api.test/', { method: 'POST', body, headers, duplex: 'half' });
    await send('text'); await send(JSON.stringify({ a: 1 }), { 'Content-Type': 'application/json' }); await send(new URLSearchParams({ a: 'b c' }));
    await send(new Uint8Array([104, 105])); await send(new Blob(['x'], { type: 'a/b' })); await send(Buffer.from('buf')); await send(ReadableStream.from([Buffer.from('s1'), Buffer.from('s2')]));
    const form = new FormData(); form.set('k', 'v'); await send(form); await send(null);`);
  const types = requests.map(({ headers }) => Object.fromEntries(headers)['content-type']);
  assert.deepEqual(types.slice(0, 7), ['text/plain;charset=UTF-8', 'application/json', 'application/x-www-form-urlencoded;charset=UTF-8', undefined, 'a/b', undefined, undefined]);
  assert.deepEqual(requests.slice(0, 7).map(({ body }) => body), ['text', '{"a":1}', 'a=b+c', 'hi', 'x', 'buf', 's1s2']);
  assert.match(requests[7].body, /form-data; name="k"\r\n\r\nv\r\n/);
  assert.equal(requests[8].body, null);
});

test('fetch takes a Request and a URL', async () => {
  const { requests } = await run({ 'https://api.test/r': {} }, `
    await fetch(new Request('https://api.test/r', { method: 'PUT', body: 'b' })); await fetch(new URL('https://api.test/r')); await fetch('https://api.test/r', { redirect: 'manual' });`);
  assert.deepEqual(requests.map(({ method, body, redirect }) => [method, body, redirect]), [['PUT', 'b', 'follow'], ['GET', null, 'follow'], ['GET', null, 'manual']]);
});

test('fetch tells of redirects by the last address', async () => {
  const { value } = await run({ 'https://a.test/': { url: 'https://b.test/' } }, `const r = await fetch('https://a.test/'); return [r.url, r.redirected];`);
  assert.deepEqual(value, ['https://b.test/', true]);
});

test('a redirect fails where none is wanted, and is the answer where it is not followed', async () => {
  const { value } = await run({ 'https://a.test/': { status: 302, headers: [['location', '/x']] } }, `
    return [await fetch('https://a.test/', { redirect: 'error' }).catch((e) => e.cause.message), (await fetch('https://a.test/', { redirect: 'manual' })).headers.get('location')];`);
  assert.deepEqual(value, ['unexpected redirect', '/x']);
});

test('what belongs to the connection is left to the server', async () => {
  const { requests } = await run({ 'https://a.test/': {} }, `
    await fetch('https://a.test/', { method: 'POST', body: 'x', headers: { Host: 'a.test', 'Content-Length': '1', Connection: 'close', 'x-y': 'z' } });
    await fetch('https://a.test/', { headers: { Host: 'b.test' } });`);
  assert.deepEqual(requests.map(({ headers }) => headers.map(([name]) => name)), [['accept', 'content-type', 'x-y'], ['accept', 'host']]);
});

test('five fetches at once wait for the slowest alone', async () => {
  const { value } = await run(
    Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`https://a.test/${n}`, { body: `${n}`, delay: n * 10 }])),
    `const from = performance.now(); const texts = await Promise.all([5, 4, 3, 2, 1].map(async (n) => (await fetch('https://a.test/' + n)).text()));
     return [texts.join(''), performance.now() - from];`,
  );
  assert.deepEqual(value, ['54321', 50]);
});

test('a failed fetch is a TypeError whose cause is what the host said', async () => {
  const { value } = await run({}, `try { await fetch('https://none.test/'); } catch (e) { return [e.name, e.message, e.cause.code, e.cause.message]; }`);
  assert.deepEqual(value, ['TypeError', 'fetch failed', 'ENOTFOUND', 'no such host: https://none.test/']);
});

test('an answer of 404 is no failure', async () => {
  const { value } = await run({ 'https://a.test/': { status: 404, body: 'gone' } }, `const r = await fetch('https://a.test/'); return [r.ok, r.statusText, await r.text()];`);
  assert.deepEqual(value, [false, 'Not Found', 'gone']);
});

test('aborting a fetch rejects it with the reason and gives the operation up', async () => {
  const { value } = await run({ 'https://a.test/': { delay: 1000 } }, `
    const c = new AbortController(); setTimeout(() => c.abort(), 5);
    const aborted = await fetch('https://a.test/', { signal: c.signal }).catch((e) => e.name);
    const timedOut = await fetch('https://a.test/', { signal: AbortSignal.timeout(5) }).catch((e) => e.name);
    const before = await fetch('https://a.test/', { signal: AbortSignal.abort('why') }).catch((e) => e);
    return [aborted, timedOut, before, performance.now() < 100];`);
  assert.deepEqual(value, ['AbortError', 'TimeoutError', 'why', true]);
});

test('fetch refuses what is no address of the Web', async () => {
  const { value } = await run({}, `
    const tell = (u) => fetch(u).catch((e) => e.message + (e.cause ? ': ' + e.cause.message : ''));
    return [await tell('ftp://x/'), await tell('nope'), await tell('https://u:p@a.test/'), await tell()];`);
  assert.deepEqual(value, ['fetch failed: unknown scheme', 'Failed to parse URL from nope: Invalid URL', 'Request cannot be constructed from a URL that includes credentials: https://u:p@a.test/', 'Failed to parse URL from undefined: Invalid URL']);
});

test('a header that would end its line never reaches the host', async () => {
  const { value, requests } = await run({ 'https://a.test/': {} }, `
    const tell = async (f) => { try { await f(); return 'sent'; } catch (e) { return e.name; } };
    const http = require('https');
    return [await tell(() => fetch('https://a.test/', { headers: { a: '1\\r\\nb: 2' } })), await tell(() => fetch('https://a.test/', { headers: { 'a\\r\\nb': '2' } })),
      await tell(() => http.get('https://a.test/', { headers: { a: '1\\r\\nb: 2' } })), await tell(() => http.get({ host: 'a.test', path: '/ HTTP/1.1\\r\\nx: y' })), await tell(() => http.request('https://a.test/', { method: 'GET x' }))];`);
  assert.deepEqual(value, ['TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError']);
  assert.deepEqual(requests, []);
});

test('a compressed answer is read as it was meant', async () => {
  const { gzipSync, deflateSync } = await import('node:zlib');
  const { value } = await run({
    'https://a.test/g': { headers: [['content-encoding', 'gzip']], body: new Uint8Array(gzipSync('zipped')) },
    'https://a.test/d': { headers: [['content-encoding', 'deflate']], body: new Uint8Array(deflateSync('deflated')) },
    'https://a.test/x': { headers: [['content-encoding', 'gzip']], body: utf8('not gzip, though it says so') },
  }, `return [await (await fetch('https://a.test/g')).text(), await (await fetch('https://a.test/d')).text(), await fetch('https://a.test/x').catch((e) => e.message)];`);
  assert.deepEqual(value, ['zipped', 'deflated', 'fetch failed']);
});

test('answers without a body have none', async () => {
  const { value } = await run({ 'https://a.test/': { status: 204 } }, `const r = await fetch('https://a.test/'); const h = await fetch('https://a.test/', { method: 'HEAD' }); return [r.body, await r.text(), h.body];`);
  assert.deepEqual(value, [null, '', null]);
});

test('https.get plays the answer back as events', async () => {
  const { value, requests } = await run({ 'https://a.test:8443/p?q=1': { status: 200, headers: [['Content-Type', 'text/plain'], ['Set-Cookie', 'a'], ['Set-Cookie', 'b'], ['X-Y', '1'], ['x-y', '2']], body: 'héllo' } }, `
    return new Promise((resolve, reject) => {
      require('https').get('https://a.test:8443/p?q=1', { headers: { 'X-Own': ['1', '2'] }, auth: 'u:p' }, (res) => {
        let text = ''; res.setEncoding('utf8'); res.on('data', (d) => { text += d; });
        res.on('end', () => resolve([res.statusCode, res.statusMessage, res.headers, res.rawHeaders.length, res.httpVersion, res.complete, text]));
      }).on('error', reject);
    });`);
  assert.deepEqual(value, [200, 'OK', { 'content-type': 'text/plain', 'set-cookie': ['a', 'b'], 'x-y': '1, 2' }, 10, '1.1', true, 'héllo']);
  assert.deepEqual(requests, [{ method: 'GET', url: 'https://a.test:8443/p?q=1', headers: [['X-Own', '1'], ['X-Own', '2'], ['Authorization', 'Basic dTpw']], redirect: 'manual', body: null }]);
});

test('http.request sends what is written, and does not follow redirects', async () => {
  const { value, requests } = await run({ 'http://a.test/post': { status: 302, headers: [['location', '/there']] } }, `
    const http = require('http');
    return new Promise((resolve) => {
      const events = [];
      const req = http.request({ hostname: 'a.test', path: '/post', method: 'post', headers: { 'content-type': 'text/x' } });
      for (const name of ['finish', 'response', 'close']) req.on(name, () => events.push(name));
      req.on('response', (res) => { res.resume(); res.on('end', () => setTimeout(() => resolve([res.statusCode, res.headers.location, events, req.getHeader('Content-Type'), req.method]), 1)); });
      req.write('one '); req.write(Buffer.from('two ')); req.end('three');
    });`);
  assert.deepEqual(value, [302, '/there', ['finish', 'response', 'close'], 'text/x', 'POST']);
  assert.equal(requests[0].body, 'one two three');
});

test('http.request reports failures, timeouts and destruction as Node does', async () => {
  const { value } = await run({ 'http://slow.test/': { delay: 1000 } }, `
    const http = require('http');
    const failure = (req) => new Promise((resolve) => req.on('error', (e) => resolve(e.code ?? e.name)));
    const timed = http.get('http://slow.test/', { timeout: 5 }); timed.on('timeout', () => timed.destroy());
    const own = http.get('http://slow.test/'); setTimeout(() => own.destroy(new RangeError('own')), 1);
    const failures = [http.get('http://none.test/'), timed, own, http.get('http://slow.test/', { signal: AbortSignal.timeout(3) })].map(failure);
    return [...await Promise.all(failures), (() => { try { http.get('https://a.test/'); } catch (e) { return e.code; } })()];`);
  assert.deepEqual(value, ['ENOTFOUND', 'ECONNRESET', 'RangeError', 'ABORT_ERR', 'ERR_INVALID_PROTOCOL']);
});
