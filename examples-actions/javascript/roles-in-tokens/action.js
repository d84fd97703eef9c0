// Claims of your own need a namespace: a URL that you control. It is a name; nothing is ever fetched from it.
const NAMESPACE = 'https://example.com/claims';

/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  const roles = event.authorization?.roles ?? [];
  api.idToken.setCustomClaim(`${NAMESPACE}/roles`, roles);
  // Without an API the access token is opaque, and nobody reads its claims.
  if (event.resource_server) {
    api.accessToken.setCustomClaim(`${NAMESPACE}/roles`, roles);
    if (event.organization) api.accessToken.setCustomClaim(`${NAMESPACE}/organization`, event.organization.name);
  }
};
