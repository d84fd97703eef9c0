/**
 * The Action that is measured: reads user, client and metadata, checks a list, sets claims or denies.
 */
const ALLOWED = ['Web Shop', 'Partner Portal', 'Support Desk', 'Back Office'];
const NAMESPACE = 'https://example.com/';

function initials(name) {
  return String(name || '').split(/\s+/).filter(Boolean).map((word) => word[0].toUpperCase()).join('');
}

function unique(values) {
  return [...new Set(values)].sort();
}

exports.onExecutePostLogin = async (event, api) => {
  const { user, client, request } = event;

  if (!ALLOWED.includes(client.name)) {
    return api.access.deny(`${client.name} is not on the list of applications.`);
  }
  if (user.blocked || (user.app_metadata || {}).suspended) {
    return api.access.deny('The account is suspended.');
  }

  const domain = (user.email || '').split('@')[1];
  const roles = unique([...(event.authorization ? event.authorization.roles : []), ...(user.app_metadata.groups || [])]);
  const logins = (event.stats ? event.stats.logins_count : 0) + 1;
  const plan = user.app_metadata.plan || 'free';
  const country = request.geoip ? request.geoip.countryCode : null;

  api.idToken.setCustomClaim(`${NAMESPACE}initials`, initials(user.name));
  api.idToken.setCustomClaim(`${NAMESPACE}roles`, roles);
  api.accessToken.setCustomClaim(`${NAMESPACE}roles`, roles);
  api.accessToken.setCustomClaim(`${NAMESPACE}domain`, domain);
  api.accessToken.setCustomClaim(`${NAMESPACE}country`, country);

  if (plan !== 'free' && roles.length > 3) {
    api.accessToken.addScope('reports:read');
  }
  if (logins === 1 || logins % 10 === 0) {
    api.user.setAppMetadata('milestone', { logins, at: client.client_id });
  }
  api.user.setUserMetadata('last_client', client.name);
};
