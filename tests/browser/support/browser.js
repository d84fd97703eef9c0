// Chromium without a screen, and what every page must satisfy.

import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

import { LAUNCH } from '../../support/chromium.js';

const shots = process.env.ANTEROOM_SCREENSHOTS ?? join(tmpdir(), 'anteroom-screenshots');

/** Starts the system's Chromium. */
export const startBrowser = () => chromium.launch(LAUNCH);

/**
 * A fresh profile with one page. Whatever the page complains of (a blocked resource, a script, a failed request) is in `complaints`.
 */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  return { page, context, complaints, close: () => context.close() };
}

/** Saves a picture, for people to look at. */
export async function picture(page, name) {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
}

/** Nothing is cut off or pushes the page sideways; every field has its label. */
export async function assertWellFormed(page) {
  const faults = await page.evaluate(() => {
    const found = [];
    if (document.documentElement.scrollWidth > window.innerWidth) found.push('the page scrolls sideways');
    for (const input of document.querySelectorAll('input:not([type=hidden])')) {
      if (!input.labels.length) found.push(`#${input.id} has no label`);
      if (input.type !== 'checkbox' && !input.autocomplete) found.push(`#${input.id} has no autocomplete`);
      for (const id of (input.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)) {
        if (!document.getElementById(id)) found.push(`#${input.id} is described by #${id}, which is not there`);
      }
    }
    for (const element of document.querySelectorAll('button, input:not([type=hidden])')) {
      // A box is hit by its label as well.
      const target = element.type === 'checkbox' ? element.closest('.check') : element;
      if (target.getBoundingClientRect().height < 44) found.push(`${element.outerHTML} is too small for a thumb`);
    }
    if (document.querySelectorAll('h1').length !== 1) found.push('the page does not have one heading');
    return found;
  });
  assert.deepEqual(faults, []);
}

/** No script and no inline style. To be asked before a picture is taken: the driver hides the caret by a style of its own. */
export async function assertInert(page) {
  assert.equal(await page.locator('script, style, [style]').count(), 0);
}

/** The lowest contrast ratio of text on the page against what is behind it (WCAG 2.2, 1.4.3). */
export function lowestContrast(page) {
  return page.evaluate(() => {
    const channels = (colour) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
      return { rgb: [r, g, b], a };
    };
    const luminance = (rgb) => {
      const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const { rgb, a } = channels(getComputedStyle(e).backgroundColor);
        if (a === 1) return rgb;
      }
      return [255, 255, 255];
    };
    let lowest = { ratio: 21, text: '' };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent.trim();
      const element = walker.currentNode.parentElement;
      if (!text || element.closest('.sr, option')) continue;
      const [a, b] = [luminance(channels(getComputedStyle(element).color).rgb), luminance(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < lowest.ratio) lowest = { ratio, text };
    }
    return lowest;
  });
}

const LIGHTS = ['light', 'dark'];
const WIDTHS = [360, 1280];

/** The page in both lights and widths: well formed, readable, and pictured. */
export async function look(opened, name) {
  await assertInert(opened.page);
  for (const colorScheme of LIGHTS) {
    for (const width of WIDTHS) {
      await opened.page.emulateMedia({ colorScheme });
      await opened.page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      await assertWellFormed(opened.page);
      const { ratio, text } = await lowestContrast(opened.page);
      assert.ok(ratio >= 4.5, `"${text}" has a contrast of ${ratio.toFixed(2)} in ${colorScheme}`);
      await picture(opened.page, `${name}-${colorScheme}-${width}`);
    }
  }
}
