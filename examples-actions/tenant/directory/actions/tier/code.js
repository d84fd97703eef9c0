// Puts the customer's tier into the tokens.
exports.onExecutePostLogin = async (event, api) => {
  const tier = event.user.app_metadata.tier ?? 'standard';
  api.idToken.setCustomClaim('https://acme.example.com/tier', tier);
  api.accessToken.setCustomClaim('https://acme.example.com/tier', tier);
};
