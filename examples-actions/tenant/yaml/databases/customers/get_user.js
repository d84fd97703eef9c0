async function getByEmail(email, callback) {
  const answer = await fetch(`https://old-shop.example.com/api/customers/${encodeURIComponent(email)}`, {
    headers: { authorization: `Bearer ${configuration.OLD_SHOP_KEY}` },
  });
  if (answer.status === 404) return callback(null);
  if (!answer.ok) return callback(new Error(`the old shop answered ${answer.status}`));
  const customer = await answer.json();
  return callback(null, { user_id: `shop-${customer.number}`, email: customer.email, email_verified: customer.confirmed, name: customer.name });
}
