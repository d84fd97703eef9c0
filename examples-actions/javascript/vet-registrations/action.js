// Whoever reaches the server may ask; PARTNERS names the hosts whose applications are ours to trust: "partner.example another.example".
const MONTH = 30 * 24 * 60 * 60;

/** @type {import('@anteroom/actions').ClientRegistrationHandler} */
exports.onExecuteClientRegistration = async (event, api) => {
  const { client_name, redirect_uris } = event.client;
  const partners = new Set((event.secrets.PARTNERS ?? '').split(/\s+/).filter(Boolean));

  const hosts = redirect_uris.map((uri) => new URL(uri)).map(({ protocol, hostname }) => (protocol === 'https:' ? hostname : ''));
  if (hosts.includes('')) {
    api.access.deny('invalid_redirect_uri', 'Only redirects with https are taken here.');
    return;
  }
  if (hosts.every((host) => partners.has(host))) return;

  api.client.setLifetime(MONTH);
  api.client.setMetadata('client_name', `${client_name.replace(/( \(unverified\))+$/, '').slice(0, 120)} (unverified)`);
  // A picture could be a partner's.
  api.client.setMetadata('logo_uri', null);
};
