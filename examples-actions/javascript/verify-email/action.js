/** @type {import('@anteroom/actions').PostLoginHandler} */
exports.onExecutePostLogin = async (event, api) => {
  // Upstream providers answer for their own users; those of databases have to show that the address is theirs.
  if (event.connection.strategy !== 'auth0') return;
  if (event.user.email && !event.user.email_verified) {
    api.access.deny('Please confirm your e-mail address first: we have sent you a link.');
  }
};
