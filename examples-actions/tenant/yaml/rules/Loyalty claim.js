function loyaltyClaim(user, context, callback) {
  const points = (user.app_metadata || {}).points || 0;
  context.idToken[configuration.NAMESPACE + 'loyal'] = points >= 100;
  callback(null, user, context);
}
