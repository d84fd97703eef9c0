// Two accounts with one confirmed address are one person's: the younger is linked into the older, and the login goes on as that one.

/** @typedef {{ user_id: string, email_verified?: boolean, created_at: string }} Account */

/**
 * @param {import('@anteroom/actions').PostLoginEvent} event
 * @param {import('@anteroom/actions').PostLoginAPI} api
 */
async function managementToken({ secrets }, api) {
  const cached = api.cache.get('management-token');
  if (cached) return cached.value;
  const response = await fetch(`${secrets.ISSUER}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      grant_type: 'client_credentials',
      client_id: secrets.MANAGEMENT_CLIENT_ID,
      client_secret: secrets.MANAGEMENT_CLIENT_SECRET,
      audience: `${secrets.ISSUER}/api/v2/`,
    }),
    signal: AbortSignal.timeout(5000),
  });
  if (!response.ok) throw new Error(`no token for the Management API: ${response.status}`);
  const { access_token: token, expires_in: seconds } = /** @type {{ access_token: string, expires_in: number }} */ (await response.json());
  // A minute less than it lives, so that none expires under way. A token too long for the cache is asked for every time.
  api.cache.set('management-token', token, { ttl: Math.max(seconds - 60, 1) * 1000 });
  return token;
}

/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  const { user, secrets, connection } = event;
  // An address that nobody confirmed proves nothing: linking by it would hand accounts to strangers.
  if (!user.email || !user.email_verified) return;
  if (event.transaction?.protocol === 'oauth2-refresh-token') return;

  const management = `${secrets.ISSUER}/api/v2`;
  const authorization = `Bearer ${await managementToken(event, api)}`;
  const found = await fetch(`${management}/users-by-email?email=${encodeURIComponent(user.email.toLowerCase())}`, {
    headers: { authorization },
    signal: AbortSignal.timeout(5000),
  });
  if (!found.ok) throw new Error(`the search for accounts was answered with ${found.status}`);
  const accounts = /** @type {Account[]} */ (await found.json());
  const [oldest] = accounts
    .filter((other) => other.user_id !== user.user_id && other.email_verified && other.created_at < user.created_at)
    .sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  if (!oldest) return;

  const [provider, ...id] = user.user_id.split('|');
  const linked = await fetch(`${management}/users/${encodeURIComponent(oldest.user_id)}/identities`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ provider, user_id: id.join('|'), connection_id: connection.id }),
    signal: AbortSignal.timeout(5000),
  });
  if (!linked.ok) throw new Error(`linking was answered with ${linked.status}`);
  console.log('linked', user.user_id, 'into', oldest.user_id);
  api.authentication.setPrimaryUser(oldest.user_id);
};
