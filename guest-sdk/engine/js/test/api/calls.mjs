// Every method of every trigger that records an effect, called once; what it records is tests/fixtures/effects.json.
export const calls = {
  'post-login'(api) {
    const otp = { type: 'otp' };
    const phone = { type: 'phone', options: { preferredMethod: 'both' } };
    api.access.deny('no');
    api.idToken.setCustomClaim('https://a.example/roles', ['a']);
    api.accessToken.setCustomClaim('plan', null);
    api.accessToken.addScope('read:x');
    api.accessToken.removeScope('read:y');
    api.transaction.setMetadata('risk', 0.5);
    api.user.setAppMetadata('k', { deep: [1] });
    api.user.setUserMetadata('k', null);
    api.validation.error('code', 'message');
    api.authentication.challengeWith(phone, { additionalFactors: [otp] });
    api.authentication.challengeWithAny([otp, { type: 'email' }]);
    api.authentication.enrollWith({ type: 'push-notification', options: { otpFallback: true } });
    api.authentication.enrollWithAny([{ type: 'webauthn-platform' }, { type: 'webauthn-roaming' }, { type: 'recovery-code' }]);
    api.authentication.recordMethod('https://mfa.example/');
    api.authentication.setPrimaryUser('auth0|1');
    api.multifactor.enable('google-authenticator', { allowRememberBrowser: true });
    api.multifactor.enable('duo', { providerOptions: { host: 'h', ikey: 'i', skey: 's', username: 'u' } });
    api.redirect.sendUserTo('https://a.example/', { query: { a: 'b' } });
    api.session.setExpiresAt(1795000000000);
    api.session.setIdleExpiresAt(1794000000000);
    api.session.revoke('stolen', { preserveRefreshTokens: true });
    api.session.setCookieMode('non-persistent');
    api.session.setMetadata('k', 'v');
    api.session.deleteMetadata('k');
    api.session.evictMetadata();
    api.refreshToken.setExpiresAt(1795000000000);
    api.refreshToken.setIdleExpiresAt(1794000000000);
    api.refreshToken.revoke('stolen');
    api.refreshToken.setMetadata('k', 'v');
    api.refreshToken.evictMetadata();
    api.samlResponse.setAttribute('a', ['b', 1, true, null]);
    const [text, flag] = ['text', true];
    for (const name of Object.keys(api.samlResponse).slice(1)) {
      const method = api.samlResponse[name];
      const known = { setLifetimeInSeconds: 60, setSignatureAlgorithm: 'rsa-sha1', setDigestAlgorithm: 'sha1', setNameIdentifierProbes: ['a'] };
      try { method(known[name] ?? text); } catch { method(flag); }
    }
  },
  'pre-user-registration'(api) {
    api.access.deny('reason', 'message');
    api.validation.error('code', 'message');
    api.user.setAppMetadata('k', 1).user.setUserMetadata('k', 2).user.setUserId('abc');
  },
  'credentials-exchange'(api) {
    api.access.deny('invalid_scope', 'no');
    api.accessToken.setCustomClaim('scope', 1);
    api.transaction.addTargetScope('a');
    api.transaction.removeTargetScope('b');
    api.transaction.setTargetScopes(['c']);
    api.transaction.clearTargetScopes();
  },
  'password-reset-post-challenge'(api) {
    api.access.deny('no');
    api.authentication.challengeWith({ type: 'otp' });
    api.authentication.challengeWithAny([{ type: 'otp' }]);
    api.prompt.render('ap_1', { fields: { a: 1 }, vars: { b: 2 } });
    api.transaction.setResultUrl('https://a.example/done');
  },
  'custom-token-exchange'(api) {
    api.access.deny('invalid_request', 'no');
    api.access.rejectInvalidSubjectToken('forged');
    api.authentication.setUserById('auth0|1');
    api.authentication.setUserByConnection('db', { user_id: '1' }, { creationBehavior: 'create_if_not_exists', updateBehavior: 'replace' });
    api.authentication.setUserByConnection('db', { user_id: '1' });
    api.authentication.setOrganization('org_1');
    api.authentication.setActor({ sub: 'a', act: { sub: 'b' }, kind: 'agent' });
    api.user.setAppMetadata('k', 1);
    api.user.setUserMetadata('k', 2);
  },
  'client-registration'(api) {
    api.access.deny('invalid_client_metadata', 'no');
    api.client.setMetadata('client_name', 'A name');
    api.client.setMetadata('contacts', null);
    api.client.setLifetime(3600);
  },
  'custom-email-provider'(api) { api.notification.drop('no').notification.retry('later'); },
  'custom-phone-provider'(api) { api.notification.drop('no').notification.retry('later'); },
  'post-user-registration'() {},
  'post-change-password'() {},
  'send-phone-message'() {},
};
