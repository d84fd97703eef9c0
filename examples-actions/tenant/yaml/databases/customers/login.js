async function login(email, password, callback) {
  const answer = await fetch('https://old-shop.example.com/api/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${configuration.OLD_SHOP_KEY}` },
    body: JSON.stringify({ email, password }),
  });
  if (answer.status === 401) return callback(new WrongUsernameOrPasswordError(email));
  if (!answer.ok) return callback(new Error(`the old shop answered ${answer.status}`));
  const customer = await answer.json();
  return callback(null, {
    user_id: `shop-${customer.number}`,
    email: customer.email,
    email_verified: customer.confirmed,
    name: customer.name,
    app_metadata: { customer_since: customer.since },
  });
}
