/** @type {import('@anteroom/actions').CustomPhoneProviderHandler} */
exports.onExecuteCustomPhoneProvider = async (event, api) => {
  const { recipient, as_text, as_voice, delivery_method } = event.notification;
  const voice = delivery_method === 'voice';
  let response;
  try {
    response = await fetch(`${event.secrets.GATEWAY_URL}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${event.secrets.GATEWAY_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: recipient, channel: voice ? 'call' : 'sms', text: voice ? as_voice : as_text }),
      signal: AbortSignal.timeout(5000),
    });
  } catch (error) {
    api.notification.retry(`the gateway cannot be reached: ${error instanceof Error ? error.message : error}`);
    return;
  }
  if (response.ok) return;
  // Too many, or broken: later may be better. Anything else would be refused again.
  if (response.status === 429 || response.status >= 500) api.notification.retry(`the gateway answers ${response.status}`);
  else api.notification.drop(`the gateway refuses the message: ${response.status}`);
};
