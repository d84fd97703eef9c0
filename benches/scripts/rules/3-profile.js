function addProfile(user, context, callback) {
  const namespace = 'https://shop.example/';
  const claims = ['given_name', 'family_name', 'nickname', 'picture'];
  claims.forEach(function (claim) {
    if (user[claim]) context.idToken[namespace + claim] = user[claim];
  });
  context.accessToken[namespace + 'email'] = user.email;
  callback(null, user, context);
}
