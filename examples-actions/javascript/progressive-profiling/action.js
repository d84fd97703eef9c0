// Not at the first login: people who come back answer more gladly.
const FIRST_ASKED_AT = 3;

/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  const known = typeof event.user.user_metadata.company === 'string';
  if (known || event.stats.logins_count < FIRST_ASKED_AT || !api.redirect.canRedirect()) return;
  const token = api.redirect.encodeToken({
    secret: event.secrets.SESSION_TOKEN_SECRET,
    expiresInSeconds: 600,
    payload: { ask: ['company'] },
  });
  api.redirect.sendUserTo(event.secrets.FORM_URL, { query: { session_token: token } });
};

// The form sends the person back with a token of its own, signed with the same secret, that holds `state` and the answer.
/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onContinuePostLogin = async (event, api) => {
  let answer;
  try {
    answer = api.redirect.validateToken({ secret: event.secrets.SESSION_TOKEN_SECRET, tokenParameterName: 'answer' });
  } catch (error) {
    // Nobody is kept out for not having answered.
    console.warn('no answer:', error instanceof Error ? error.message : error);
    return;
  }
  if (typeof answer.company === 'string' && answer.company.trim() !== '') {
    api.user.setUserMetadata('company', answer.company.trim().slice(0, 100));
  }
};
