function emailDomain(user, context, callback) {
  const allowed = ['example.com', 'example.org'];
  const parts = (user.email || '').split('@');
  const domain = parts[parts.length - 1].toLowerCase();
  if (!user.email_verified || allowed.indexOf(domain) === -1) {
    return callback(new UnauthorizedError('Access denied.'));
  }
  return callback(null, user, context);
}
