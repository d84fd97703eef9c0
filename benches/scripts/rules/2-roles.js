// Roles by the address, kept in app_metadata.
function (user, context, callback) {
  user.app_metadata = user.app_metadata || {};
  const roles = user.app_metadata.roles || [];
  if (user.email.endsWith('@example.com') && !roles.includes('staff')) roles.push('staff');
  user.app_metadata.roles = roles;
  context.idToken['https://shop.example/roles'] = roles;
  callback(null, user, context);
}
