// What people see: `management.branding` with themes and the page template, `management.prompts`, `management.customDomains`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { branding, customDomains, prompts } = management;

const font = { bold: false, size: 80 };
const COLOURS = 'body_text error header icons input_background input_border input_filled_text input_labels_placeholders links_focused_components primary_button primary_button_label secondary_button_border secondary_button_label success widget_background widget_border';
const theme = {
  borders: {
    button_border_radius: 3,
    button_border_weight: 1,
    buttons_style: 'rounded',
    input_border_radius: 3,
    input_border_weight: 1,
    inputs_style: 'sharp',
    show_widget_shadow: true,
    widget_border_weight: 0,
    widget_corner_radius: 5,
  },
  colors: Object.fromEntries(COLOURS.split(' ').map((name) => [name, '#112233'])),
  fonts: {
    body_text: font,
    buttons_text: font,
    font_url: '',
    input_labels: font,
    links: font,
    links_style: 'normal',
    reference_text_size: 16,
    subtitle: font,
    title: font,
  },
  page_background: { background_color: '#000000', background_image_url: '', page_layout: 'center' },
  widget: { header_text_alignment: 'center', logo_height: 52, logo_position: 'center', logo_url: '', social_buttons_layout: 'bottom' },
};

test('the branding is read and changed', async () => {
  const look = { colors: { primary: '#ffcc00' }, logo_url: 'https://cdn.example.com/logo.png' };
  assert.deepEqual(await branding.update(look), look);
  assert.deepEqual(await branding.get(), look);
  await refused(branding.update({ colors: { primary: 'red' } }), 400, /on property colors\.primary\.$/);
});

test('a theme is made, read, changed and deleted', async () => {
  await refused(branding.themes.getDefault(), 404, /./);
  const made = await branding.themes.create(theme);
  assert.deepEqual(await branding.themes.get(made.themeId), made);
  assert.deepEqual(await branding.themes.getDefault(), made);
  assert.equal((await branding.themes.update(made.themeId, { ...theme, displayName: 'Night' })).displayName, 'Night');
  await refused(branding.themes.update(made.themeId, { ...theme, colors: {} }), 400, /Missing required property/);
  await branding.themes.delete(made.themeId);
  await refused(branding.themes.get(made.themeId), 404, /./);
});

test('a page template is kept and removed', async () => {
  const { templates } = branding;
  await refused(templates.getUniversalLogin(), 404, /./);
  const template = '<html><head>{%- auth0:head -%}</head><body>{%- auth0:widget -%}</body></html>';
  await templates.updateUniversalLogin({ template });
  assert.deepEqual(await templates.getUniversalLogin(), { body: template });
  await refused(templates.updateUniversalLogin({ template: '<html></html>' }), 400, /auth0:head/);
  await templates.deleteUniversalLogin();
});

test('settings and texts of prompts are read and changed', async () => {
  assert.equal((await prompts.updateSettings({ identifier_first: true })).identifier_first, true);
  assert.equal((await prompts.getSettings()).identifier_first, true);
  await refused(prompts.updateSettings({ universal_login_experience: 'baroque' }), 400, /No enum match for: baroque/);
  const texts = { login: { title: 'Welcome' } };
  await prompts.customText.set('login', 'en', texts);
  assert.deepEqual(await prompts.customText.get('login', 'en'), texts);
  assert.deepEqual(await prompts.customText.get('login', 'de'), {});
  await refused(prompts.customText.set('login', 'en', { login: 1 }), 400, 'invalid_body');
  await refused(prompts.customText.get('nothing', 'en'), 404, 'inexistent_prompt');
  assert.deepEqual(await prompts.partials.get('login'), {});
  assert.deepEqual(await all(prompts.rendering.list({ per_page: 1 })), []);
});

test('a custom domain is kept, changed and deleted', async () => {
  const made = await customDomains.create({ domain: 'login.example.com', type: 'self_managed_certs' });
  assert.equal(made.status, 'pending_verification');
  assert.deepEqual(await customDomains.get(made.custom_domain_id), made);
  assert.deepEqual(await customDomains.list(), [made]);
  assert.deepEqual((await customDomains.update(made.custom_domain_id, { domain_metadata: { a: 'b' } })).domain_metadata, { a: 'b' });
  assert.equal(typeof (await customDomains.getDefault()).domain, 'string');
  await refused(customDomains.create({ domain: 'localhost', type: 'self_managed_certs' }), 400, /on property domain\.$/);
  await customDomains.delete(made.custom_domain_id);
  await refused(customDomains.get(made.custom_domain_id), 404, 'inexistent_custom_domain');
});

test('they are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.branding.get(), 'read:branding');
  await forbidden(other.branding.themes.create(theme), 'update:branding');
  await forbidden(other.branding.templates.deleteUniversalLogin(), 'delete:branding');
  await forbidden(other.prompts.getSettings(), 'read:prompts');
  await forbidden(other.prompts.customText.set('login', 'en', {}), 'update:prompts');
  await forbidden(other.customDomains.create({ domain: 'login.example.com', type: 'self_managed_certs' }), 'create:custom_domains');
});
