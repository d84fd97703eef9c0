/** The old shop's tokens are good here too: it says itself whose they are. */
exports.onExecuteCustomTokenExchange = async (event, api) => {
  const response = await fetch('https://old.acme.example.com/whoami', {
    headers: { authorization: `Bearer ${event.transaction.subject_token}` },
  });
  if (response.status === 401) return api.access.rejectInvalidSubjectToken('The old shop does not know this token.');
  if (!response.ok) return api.access.deny('server_error', 'The old shop does not answer.');
  const { id, email, email_verified } = await response.json();
  api.authentication.setUserByConnection(
    'customers',
    { user_id: `old-${id}`, email, email_verified: email_verified === true },
    { creationBehavior: 'create_if_not_exists', updateBehavior: 'none' },
  );
};
