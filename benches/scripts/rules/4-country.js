function (user, context, callback) {
  if (context.request.geoip) {
    context.idToken['https://shop.example/country'] = context.request.geoip.country_name;
    context.idToken['https://shop.example/timezone'] = context.request.geoip.time_zone;
  }
  callback(null, user, context);
}
