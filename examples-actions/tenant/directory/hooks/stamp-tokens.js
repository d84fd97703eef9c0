module.exports = function (client, scope, audience, context, cb) {
  cb(null, { 'https://acme.example.com/issued-for': client.name });
};
