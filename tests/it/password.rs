//! Passwords over the wire: hashes that are renewed, and hashes that cannot be read.

use anteroom::identity::client::AppType;
use anteroom::identity::password::Passwords;
use argon2::password_hash::SaltString;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};

const EMAIL: &str = "ann@example.com";
/// Argon2id of `an old password` with one pass over 64 KiB.
fn old_hash() -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
    argon2.hash_password(b"an old password", &SaltString::encode_b64(b"some fixed salt").unwrap()).unwrap().to_string()
}

async fn hash_of(server: &TestServer, id: &str) -> String {
    server.app.directory.users.get(id).await.unwrap().unwrap().password_hash.clone().unwrap()
}

#[tokio::test]
async fn a_login_renews_a_hash_of_older_parameters() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    let old = old_hash();
    server.app.directory.users.modify(&user.user_id, |user| user.password_hash = Some(old.clone())).await.unwrap();
    let wrong = Browser::new(&server).log_in(&authorize(&client, &[]), EMAIL, "not the password").await;
    assert_eq!(wrong.status, 400);
    assert_eq!(hash_of(&server, &user.user_id).await, old, "a wrong password changes nothing");
    for _ in 0..2 {
        let answer = Browser::new(&server).log_in(&authorize(&client, &[]), EMAIL, "an old password").await;
        assert!(answer.returned().contains_key("code"), "{answer:?}");
        assert!(!Passwords::needs_rehash(&hash_of(&server, &user.user_id).await));
    }
}

#[tokio::test]
async fn a_hash_that_cannot_be_read_lets_nobody_in() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    for hash in [
        "",
        "plain",
        "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
        "$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHQ$AAAA",
    ] {
        server.app.directory.users.modify(&user.user_id, |user| user.password_hash = Some(hash.to_owned())).await.unwrap();
        for password in [hash, "x"] {
            let answer = Browser::new(&server).log_in(&authorize(&client, &[]), EMAIL, password).await;
            assert_eq!(answer.status, 400, "{hash}");
        }
    }
    assert!(server.app.directory.sessions.all().await.unwrap().is_empty());
}
