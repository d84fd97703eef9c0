async function (user, context, callback) {
  const count = context.stats && context.stats.loginsCount ? context.stats.loginsCount : 0;
  context.idToken['https://shop.example/first'] = count < 2;
  context.idToken['https://shop.example/plan'] = configuration.PLAN || 'free';
  return callback(null, user, context);
}
