/** @type {import('@anteroom/actions').PostUserRegistrationHandler} */
exports.onExecutePostUserRegistration = async (event) => {
  const { user_id, email, created_at } = event.user;
  const response = await fetch(event.secrets.WEBHOOK_URL, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${event.secrets.WEBHOOK_TOKEN}`,
      'content-type': 'application/json',
      // The receiver can tell a repetition from a second user.
      'idempotency-key': user_id,
    },
    body: JSON.stringify({ type: 'user.registered', user: { user_id, email, created_at }, connection: event.connection.name }),
    signal: AbortSignal.timeout(5000),
  });
  // The user exists already and waits for nothing: a failure is for the log.
  if (!response.ok) throw new Error(`the webhook answers ${response.status}`);
};
