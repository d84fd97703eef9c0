// `api.redirect` and `api.prompt` (reference 1.6, actions-semantics).
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { begin, NOW } from './harness.mjs';

const SECRET = 'a secret that nobody knows';
const login = (change) => begin('post-login', { change });
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function signed(payload, { secret = SECRET, header = { alg: 'HS256', typ: 'JWT' } } = {}) {
  const content = `${part(header)}.${part(payload)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
}

const iat = NOW / 1000;
const claims = { iss: 'login.example.com', sub: 'auth0|0123456789abcdef01234567', iat, exp: iat + 60, state: 'opaque' };
const back = (token, query = {}) => (event) => {
  event.request.query = { state: 'opaque', session_token: token, ...query };
};
const says = (reason) => ({ name: 'Error', message: `The session token is invalid: ${reason}` });

test('a token carries who, where from and how long, and the payload may say otherwise', () => {
  const { api } = login();
  const token = api.redirect.encodeToken({ secret: SECRET, payload: { colour: 'blue' } });
  const payload = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  assert.deepEqual(payload, {
    iat, iss: 'login.example.com', sub: 'auth0|0123456789abcdef01234567', exp: iat + 900, ip: '203.0.113.7', colour: 'blue',
  });
  assert.equal(token, signed(payload));
  const other = api.redirect.encodeToken({ secret: SECRET, expiresInSeconds: 60, payload: { sub: 'x', ['é']: 'ü' } });
  assert.deepEqual(JSON.parse(Buffer.from(other.split('.')[1], 'base64url')).exp, iat + 60);
  assert.equal(JSON.parse(Buffer.from(other.split('.')[1], 'base64url')).sub, 'x');
  assert.throws(() => api.redirect.encodeToken({}), TypeError);
  assert.throws(() => api.redirect.encodeToken({ secret: SECRET, payload: [] }), TypeError);
});

test('a token that comes back right is its claims', () => {
  const { api } = login(back(signed({ ...claims, answer: 42 })));
  assert.deepEqual(api.redirect.validateToken({ secret: SECRET }), { ...claims, answer: 42 });
  const posted = login((event) => { event.request.body = { state: 'opaque', t: signed(claims) }; event.request.query = {}; });
  assert.deepEqual(posted.api.redirect.validateToken({ secret: SECRET, tokenParameterName: 't' }), claims);
});

test('a token that is not there is named', () => {
  const message = "There is no parameter called 'session_token' available in either the POST body or query string.";
  assert.throws(() => login().api.redirect.validateToken({ secret: SECRET }), { name: 'Error', message });
  assert.throws(() => login().api.redirect.validateToken({ secret: SECRET, tokenParameterName: 'toString' }), /called 'toString'/);
});

test('each fault of a token has Auth0’s words', () => {
  const check = (token, reason, query) => {
    const { api } = login(back(token, query));
    assert.throws(() => api.redirect.validateToken({ secret: SECRET }), says(reason), reason);
  };
  check(signed(claims, { secret: 'another' }), 'Failed signature validation');
  check(signed(claims, { header: { alg: 'none' } }), 'Failed signature validation');
  check('garbage', 'Failed signature validation');
  check('a.b', 'Failed signature validation');
  check(`${signed(claims).split('.').slice(0, 2).join('.')}.`, 'Failed signature validation');
  check(signed('text'), 'Unexpected token payload type');
  check(signed({ ...claims, exp: undefined }), 'Missing or invalid standard claims (sub, iss, exp, iat)');
  check(signed({ ...claims, iss: 'evil.example' }), 'Missing or invalid standard claims (sub, iss, exp, iat)');
  check(signed({ ...claims, exp: iat }), 'Token has expired.');
  check(signed({ ...claims, sub: 'auth0|other' }), 'The sub claim does not match the user_id.');
  check(signed(claims), 'State in the token does not match the /continue state.', { state: 'other' });
});

test('an Action that changes its event does not change whom a token is for', () => {
  const { api, event } = login();
  event.user.user_id = 'auth0|somebody-else';
  event.request.hostname = 'evil.example';
  const token = api.redirect.encodeToken({ secret: SECRET });
  assert.equal(JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).sub, claims.sub);
});

test('whether there is a browser to redirect', () => {
  const can = (change) => login(change).api.redirect.canRedirect();
  assert.equal(can(), true);
  assert.equal(can((event) => { delete event.transaction; }), true);
  assert.equal(can((event) => { event.request.query.prompt = 'none'; }), false);
  for (const protocol of ['oauth2-resource-owner', 'oauth2-refresh-token', 'oauth2-password', 'oauth2-webauthn']) {
    assert.equal(can((event) => { event.transaction.protocol = protocol; }), false, protocol);
  }
});

test('the query is set on the URL', () => {
  const { api, effects } = login();
  api.redirect.sendUserTo('https://a.example/path?x=1&y=2', { query: { x: 'a b', token: 'ü' } });
  assert.deepEqual(effects, [{ type: 'redirect', url: 'https://a.example/path?x=a+b&y=2&token=%C3%BC' }]);
  for (const url of ['javascript:alert(1)', '/relative', '', undefined]) assert.throws(() => api.redirect.sendUserTo(url), TypeError);
});

test('one command in one action', () => {
  const both = { name: 'Error', message: 'Redirect and render commands cannot be used in the same action.' };
  const first = login();
  first.api.redirect.sendUserTo('https://a.example/');
  assert.throws(() => first.api.prompt.render('ap_1'), both);
  const second = login();
  second.api.prompt.render('ap_1', { fields: { a: 1 }, vars: { b: 2 } });
  assert.throws(() => second.api.redirect.sendUserTo('https://a.example/'), both);
  assert.throws(() => second.api.prompt.render('ap_2'), { name: 'Error', message: 'Only 1 render command per action is allowed.' });
  assert.deepEqual(second.effects, [{ type: 'render_prompt', prompt_id: 'ap_1', fields: { a: 1 }, vars: { b: 2 } }]);
});

test('a form is bounded', () => {
  const { api } = login();
  assert.throws(() => api.prompt.render('ap_1', { vars: { v: 'x'.repeat(24 * 1024) } }), /24 KB/);
  assert.throws(() => api.prompt.render('ap_1', { fields: 'text' }), TypeError);
  assert.throws(() => api.prompt.render(''), TypeError);
  api.prompt.render('ap_1');
});
