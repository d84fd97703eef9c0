// People may register through these applications only.
const allowedApps = ['Registration App', 'Partner Portal'];

/** @type {import('@anteroom/actions').PreUserRegistrationHandler} */
exports.onExecutePreUserRegistration = async (event, api) => {
  // A sign-up that no application started (the Management API, an import) has no client.
  if (!event.client || !allowedApps.includes(event.client.name)) {
    const reason = `not a registration application: ${event.client?.name ?? 'none'}`;
    api.access.deny(reason, 'Registration is not open here. Please ask your administrator.');
  }
};
