// A host for tests, in plain JavaScript so that it runs inside of any engine: a clock that moves only between turns, timers on it, and
// a network of canned answers. The expression is a function that makes { host, next, log, requests }.
(function () {
  'use strict';
  let now = 1_700_000_000_000;
  let lastId = 0;
  const pending = new Map();
  const log = [];
  const requests = [];
  const routes = new Map();

  function utf8Encode(text) {
    // The engine's own does not promise anything for lone surrogates: none may come here.
    if (!String(text).isWellFormed()) throw new Error('the text is not well formed');
    const escaped = unescape(encodeURIComponent(String(text)));
    const bytes = new Uint8Array(escaped.length);
    for (let i = 0; i < escaped.length; i++) bytes[i] = escaped.charCodeAt(i);
    return bytes;
  }

  // The decoder of the Encoding standard, byte by byte.
  function utf8Decode(bytes, fatal) {
    let text = '';
    for (let i = 0; i < bytes.length;) {
      const lead = bytes[i++];
      if (lead < 0x80) { text += String.fromCharCode(lead); continue; }
      const more = lead >= 0xc2 && lead <= 0xdf ? 1 : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
      let [low, high] = [lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80, lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf];
      let code = lead & (0x3f >> more);
      let left = more;
      while (left > 0 && bytes[i] >= low && bytes[i] <= high) {
        code = (code << 6) | (bytes[i++] & 0x3f);
        [low, high] = [0x80, 0xbf];
        left--;
      }
      if (more === 0 || left > 0) {
        if (fatal) return undefined;
        text += '\ufffd';
      } else {
        text += String.fromCodePoint(code);
      }
    }
    return text;
  }

  function answer(request, bytes) {
    requests.push({ ...request, body: bytes === undefined ? null : utf8Decode(bytes, false) });
    const route = routes.get(request.url);
    if (route === undefined) throw Object.assign(new Error(`no such host: ${request.url}`), { code: 'ENOTFOUND' });
    const { status = 200, headers = [], body = '', url = request.url, delay = 0 } = typeof route === 'function' ? route(request, bytes) : route;
    return { delay, text: JSON.stringify({ status, headers, url }), bytes: typeof body === 'string' ? utf8Encode(body) : body };
  }

  const host = {
    log: (level, text) => { log.push([level, text]); },
    now: () => now,
    utf8Encode, utf8Decode,
    call(operation, text) {
      if (operation === 'random') return { text: '', bytes: new Uint8Array(Number(text)).fill(7) };
      throw new Error(`no operation ${operation}`);
    },
    begin(operation, text, bytes) {
      const id = ++lastId;
      const promise = new Promise((resolve, reject) => {
        try {
          const found = operation === 'timer' ? { delay: Number(text), text: '', bytes: new Uint8Array(0) } : answer(JSON.parse(text), bytes);
          pending.set(id, { due: now + found.delay, settle: () => resolve({ text: found.text, bytes: found.bytes }) });
        } catch (error) {
          pending.set(id, { due: now, settle: () => reject(error) });
        }
      });
      promise.id = id;
      return promise;
    },
    cancel: (id) => { pending.delete(id); },
  };

  // Ends the operation that is due first and, where the host is unkind, was begun last; false where there is none.
  function next() {
    let first;
    for (const [id, { due }] of pending) if (first === undefined || due <= pending.get(first).due) first = id;
    if (first === undefined) return false;
    const { due, settle } = pending.get(first);
    pending.delete(first);
    now = Math.max(now, due);
    settle();
    return true;
  }

  return { host, next, log, requests, routes };
})
