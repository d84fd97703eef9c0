// What guards accounts: `management.attackProtection`, `management.guardian`, `management.deviceCredentials`.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { all, forbidden, management, refused, stranger } from '../support/management.js';

const { attackProtection, deviceCredentials, guardian } = management;

test('each protection is read and changed', async () => {
  const { bruteForceProtection, breachedPasswordDetection, suspiciousIpThrottling } = attackProtection;
  for (const [protection, change, wrong] of [
    [bruteForceProtection, { max_attempts: 5 }, { max_attempts: 0 }],
    [breachedPasswordDetection, { method: 'enhanced' }, { method: 'psychic' }],
    [suspiciousIpThrottling, { allowlist: ['192.0.2.0/24'] }, { allowlist: ['example.com'] }],
  ]) {
    const before = await protection.get();
    assert.deepEqual(await protection.update(change), { ...before, ...change });
    assert.deepEqual(await protection.get(), { ...before, ...change });
    await refused(protection.update(wrong), 400, 'invalid_body');
  }
});

test('what this server does not have reads as such', async () => {
  await refused(attackProtection.botDetection.get(), 403, 'feature_not_enabled');
  await refused(attackProtection.captcha.get(), 403, 'feature_not_enabled');
  assert.deepEqual(await guardian.policies.list(), []);
  assert.deepEqual(await all(deviceCredentials.list({ per_page: 1 })), []);
  await refused(deviceCredentials.list({ type: 'stone' }), 400, 'invalid_query_string');
  await deviceCredentials.delete('dcr_0123456789abcdef');
});

test('factors are off; those that are here can be switched on', async () => {
  assert.ok((await guardian.factors.list()).every(({ enabled }) => !enabled));
  for (const enabled of [true, false]) assert.deepEqual(await guardian.factors.set('otp', { enabled }), { enabled });
  assert.deepEqual(await guardian.factors.set('sms', { enabled: false }), { enabled: false });
  await refused(guardian.factors.set('sms', { enabled: true }), 501, /authenticator apps/);
  await refused(guardian.enrollments.get('totp|dev_none'), 404, /^Enrollment not found\.$/);
  await refused(guardian.enrollments.delete('totp|dev_none'), 404, /^Enrollment not found\.$/);
  await refused(guardian.factors.set('otp', {}), 400, /Missing required property: enabled/);
  await refused(guardian.factors.set('telepathy', { enabled: false }), 404, /./);
});

test('they are closed to who lacks the scope', async () => {
  const other = await stranger();
  await forbidden(other.attackProtection.bruteForceProtection.get(), 'read:attack_protection');
  await forbidden(other.attackProtection.suspiciousIpThrottling.update({}), 'update:attack_protection');
  await forbidden(other.guardian.factors.set('otp', { enabled: false }), 'update:guardian_factors');
  await forbidden(other.guardian.enrollments.get('x'), 'read:guardian_enrollments');
  await forbidden(other.deviceCredentials.list(), 'read:device_credentials');
});
