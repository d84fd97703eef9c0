// The way of a person and of a device, for libraries that leave the browser to the application.

import assert from 'node:assert/strict';

import { CALLBACK, GOODBYE } from './tenant.js';

/** The callback that a login leads to which begins at `url`: a request, by a post where the answer comes in a form. */
export async function arrival(browser, url, person, more = {}) {
  const { url: at, form } = await browser.logIn(url, person, { until: CALLBACK, ...more });
  return form ? new Request(at, { method: 'POST', body: form }) : at;
}

/** The callback that a silent request at `url` leads to: nobody is asked. */
export async function silently(browser, url) {
  const { url: at, page } = await browser.open(url, { until: CALLBACK });
  assert.equal(page, undefined, `a silent request ended on a page: ${at}`);
  return at;
}

/** Follows the link of a logout, and says yes where that is asked, to the application's own page. */
export async function leave(browser, url) {
  const { url: at } = await browser.logIn(url, undefined, { until: GOODBYE });
  return at;
}

/** A person enters a device's code and says what they think of it; what they see in the end. */
export async function connect(browser, { verification_uri, user_code }, person, action = 'confirm') {
  const question = await browser.submit(await browser.open(verification_uri), { user_code });
  assert.match(question.page, /Is this your device\?/);
  return browser.goOn(await browser.submit(question, { action }), person);
}
