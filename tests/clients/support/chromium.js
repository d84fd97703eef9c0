// A single-page application in the system's Chromium: a page on loopback that has a library's own script and nothing else.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { chromium } from 'playwright-core';

import { LAUNCH } from '../../support/chromium.js';
import { listen } from './listen.js';

export const startChromium = () => chromium.launch(LAUNCH);

/**
 * A site of one page with the script at `path`, under every address; `pages` holds what the page does by itself at some of them: path →
 * script.
 */
export function startSite(path, pages = {}) {
  const library = readFileSync(path);
  return listen((request, answer) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    if (pathname === '/library.js') {
      answer.setHeader('content-type', 'text/javascript');
      answer.end(library);
      return;
    }
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    const own = pages[pathname] ? `<script>${pages[pathname]}</script>` : '';
    answer.end(`<!doctype html><link rel="icon" href="data:,"><title>The application</title><script src="/library.js"></script>${own}`);
  });
}

/** A fresh profile with one page. What the pages complain of is in `complaints`. */
export async function openPage(browser) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints = [];
  context.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return { page, context, complaints, close: () => context.close() };
}

/** Calls a method of `begin()` in the page that leads away from it: the call is made when this one has come back. */
export const leaveBy = (page, method, argument) =>
  page.evaluate(([method, argument]) => void setTimeout(() => begin()[method](argument)), [method, argument]);

/** Fills in the hosted page. */
export async function logIn(page, person) {
  await page.getByLabel('Email address').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Continue' }).click();
}

/** The page is back at the application. */
export async function back(page, site, path = '/') {
  await page.waitForURL((url) => url.origin === site.url && url.pathname === path);
  await page.waitForLoadState();
  assert.equal(await page.title(), 'The application');
}
