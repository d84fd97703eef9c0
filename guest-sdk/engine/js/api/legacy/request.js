// `request`: the HTTP client of the Rules' time, by its callback interface, on top of `fetch`.
//
// Its options are those that Rules used: method, url, query, JSON, forms, headers, authentication, timeout, redirects, and how the body
// comes back. Streams, proxies, cookie jars and client certificates are not there, and asking for one is an error and not a surprise.
'use strict';

const { Error, String, stringify, parse, keys, isArray } = require('../shared/primordials.js');

const ABSENT = [
  'proxy', 'tunnel', 'jar', 'agent', 'agentClass', 'agentOptions', 'cert', 'key', 'pfx', 'ca', 'aws', 'oauth', 'hawk', 'httpSignature',
  'multipart', 'har',
];
const object = (value) => typeof value === 'object' && value !== null;
const base64 = (text) => globalThis.Buffer.from(text).toString('base64');

// Arguments as one object: (url, options, callback), (url, callback), (options, callback).
function gathered(first, second, third) {
  const options = { ...(typeof first === 'string' ? { uri: first } : first) };
  if (object(second)) Object.assign(options, second);
  const callback = typeof second === 'function' ? second : third;
  if (typeof callback === 'function') options.callback = callback;
  return options;
}

// a[b]=c, as `qs` writes it.
function fields(params, value, name) {
  if (isArray(value)) value.forEach((item, i) => fields(params, item, `${name}[${i}]`));
  else if (object(value)) for (const key of keys(value)) fields(params, value[key], name === '' ? key : `${name}[${key}]`);
  else if (value !== undefined) params.append(name, value === null ? '' : String(value));
}

function encoded(value) {
  if (typeof value === 'string') return value;
  const params = new globalThis.URLSearchParams();
  fields(params, value, '');
  return params.toString();
}

function address(options) {
  const given = options.uri ?? options.url;
  if (given === undefined || given === null) throw new Error('options.uri is a required argument');
  let text = object(given) ? given.href ?? String(given) : String(given);
  if (options.baseUrl) text = `${String(options.baseUrl).replace(/\/$/, '')}/${text.replace(/^\//, '')}`;
  if (options.qs === undefined) return text;
  const url = new globalThis.URL(text);
  const more = new globalThis.URLSearchParams(encoded(options.qs));
  more.forEach((value, name) => url.searchParams.set(name, value));
  return url.href;
}

// What is sent, with the header fields that it brings.
function message(options) {
  const headers = {};
  for (const name of keys(options.headers ?? {})) {
    if (options.headers[name] !== undefined) headers[name.toLowerCase()] = String(options.headers[name]);
  }
  const { auth } = options;
  if (object(auth)) {
    const bearer = typeof auth.bearer === 'function' ? auth.bearer() : auth.bearer;
    headers.authorization = bearer === undefined
      ? `Basic ${base64(`${auth.user ?? auth.username ?? ''}:${auth.pass ?? auth.password ?? ''}`)}`
      : `Bearer ${bearer}`;
  }
  let body = options.body;
  if (options.form !== undefined) {
    body = encoded(options.form);
    headers['content-type'] ??= 'application/x-www-form-urlencoded';
  } else if (options.formData !== undefined) {
    body = new globalThis.FormData();
    for (const name of keys(options.formData)) body.append(name, String(options.formData[name]));
  } else if (options.json) {
    // `json: true` sends `body` as JSON; any other value is itself what is sent.
    if (options.json !== true) body = options.json;
    if (body !== undefined) body = stringify(body);
    headers.accept ??= 'application/json';
    if (body !== undefined) headers['content-type'] ??= 'application/json';
  }
  if (object(body) && !(body instanceof Uint8Array) && options.formData === undefined) throw new Error('Argument error, options.body.');
  return { headers, body };
}

async function read(answer, options, url) {
  const bytes = globalThis.Buffer.from(await answer.arrayBuffer());
  let body = options.encoding === null ? bytes : bytes.toString(options.encoding ?? 'utf8');
  if (options.json && typeof body === 'string') {
    try { body = parse(body); } catch { /* As it came. */ }
  }
  const headers = {};
  answer.headers.forEach((value, name) => { headers[name] = value; });
  const uri = new globalThis.URL(answer.url || url);
  const method = (options.method ?? 'GET').toUpperCase();
  return {
    statusCode: answer.status,
    statusMessage: answer.statusText,
    headers,
    body,
    request: { uri, href: uri.href, method },
    toJSON() { return { statusCode: this.statusCode, headers, body }; },
  };
}

async function send(options) {
  for (const name of ABSENT) {
    if (options[name]) throw new Error(`The option "${name}" of request is not supported here.`);
  }
  const url = address(options);
  const method = (options.method ?? 'GET').toUpperCase();
  const { headers, body } = message({ ...options, method });
  // As in the library: by itself it follows redirects of reading requests alone.
  const follow = options.followAllRedirects || (options.followRedirect !== false && ['GET', 'HEAD'].includes(method));
  const signal = options.timeout ? globalThis.AbortSignal.timeout(Number(options.timeout)) : undefined;
  try {
    const answer = await globalThis.fetch(url, { method, headers, body, redirect: follow ? 'follow' : 'manual', signal });
    return await read(answer, { ...options, method }, url);
  } catch (error) {
    if (error?.name === 'TimeoutError') {
      const late = new Error('ETIMEDOUT');
      late.code = 'ETIMEDOUT';
      late.connect = false;
      throw late;
    }
    throw error;
  }
}

// request and its relatives: `call(options)` begins and gives what the caller gets.
function made(defaults, call) {
  const begin = (options) => call({ ...defaults, ...options, headers: { ...defaults.headers, ...options.headers } });
  const request = (first, second, third) => begin(gathered(first, second, third));
  for (const verb of ['get', 'head', 'options', 'post', 'put', 'patch', 'del', 'delete']) {
    const method = verb === 'del' ? 'DELETE' : verb.toUpperCase();
    request[verb] = (first, second, third) => begin({ ...gathered(first, second, third), method });
  }
  request.defaults = (more) => made({ ...defaults, ...more, headers: { ...defaults.headers, ...more.headers } }, call);
  return request;
}

const request = made({}, (options) => {
  const { callback } = options;
  const heard = { data: [], response: [], error: [], end: [], complete: [] };
  send(options).then((response) => {
    for (const hear of heard.response) hear(response);
    for (const hear of heard.data) hear(response.body);
    for (const hear of [...heard.end, ...heard.complete]) hear(response, response.body);
    if (callback) callback(null, response, response.body);
  }, (error) => {
    for (const hear of heard.error) hear(error);
    if (callback) callback(error);
    else if (heard.error.length === 0) throw error;
  });
  const handle = {
    on(event, hear) {
      heard[event]?.push(hear);
      return handle;
    },
    abort() {},
  };
  return handle;
});

module.exports = request;
module.exports.made = made;
module.exports.send = send;
