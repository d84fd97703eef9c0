// A person's browser without a screen: cookies of each origin, redirects, and the forms of the hosted pages, read from the pages themselves
// and filled in. What scripts do is asked of Chromium (`chromium.js`).

import assert from 'node:assert/strict';

/** The text of an attribute. */
const unescaped = (text) =>
  text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, number) => String.fromCodePoint(parseInt(number, hex ? 16 : 10)))
    .replace(/&(quot|lt|gt|amp);/g, (_, name) => ({ quot: '"', lt: '<', gt: '>', amp: '&' })[name]);

/** The form of a page: where it goes, and what it holds already. */
function formOf(page, url) {
  const action = /<form [^>]*\baction="([^"]*)"/.exec(page)?.[1];
  if (action === undefined) return undefined;
  const hidden = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return { action: new URL(unescaped(action), url), fields: Object.fromEntries(hidden.map(([, name, value]) => [name, unescaped(value)])) };
}

export class Browser {
  #cookies = new Map();

  /** The cookies of the origin of `url`, by name. */
  cookies(url) {
    const { origin } = new URL(url);
    if (!this.#cookies.has(origin)) this.#cookies.set(origin, new Map());
    return this.#cookies.get(origin);
  }

  /**
   * Opens `url`, with `form` as a post, and follows redirects up to the first page, or to the first URL that begins with `until`: that is
   * the application's, and nothing is asked of it.
   */
  async open(url, { form, until } = {}) {
    for (let at = new URL(url), hops = 0; ; hops += 1) {
      if (until && at.href.startsWith(until)) return form ? { url: at, form: new URLSearchParams(form) } : { url: at };
      assert.ok(hops < 20, `redirects without an end, lastly to ${at}`);
      const answer = await this.#send(at, form);
      const page = await answer.text();
      const location = answer.headers.get('location');
      if (!location) return { url: at, status: answer.status, page };
      [at, form] = [new URL(location, at), undefined];
    }
  }

  async #send(url, form) {
    const cookies = this.cookies(url);
    const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), accept: 'text/html' };
    // A form that a page of this origin holds.
    if (form) headers.origin = url.origin;
    const body = form && new URLSearchParams(form);
    const answer = await fetch(url, { method: form ? 'POST' : 'GET', headers, body, redirect: 'manual' });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
      const expires = /;\s*expires=([^;]+)/i.exec(cookie)?.[1];
      const gone = /;\s*max-age=(0|-\d+)(;|$)/i.test(cookie) || (expires !== undefined && Date.parse(expires) <= Date.now());
      if (gone || value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** Sends the form of a page that was opened. */
  submit({ page, url }, fields, { until } = {}) {
    const form = formOf(page, url);
    assert.ok(form, `there is no form at ${url}: ${page}`);
    return this.open(form.action, { form: { ...form.fields, ...fields }, until });
  }

  /**
   * Goes through the hosted pages as `person` would who logs in and says `consent` where they are asked, from `url` to where no more
   * is asked: `until`, or a page of the application's. A form that sends itself (`form_post`) is sent.
   */
  async logIn(url, person, { until, consent } = {}) {
    return this.goOn(await this.open(url, { until }), person, { until, consent });
  }

  /** The same from a page that was opened. */
  async goOn(shown, person, { until, consent = 'accept' } = {}) {
    while (shown.page !== undefined) {
      assert.ok(shown.status < 400 || !shown.url.pathname.startsWith('/u/'), shown.page);
      const path = formOf(shown.page, shown.url)?.action.pathname;
      if (path === '/u/login') shown = await this.submit(shown, { username: person.email, password: person.password }, { until });
      else if (path === '/u/consent') shown = await this.submit(shown, { action: consent }, { until });
      else if (path === '/u/logout') shown = await this.submit(shown, { action: 'logout' }, { until });
      else if (shown.page.includes('<h1>One more step</h1>')) shown = await this.submit(shown, {}, { until });
      else break;
    }
    assert.ok(until === undefined || shown.page === undefined, `it ended on the page ${shown.url}: ${shown.page}`);
    return shown;
  }
}
