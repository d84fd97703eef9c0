// fetch: a host operation in the clothes of the Web. Redirects, limits and which hosts may be asked are the server's to decide.
'use strict';

const { Headers } = require('../parts/fetch/headers.js');
const { Request } = require('../parts/fetch/request.js');
const { Response, facts, bodiless } = require('../parts/fetch/response.js');
const { put, take } = require('../parts/fetch/body.js');

const reasons = new Map(`100 Continue|101 Switching Protocols|200 OK|201 Created|202 Accepted|203 Non-Authoritative Information|204 No Content|205 Reset Content|206 Partial Content|207 Multi-Status|300 Multiple Choices|301 Moved Permanently|302 Found|303 See Other|304 Not Modified|307 Temporary Redirect|308 Permanent Redirect|400 Bad Request|401 Unauthorized|402 Payment Required|403 Forbidden|404 Not Found|405 Method Not Allowed|406 Not Acceptable|407 Proxy Authentication Required|408 Request Timeout|409 Conflict|410 Gone|411 Length Required|412 Precondition Failed|413 Payload Too Large|414 URI Too Long|415 Unsupported Media Type|416 Range Not Satisfiable|417 Expectation Failed|418 I'm a Teapot|421 Misdirected Request|422 Unprocessable Entity|423 Locked|424 Failed Dependency|425 Too Early|426 Upgrade Required|428 Precondition Required|429 Too Many Requests|431 Request Header Fields Too Large|451 Unavailable For Legal Reasons|500 Internal Server Error|501 Not Implemented|502 Bad Gateway|503 Service Unavailable|504 Gateway Timeout|505 HTTP Version Not Supported|507 Insufficient Storage|508 Loop Detected|511 Network Authentication Required`
  .split('|').map((line) => [Number(line.slice(0, 3)), line.slice(4)]));

// The message is Node's, which programs compare with; what happened is in the cause.
function failed(cause) {
  if (cause instanceof Error) cause.message = cause.message.replace(/^fetch failed: /, '');
  return new TypeError('fetch failed', { cause });
}

// What packages set about a connection that is not theirs. The server refuses these rather than guess; each of them means nothing here.
const ofConnection = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

function sent(headers, url) {
  const { host } = new (require('internal/url').URL)(url);
  return headers.filter(([name, value]) => {
    const key = name.toLowerCase();
    return !ofConnection.has(key) && !(key === 'host' && value === host);
  });
}

// A coding that the server at the other end chose although none, or gzip, was asked for.
function decoded(bytes, headers) {
  const coding = headers.get('content-encoding')?.trim().toLowerCase();
  if (bytes.length === 0 || !/^(x-)?gzip$|^deflate$/.test(coding ?? '')) return bytes;
  const { gunzip, unzlibOrRaw } = require('internal/inflate');
  return coding === 'deflate' ? unzlibOrRaw(bytes) : gunzip(bytes);
}

// One exchange: the request as the host takes it, an answer as it gives it. `http` uses it as well.
async function exchange(request, bytes, signal) {
  signal?.throwIfAborted();
  const text = JSON.stringify({ ...request, headers: sent(request.headers, request.url), body: bytes !== null });
  const operation = bytes === null ? host.begin('fetch', text) : host.begin('fetch', text, bytes);
  let stop;
  const aborted = signal && new Promise((_, reject) => {
    stop = () => {
      host.cancel(operation.id);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    const { text, bytes: body } = await (aborted ? Promise.race([operation, aborted]) : operation);
    return { ...JSON.parse(text), body };
  } catch (error) {
    throw signal?.aborted ? error : failed(error);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}

async function fetch(input, init = undefined) {
  const request = new Request(input, init);
  const { protocol } = new (require('internal/url').URL)(request.url);
  if (protocol !== 'http:' && protocol !== 'https:') throw failed(new Error('unknown scheme'));
  const headers = new Headers(request.headers);
  if (!headers.has('accept')) headers.set('accept', '*/*');
  const { signal } = init ?? {};
  const watched = signal ?? (input instanceof Request ? input.signal : undefined);
  watched?.throwIfAborted();
  const body = await request[take]();
  const url = request.url.replace(/#.*/, '');
  const answer = await exchange({ method: request.method, url, headers: [...headers], redirect: request.redirect }, body, watched);
  if (request.redirect === 'error' && [301, 302, 303, 307, 308].includes(answer.status)) throw failed(new Error('unexpected redirect'));
  const got = new Headers(answer.headers);
  const response = new Response(null, { headers: got, statusText: reasons.get(answer.status) ?? '' })[facts]({
    status: answer.status, type: request.mode === 'cors' ? 'basic' : 'default', url: answer.url, redirected: answer.url !== url,
  });
  if (!bodiless.has(answer.status) && request.method !== 'HEAD') {
    try {
      response[put]({ bytes: decoded(answer.body ?? new Uint8Array(0), got) });
    } catch (error) {
      throw failed(error);
    }
  }
  return response;
}

module.exports = { fetch, Headers, Request, Response, exchange, reasons };
