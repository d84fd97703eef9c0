// One record of every kind, so that an operation on one does not always end at a 404.

/** Paths that begin so have these parameters: {'/users/{id}': {id}}. `call` asks the API: (method, path, body) → the answer's JSON. */
export async function fill(call) {
  const [connection] = await call('GET', '/connections');
  const user = await call('POST', '/users', { connection: connection.name, email: 'ada@example.com', password: 'Correct-horse-7-battery' });
  const role = await call('POST', '/roles', { name: 'a role' });
  const organization = await call('POST', '/organizations', { name: 'an-organization' });
  await call('POST', `/organizations/${organization.id}/members`, { members: [user.user_id] });
  await call('POST', `/organizations/${organization.id}/enabled_connections`, { connection_id: connection.id });
  const other = await call('POST', '/connections', { name: 'another', strategy: 'auth0' });
  const client = await call('POST', '/clients', { name: 'an application', app_type: 'non_interactive' });
  const api = await call('POST', '/resource-servers', { identifier: 'https://api.example.com', scopes: [{ value: 'read:things' }] });
  const grant = await call('POST', '/client-grants', { client_id: client.client_id, audience: api.identifier, scope: [] });
  const rule = await call('POST', '/rules', { name: 'a rule', script: 'function (user, context, callback) { callback(null, user, context); }' });
  const hook = await call('POST', '/hooks', {
    name: 'a hook',
    triggerId: 'pre-user-registration',
    script: 'module.exports = function (user, context, cb) { cb(null, { user }); };',
  });
  const trigger = { id: 'post-login', version: 'v3' };
  const action = await call('POST', '/actions/actions', {
    name: 'an action',
    supported_triggers: [trigger],
    code: 'exports.onExecutePostLogin = async () => {};',
  });
  const module = await call('POST', '/actions/modules', { name: 'a-module', code: 'module.exports = {};' });
  const domain = await call('POST', '/custom-domains', { domain: 'login.example.com', type: 'self_managed_certs' });
  const stream = await call('POST', '/log-streams', {
    name: 'a stream',
    type: 'http',
    sink: { httpEndpoint: 'https://logs.example.invalid/in', httpContentFormat: 'JSONLINES', httpContentType: 'application/json' },
  });
  const [key] = await call('GET', '/keys/signing');
  const [event] = await call('GET', '/logs');
  return {
    '/users/{id}': { id: user.user_id, method: `password|${user.user_id.split('|')[1]}`, provider: 'duo' },
    '/user-blocks/{id}': { id: user.user_id },
    '/roles/{id}': { id: role.id },
    '/organizations/{id}': { id: organization.id, connection_id: connection.id, user_id: user.user_id },
    '/organizations/name/{name}': { name: organization.name },
    '/connections/{id}': { id: other.id },
    '/clients/{id}': { id: client.client_id },
    '/resource-servers/{id}': { id: api.id },
    '/client-grants/{id}': { id: grant.id },
    '/rules/{id}': { id: rule.id },
    '/rules-configs/{key}': { key: 'A_KEY' },
    '/hooks/{id}': { id: hook.id },
    '/actions/actions/{id}': { id: action.id },
    '/actions/modules/{id}': { id: module.id },
    '/actions/triggers/{id}': { id: trigger.id },
    '/custom-domains/{id}': { id: domain.custom_domain_id },
    '/log-streams/{id}': { id: stream.id },
    '/email-templates/{name}': { name: 'verify_email' },
    '/guardian/factors/{name}': { name: 'otp' },
    '/prompts/{prompt}': { prompt: 'login', language: 'en' },
    '/keys/signing/{kid}': { kid: key.kid },
    '/logs/{id}': { id: event.log_id },
  };
}
