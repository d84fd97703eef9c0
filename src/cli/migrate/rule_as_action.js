// Below: what makes an Action of the Rule. It gives it the objects that Rules were given, and does what it asked for by `api`.

class UnauthorizedError extends Error {
  constructor(message) {
    super(message);
    this.name = 'UnauthorizedError';
  }
}

class ValidationError extends Error {
  constructor(code, message) {
    super(message ?? code);
    this.name = 'ValidationError';
    this.code = code;
  }
}

const withoutEmpty = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));
const isEmpty = (value) => Object.keys(value ?? {}).length === 0;

function userOf(event) {
  const { app_metadata, user_metadata, ...rest } = event.user;
  const user = { ...rest, logins_count: event.stats?.logins_count };
  if (!isEmpty(app_metadata)) user.app_metadata = app_metadata;
  if (!isEmpty(user_metadata)) user.user_metadata = user_metadata;
  for (const [name, value] of Object.entries(app_metadata ?? {})) if (!(name in user)) user[name] = value;
  return user;
}

function contextOf(event, protocol) {
  const { client, connection, request, session } = event;
  const geoip = request.geoip ?? {};
  const clients = (session?.clients ?? []).map((one) => one.client_id);
  const others = clients.some((id) => id !== client.client_id);
  return withoutEmpty({
    tenant: event.tenant?.id,
    clientID: client.client_id,
    clientName: client.name,
    clientMetadata: client.metadata ?? {},
    connection: connection?.name,
    connectionID: connection?.id,
    connectionStrategy: connection?.strategy,
    connectionMetadata: connection?.metadata ?? {},
    connectionOptions: {},
    samlConfiguration: {},
    jwtConfiguration: {},
    protocol,
    stats: { loginsCount: event.stats?.logins_count },
    sso: { with_auth0: others, with_dbconn: others && connection?.strategy === 'auth0', current_clients: clients },
    accessToken: {},
    idToken: {},
    authentication: { methods: (event.authentication?.methods ?? []).map((one) => ({ ...one, timestamp: Date.parse(one.timestamp) })) },
    authorization: { roles: event.authorization?.roles ?? [] },
    organization: event.organization,
    // @risk
    sessionID: session?.id,
    request: {
      userAgent: request.user_agent,
      ip: request.ip,
      hostname: request.hostname,
      query: request.query ?? {},
      body: request.body ?? {},
      geoip: withoutEmpty({
        country_code: geoip.countryCode,
        country_code3: geoip.countryCode3,
        country_name: geoip.countryName,
        city_name: geoip.cityName,
        latitude: geoip.latitude,
        longitude: geoip.longitude,
        time_zone: geoip.timeZone,
        continent_code: geoip.continentCode,
        subdivision_code: geoip.subdivisionCode,
        subdivision_name: geoip.subdivisionName,
      }),
    },
  });
}

// The two methods that Rules were mostly written with, for the user who logs in. Anybody else takes the package `auth0`, with
// credentials of its own.
function managementOf(event, api) {
  const metadata = (set) => (id, data, callback) => {
    const done = (async () => {
      if (id !== event.user.user_id) throw new Error('An Action changes the metadata of the user who logs in alone.');
      for (const [name, value] of Object.entries(data ?? {})) set(name, value);
      return {};
    })();
    if (typeof callback !== 'function') return done;
    done.then((value) => callback(null, value), callback);
    return undefined;
  };
  return {
    users: {
      updateAppMetadata: metadata((name, value) => api.user.setAppMetadata(name, value)),
      updateUserMetadata: metadata((name, value) => api.user.setUserMetadata(name, value)),
    },
  };
}

const run = (rule, user, context) =>
  new Promise((resolve, reject) => {
    const callback = (error, nextUser, nextContext) => {
      if (error) reject(error);
      else resolve(typeof nextContext === 'object' && nextContext !== null ? nextContext : context);
    };
    const returned = rule(user, context, callback);
    if (returned instanceof Promise) returned.catch(reject);
  });

function claims(given, set) {
  for (const [name, value] of Object.entries(given ?? {})) if (name !== 'scope' && name !== '' && value !== undefined) set(name, value);
}

function scopes(event, wanted, token) {
  if (wanted === undefined || wanted === null) return;
  const list = Array.isArray(wanted) ? wanted : String(wanted).trim().split(/\s+/);
  const before = event.transaction?.requested_scopes ?? [];
  for (const scope of before) if (!list.includes(scope)) token.removeScope(scope);
  for (const scope of list) if (scope !== '' && !before.includes(scope)) token.addScope(scope);
}

async function asAction(event, api, protocol) {
  const auth0 = managementOf(event, api);
  const rule = make({ configuration: event.secrets, auth0, cache: api.cache, UnauthorizedError, ValidationError });
  const given = contextOf(event, protocol);
  let context;
  try {
    context = await run(rule, userOf(event), given);
  } catch (error) {
    // Actions have one error for both: `access_denied`.
    api.access.deny(typeof error === 'object' && error !== null && typeof error.message === 'string' ? error.message : String(error));
    return;
  }
  claims(context.idToken, (name, value) => api.idToken.setCustomClaim(name, value));
  claims(context.accessToken, (name, value) => api.accessToken.setCustomClaim(name, value));
  scopes(event, context.accessToken?.scope, api.accessToken);
  // @multifactor
  if (context.primaryUser && context.primaryUser !== event.user.user_id) api.authentication.setPrimaryUser(context.primaryUser);
  if (context.redirect?.url && protocol !== 'redirect-callback') api.redirect.sendUserTo(context.redirect.url);
}

exports.onExecutePostLogin = async (event, api) => asAction(event, api, event.transaction?.protocol);
