// Addresses that vanish after an hour. Extend the list with the secret MORE_DOMAINS (separated by commas).
const DISPOSABLE = ['10minutemail.com', 'guerrillamail.com', 'mailinator.com', 'sharklasers.com', 'trashmail.com', 'yopmail.com'];

/** @param {string} address */
function domainOf(address) {
  return address.slice(address.lastIndexOf('@') + 1).trim().toLowerCase().replace(/\.$/, '');
}

/** @type {import('@anteroom/actions').PreUserRegistrationHandler} */
exports.onExecutePreUserRegistration = async (event, api) => {
  const { email } = event.user;
  // Who registers with a telephone number has none.
  if (!email) return;
  const more = (event.secrets.MORE_DOMAINS ?? '').split(',').map((name) => name.trim().toLowerCase()).filter(Boolean);
  const domain = domainOf(email);
  // Such services hand out subdomains as well.
  const found = [...DISPOSABLE, ...more].find((name) => domain === name || domain.endsWith(`.${name}`));
  if (found) api.access.deny(`disposable address at ${found}`, 'Please register with an address that you will keep.');
};
