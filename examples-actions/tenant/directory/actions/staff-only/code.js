// Lets nobody in who has not come for half a year, but for the staff.
const ms = require('ms');

exports.onExecutePostLogin = async (event, api) => {
  const last = event.user.last_login ? Date.parse(event.user.last_login) : Date.now();
  const staff = event.user.email?.endsWith('@acme.example.com');
  if (!staff && Date.now() - last > ms('180d')) api.access.deny('The account has slept too long; ask our help desk.');
};
