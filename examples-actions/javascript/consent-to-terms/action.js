// Whoever has accepted an older version is asked again.
const TERMS = '2026-10';

/** @param {import('@anteroom/actions').PostLoginEvent} event */
const accepted = (event) => event.user.app_metadata.terms?.version === TERMS;

/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  if (accepted(event)) return;
  if (!api.redirect.canRedirect()) {
    api.access.deny('The terms of use have to be accepted in a browser first.');
    return;
  }
  api.redirect.sendUserTo(event.secrets.TERMS_URL, { query: { version: TERMS } });
};

// The page posts its form to /continue with the state that it was given: {"terms": "2026-10", "answer": "accept"}.
/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onContinuePostLogin = async (event, api) => {
  const { terms, answer } = event.request.body;
  if (terms !== TERMS || answer !== 'accept') {
    api.access.deny('The terms of use were not accepted.');
    return;
  }
  api.user.setAppMetadata('terms', { version: TERMS, accepted_at: new Date().toISOString(), ip: event.request.ip });
};
