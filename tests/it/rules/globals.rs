//! What Rules have without requiring it: configuration, the client of the Management API, `request`.

use serde_json::json;

use super::Story;

#[tokio::test(flavor = "multi_thread")]
async fn configuration_is_what_was_set_last_and_is_in_no_record() {
    let story = Story::new().await;
    let api = story.server.api("update:rules_configs delete:rules_configs");
    assert_eq!(api.send("PUT", "/rules-configs/KEY", Some(json!({ "value": "hunter2-and-more" }))).await.0, 200);
    story
        .body(
            "console.log('it is ' + configuration.KEY);
             context.idToken.length = (configuration.KEY || '').length;
             callback(null, user, context);",
        )
        .await;
    assert_eq!(story.claims().await.0["length"], 16);
    let record = story.record().await.to_string();
    assert!(record.contains("it is ") && !record.contains("hunter2"), "{record}");
    assert_eq!(api.send("PUT", "/rules-configs/KEY", Some(json!({ "value": "short" }))).await.0, 200);
    assert_eq!(story.claims().await.0["length"], 5);
    assert_eq!(api.delete("/rules-configs/KEY").await.0, 204);
    assert_eq!(story.claims().await.0["length"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_a_rule_writes_is_kept_and_the_login_is_still_counted() {
    let story = Story::new().await;
    story
        .body(
            "user.app_metadata = user.app_metadata || {};
             user.app_metadata.signups = (user.app_metadata.signups || 0) + 1;
             auth0.users.updateAppMetadata(user.user_id, user.app_metadata)
               .then(() => auth0.users.updateUserMetadata(user.user_id, { seen: true }))
               .then(() => { context.idToken.n = user.app_metadata.signups; callback(null, user, context); })
               .catch(callback);",
        )
        .await;
    assert_eq!(story.claims().await.0["n"], 1);
    assert_eq!(story.claims().await.0["n"], 2);
    let user = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap();
    assert_eq!((user.app_metadata["signups"].clone(), user.user_metadata["seen"].clone()), (json!(2), json!(true)));
    assert_eq!(user.logins_count, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_reads_users_and_may_do_nothing_else() {
    let story = Story::new().await;
    story
        .body(
            "const told = {};
             request({ url: auth0.baseUrl + '/users-by-email', qs: { email: user.email }, json: true,
                       headers: { Authorization: 'Bearer ' + auth0.accessToken } }, (error, response, body) => {
               told.found = error ? error.message : body.map((one) => one.user_id);
               request.get(auth0.baseUrl + '/clients', { auth: { bearer: auth0.accessToken } }, (error, response) => {
                 told.clients = error ? error.message : response.statusCode;
                 request.get(auth0.baseUrl + '/users', { auth: { bearer: 'made-up' } }, (error, response) => {
                   told.stranger = error ? error.message : response.statusCode;
                   context.idToken.told = told;
                   callback(null, user, context);
                 });
               });
             });",
        )
        .await;
    let told = story.claims().await.0["told"].clone();
    assert_eq!(told, json!({ "found": [story.user.user_id], "clients": 403, "stranger": 401 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_token_of_a_login_means_nothing_outside_of_it() {
    let story = Story::new().await;
    story.body("context.idToken.token = auth0.accessToken; callback(null, user, context);").await;
    let (first, second) = (story.claims().await.0["token"].clone(), story.claims().await.0["token"].clone());
    assert!(first.as_str().unwrap().len() >= 40 && first != second);
    let api = story.server.api_with(Some(second.as_str().unwrap().to_owned()));
    assert_eq!(api.get("/users").await.0, 401, "it is no token on the network");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_answers_callbacks_and_promises_alike() {
    let story = Story::new().await;
    story
        .body(
            "auth0.users.get({ id: user.user_id }, (error, found) => {
               auth0.getUser(user.user_id).then((same) => auth0.users.getAll({ q: 'email:' + user.email }).then((all) => {
                 auth0.users.update('auth0|nobody', { nickname: 'x' }, (failure) => {
                   context.idToken.told = [error, found.email, same.email, all.length, failure.statusCode, failure.message, auth0.domain];
                   callback(null, user, context);
                 });
               })).catch(callback);
             });",
        )
        .await;
    let told = story.claims().await.0["told"].clone();
    let host = story.server.app.config.public_url.host_str().unwrap();
    assert_eq!(told, json!([null, "ann@example.com", "ann@example.com", 1, 404, "The user does not exist.", host]));
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_buffers_and_errors_are_there() {
    let story = Story::new().await;
    story
        .body(
            "setTimeout(() => {
               const error = new ValidationError('code', 'text');
               context.idToken.told = [Buffer.from('a').toString('base64'), error instanceof Error, error.name, error.message];
               callback(null, user, context);
             }, 1);",
        )
        .await;
    assert_eq!(story.claims().await.0["told"], json!(["YQ==", true, "ValidationError", "text"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_keeps_in_the_cache_is_there_in_the_next_login_and_what_it_keeps_in_global_is_not() {
    let story = Story::new().await;
    story
        .body(
            "const count = Number((cache.get('count') || {}).value || 0) + 1;
             cache.set('count', String(count), { ttl: 60000 });
             global.count = (global.count || 0) + 1;
             context.idToken.counts = [count, global.count];
             callback(null, user, context);",
        )
        .await;
    assert_eq!(story.claims().await.0["counts"], json!([1, 1]));
    assert_eq!(story.claims().await.0["counts"], json!([2, 1]));
}
