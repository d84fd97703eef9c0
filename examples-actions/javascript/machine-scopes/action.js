// What a machine may ask for is in its application's metadata: {"scopes": "read:orders write:orders", "partner": "acme"}.
const NAMESPACE = 'https://example.com/claims';

/** @type {import('@anteroom/actions').CredentialsExchangeHandler} */
exports.onExecuteCredentialsExchange = async (event, api) => {
  const { metadata, name } = event.client;
  const allowed = new Set(String(metadata.scopes ?? '').split(/\s+/).filter(Boolean));
  const { requested_scopes: requested, target_scopes: target } = event.transaction;

  const refused = requested.filter((scope) => !allowed.has(scope));
  if (refused.length > 0) {
    api.access.deny('invalid_scope', `${name} may not have ${refused.join(' ')}`);
    return;
  }
  // A client that names no scope gets what it may have, and no more.
  api.transaction.setTargetScopes(target.filter((scope) => allowed.has(scope)));
  if (metadata.partner) api.accessToken.setCustomClaim(`${NAMESPACE}/partner`, metadata.partner);
};
