//! Passwords that come with users: each algorithm by what another implementation made of it (libcrypt, libargon2, OpenSSL, Node), a login
//! through the hosted page, and what is left of the hash afterwards.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::password::Passwords;
use anteroom::identity::password::foreign::is_foreign;
use anteroom::storage::{Direction, KeyRange};
use serde_json::{Value, json};

use super::{ALL, database, errors, import, imported, server};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::DATABASE;

const PASSWORD: &str = "Correct-Horse-9";

fn plain(algorithm: &str, position: Option<&str>, value: &str) -> Value {
    let encoding = if value.ends_with('=') { "base64" } else { "hex" };
    let mut hash = json!({ "algorithm": algorithm, "hash": { "value": value, "encoding": encoding } });
    if let Some(position) = position {
        hash["salt"] = json!({ "value": "salt", "position": position });
    }
    hash
}

fn hmac(digest: &str, value: &str) -> Value {
    json!({ "algorithm": "hmac", "hash": {
        "value": value, "encoding": "hex", "digest": digest, "key": { "value": "cGVwcGVy", "encoding": "base64" },
    } })
}

fn as_it_is(algorithm: &str, value: &str) -> Value {
    json!({ "algorithm": algorithm, "hash": { "value": value, "encoding": "utf8" } })
}

fn all() -> Vec<Value> {
    vec![
        as_it_is("argon2", "$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHQ$E9L4+IRc90GqLK5JFIvl6mT+HqWFYSxsUPcV32nTS/A"),
        json!({ "algorithm": "argon2", "hash": { "value":
            "$argon2i$v=19$m=256,t=2,p=1$c2FsdHNhbHQ$02ln4YzZ45IGvjcIfzwlEIGd/Doym80oIeTLbdDNAs8" } }),
        json!({ "algorithm": "bcrypt", "hash": { "value": "$2b$04$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC" } }),
        as_it_is("bcrypt", "$2a$04$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC"),
        as_it_is("bcrypt", "$2y$04$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC"),
        as_it_is("bcrypt", "$2b$10$abcdefghijklmnopqrstuu6HCkuoHyKCAj/GTnHQaomnkOwhLo8py"),
        plain("md4", None, "81a08ca0ae1731f418fc0db95d653693"),
        plain("md5", Some("prefix"), "bf5ffb5d5d33036aa0827dc8e5646ce8"),
        plain("md5", Some("suffix"), "ueVSQY3iPuUQ/rJT6Vpplg=="),
        plain("sha1", Some("prefix"), "ad5b9f68dde8d1be87f925bc5bc167cd9e04c6b7"),
        plain("sha256", Some("prefix"), "0A03D8B928F4608E208FC4B9EFC8A6A08E5AC2086F2F317F3150E4F590FDDB2E"),
        plain("sha256", Some("suffix"), "571KYIJzVCQghLVlLa8+z3r6uoLNJ1247a++Ynp5L4U="),
        plain(
            "sha512",
            Some("prefix"),
            "5e28cc1b7983f2f98b29abf677fb0bc45c6bd1c5fe077b47bbb181e31db149bddb62dbebaedea3776920d1d8dfcb0975ac24c8be74c8da09f8e9f7f9312048f0",
        ),
        hmac("md4", "842a492e1176c3e13d51cb407e275fbf"),
        hmac("md5", "20b0a6374c1036de596e3ab7c75da34d"),
        hmac("ripemd160", "b977fa8acb3d96459261c0fef18e8173779425f8"),
        hmac("sha1", "69086769865a1cae91028e66a56e07673a6ca98c"),
        hmac("sha224", "baffc77f74cafadb794a45a94f9c90578e2d211a7d5771d747f0b43f"),
        hmac("sha256", "f7ec829abce68b1216320c86b3ffefec5e0e55789723423f2ee3e914a4d5a18d"),
        hmac("sha384", "0b5b1c584b6f44f0d3e2bb3bd837ee4aeacc1cd19b2307be7a2304e7d06b0dd8f08a946efb1aa235da6dde522b32b296"),
        hmac(
            "sha512",
            "8cfabb993cc9089b7aeaa3753afa79d2e0485d805145552fa134a62b8ab708ae3fe41a95480cffed2b557ac2527843920476f116ec482ecba8283819047382ac",
        ),
        hmac(
            "whirlpool",
            "52c6e5c9f16ef106386e6f5713fe26400d4357100a77909ad1bb6a3eadaff6f1333103476f54463040d797a7072185017176fe906eace0273e7bb1a2692a530e",
        ),
        as_it_is("ldap", "{SHA}nT073x6T9Kc3EEhVcHqcM9LDvGQ="),
        as_it_is("ldap", "{SSHA}W28mL9HDN9vcA663CLE4OmidNIdwZXBwZXI="),
        as_it_is("ldap", "{SMD5}2fpi7coUmBdudxHB3+ttSXBlcHBlcg=="),
        as_it_is("ldap", "{SSHA256}5EfUCtbh68YQ7k8qGgi9vwKkrFVB451w5vRDmSistXpwZXBwZXI="),
        as_it_is("ldap", "{SSHA512}sj5KgTsgionnkHYygNXuoN7m8ldCTo0mB7Hxn6rZzoknAalOsi7yHfRuW2k328TGYnQGwVwjnyxTZG92ntTOh3BlcHBlcg=="),
        as_it_is(
            "pbkdf2",
            "$pbkdf2-sha512$i=1000,l=64$c2FsdHNhbHQ$DGtNuXJsKHRtnrYkh5Qic8k70GP91YL5iOSYF7wZwH1ObHqKWNBkVuMVqwSe0EEs6mWkVnozUpejdTHrcs7mxA",
        ),
        as_it_is("pbkdf2", "$pbkdf2-sha1$i=1000,l=20$c2FsdHNhbHQ$H0Oe3/AlnRS+d0jQ+LW9ZqZUJ4o"),
        as_it_is("pbkdf2", "$pbkdf2-sha256$i=1000,l=40$c2FsdHNhbHQ$q3DlBrypjIeBf3z4fP2oeNYXU6Fv/WPjZjN5m7yxou0iWaHkBlJbqg"),
        as_it_is("pbkdf2", "$pbkdf2-md5$i=1000,l=16$c2FsdHNhbHQ$XK34FCt9MDbB4mXsRWjkDQ"),
        json!({
            "algorithm": "scrypt", "keylen": 64, "cost": 1024, "blockSize": 8, "parallelization": 1,
            "salt": { "value": "73616c7473616c74", "encoding": "hex" },
            "hash": { "encoding": "hex", "value":
                "b865dee32c7bdde70941c0d39033867522e34af899b06841b35bc95c251e567a4a8e6a343153a092b06636b3657c6653f7a6401f733ec23891f93d392b34d7df" },
        }),
        json!({
            "algorithm": "scrypt", "keylen": 32, "salt": { "value": "saltsalt" },
            "hash": { "encoding": "base64", "value": "tkUGRWttu4/u/RuPyKWdG1hFVEna4gQ8yBjiopXGQlw=" },
        }),
    ]
}

/// The users with their hashes, and their passwords.
fn users() -> Vec<(Value, &'static str)> {
    let mut hashes: Vec<(Value, &str)> = all().into_iter().map(|hash| (json!({ "custom_password_hash": hash }), PASSWORD)).collect();
    hashes.push((json!({ "password_hash": "$2b$10$abcdefghijklmnopqrstuu6HCkuoHyKCAj/GTnHQaomnkOwhLo8py" }), PASSWORD));
    let mut wide = plain("sha256", None, "40ceba244f7d6a67a3b36c2d48d9ac011f554509756ed192a6ade460da7761da");
    wide["password"] = json!({ "encoding": "utf16le" });
    let mut narrow = plain("md5", None, "0a67862a1181f3b2161ad10f6200547a");
    narrow["password"] = json!({ "encoding": "latin1" });
    hashes.extend([wide, narrow].map(|hash| (json!({ "custom_password_hash": hash }), "Grüße-9")));
    for (number, (user, _)) in hashes.iter_mut().enumerate() {
        user["email"] = email(number).into();
    }
    hashes
}

fn email(number: usize) -> String {
    format!("person-{number}@example.com")
}

async fn column(server: &TestServer, email: &str) -> String {
    let mut users = server.app.directory.users.list_by("email", email, None, 2).await.unwrap();
    users.remove(0).value.password_hash.unwrap()
}

#[tokio::test]
async fn each_imported_hash_logs_its_user_in_and_is_then_our_own() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let users = users();
    let file = Value::Array(users.iter().map(|(user, _)| user.clone()).collect());
    imported(&server.api(ALL), &connection, &file, &[]).await;
    let log_in = async |email: &str, password: &str| {
        // As many logins as these are more than one address has in a minute.
        server.clock.advance(Duration::from_secs(60));
        Browser::new(&server).log_in(&authorize(&client, &[]), email, password).await
    };
    for (number, (user, password)) in users.iter().enumerate() {
        let (email, before) = (email(number), column(&server, &email(number)).await);
        assert!(is_foreign(&before), "{user}");
        for wrong in [&password[1..], &password.to_uppercase()] {
            assert_eq!(log_in(&email, wrong).await.status, 400, "{user}");
        }
        assert_eq!(column(&server, &email).await, before, "a wrong password changes nothing");
        let answer = log_in(&email, password).await;
        assert!(answer.returned().contains_key("code"), "{user} {answer:?}");
        assert!(!Passwords::needs_rehash(&column(&server, &email).await), "{user}");
    }
    assert!(log_in(&email(6), PASSWORD).await.returned().contains_key("code"), "by our own hash");
}

#[tokio::test]
async fn no_part_of_a_hash_is_shown_or_stored_as_it_came() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let key = "a-key-that-nobody-may-see";
    let value = "f7ec829abce68b1216320c86b3ffefec5e0e55789723423f2ee3e914a4d5a18d";
    let hash = json!({ "algorithm": "hmac", "hash": { "value": value, "encoding": "hex", "digest": "sha256", "key": { "value": key } } });
    let mut refused = hash.clone();
    refused["hash"]["digest"] = "sha1".into();
    let file = json!([
        { "email": "good@example.com", "custom_password_hash": hash },
        { "email": "bad@example.com", "custom_password_hash": refused },
        { "email": "worse@example.com", "password_hash": format!("$2b$10${value}") },
    ]);
    let (_, job) = import(&api, &connection, &file, &[]).await;
    let job = super::ended(&api, &job).await;
    let (status, told) = errors(&api, &job).await;
    assert_eq!(
        (status, told[0]["user"]["custom_password_hash"].clone(), told[1]["user"]["password_hash"].clone()),
        (200, json!("*****"), json!("*****"))
    );
    let (_, json) = api.post_bytes("/jobs/users-imports", "application/json", file.to_string().into_bytes()).await;
    let all = [job, told, json, api.get("/logs").await.1, super::by_email(&api, "good@example.com").await];
    for shown in all {
        assert!(!shown.to_string().contains(key) && !shown.to_string().contains(value), "{shown}");
    }
    let everything = KeyRange { from: Vec::new(), to: vec![0xff; 64] };
    let records = server.app.store.range(&everything, usize::MAX, Direction::Forward).await.unwrap();
    assert!(records.len() > 10);
    for (name, record) in records {
        let text = String::from_utf8_lossy(&record.value).into_owned();
        assert!(!text.contains(key) && !text.contains(value), "{} {text}", String::from_utf8_lossy(&name));
    }
}

#[tokio::test]
async fn a_hash_that_cannot_be_used_keeps_its_user_out() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let good = plain("md5", Some("prefix"), "bf5ffb5d5d33036aa0827dc8e5646ce8");
    let with = |path: &str, value: Value| {
        let mut hash = good.clone();
        *hash.pointer_mut(path).unwrap() = value;
        hash
    };
    let scrypt = |cost: Value| {
        json!({
            "algorithm": "scrypt", "keylen": 32, "cost": cost, "salt": { "value": "saltsalt" },
            "hash": { "encoding": "base64", "value": "tkUGRWttu4/u/RuPyKWdG1hFVEna4gQ8yBjiopXGQlw=" },
        })
    };
    let at = "custom_password_hash";
    let cases = [
        (json!("text"), "INVALID_TYPE", at),
        (json!({}), "OBJECT_MISSING_REQUIRED_PROPERTY", at),
        (json!({ "algorithm": "md5" }), "OBJECT_MISSING_REQUIRED_PROPERTY", at),
        (json!({ "algorithm": "md5", "hash": {} }), "OBJECT_MISSING_REQUIRED_PROPERTY", "custom_password_hash.hash"),
        (with("/algorithm", json!("crc32")), "ENUM_MISMATCH", "custom_password_hash.algorithm"),
        (with("/hash/encoding", json!("utf8")), "ENUM_MISMATCH", "custom_password_hash.hash.encoding"),
        (with("/hash/value", json!("not hex")), "INVALID_FORMAT", "custom_password_hash.hash.value"),
        (with("/hash/value", json!("abc")), "INVALID_FORMAT", "custom_password_hash.hash.value"),
        (with("/hash/value", json!("abcd")), "INVALID_PASSWORD_HASH", "custom_password_hash.hash"),
        (with("/hash/value", json!("a".repeat(5000))), "MAX_LENGTH", "custom_password_hash.hash.value"),
        (with("/salt/position", json!("middle")), "ENUM_MISMATCH", "custom_password_hash.salt.position"),
        (with("/salt", json!({})), "OBJECT_MISSING_REQUIRED_PROPERTY", "custom_password_hash.salt"),
        (with("/salt", json!({ "value": "x", "size": 1 })), "OBJECT_ADDITIONAL_PROPERTIES", "custom_password_hash.salt"),
        (
            as_it_is("bcrypt", "$2b$15$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC"),
            "INVALID_PASSWORD_HASH",
            "custom_password_hash.hash",
        ),
        (
            as_it_is("bcrypt", "$2x$10$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC"),
            "INVALID_PASSWORD_HASH",
            "custom_password_hash.hash",
        ),
        (as_it_is("bcrypt", "$2b$10$short"), "INVALID_PASSWORD_HASH", "custom_password_hash.hash"),
        (
            as_it_is("argon2", "$argon2id$v=19$m=2097152,t=9,p=1$c2FsdHNhbHQ$E9L4+IRc90GqLK5JFIvl6mT+HqWFYSxsUPcV32nTS/A"),
            "INVALID_PASSWORD_HASH",
            "custom_password_hash.hash",
        ),
        (
            as_it_is("pbkdf2", "$pbkdf2-sha1$i=4000000000,l=20$c2FsdHNhbHQ$H0Oe3/AlnRS+d0jQ+LW9ZqZUJ4o"),
            "INVALID_PASSWORD_HASH",
            "custom_password_hash.hash",
        ),
        (
            as_it_is("pbkdf2", "$pbkdf2-sha1$i=1000,l=21$c2FsdHNhbHQ$H0Oe3/AlnRS+d0jQ+LW9ZqZUJ4o"),
            "INVALID_FORMAT",
            "custom_password_hash.hash.value",
        ),
        (
            as_it_is("pbkdf2", "$pbkdf2-crc32$i=1000,l=20$c2FsdHNhbHQ$H0Oe3/AlnRS+d0jQ+LW9ZqZUJ4o"),
            "INVALID_FORMAT",
            "custom_password_hash.hash.value",
        ),
        (as_it_is("ldap", "{CRYPT}$1$gwvn5BO0$3dyk8j.UTcsNUPrLMsU6"), "INVALID_FORMAT", "custom_password_hash.hash.value"),
        (as_it_is("ldap", "{SHA}W28mL9HDN9vcA663CLE4OmidNIdwZXBwZXI="), "INVALID_FORMAT", "custom_password_hash.hash.value"),
        (as_it_is("ldap", "Correct-Horse-9"), "INVALID_FORMAT", "custom_password_hash.hash.value"),
        (hmac("crc32", "00"), "ENUM_MISMATCH", "custom_password_hash.hash.digest"),
        (scrypt(json!(1000)), "INVALID_FORMAT", "custom_password_hash.cost"),
        (scrypt(json!(-1)), "INVALID_TYPE", "custom_password_hash.cost"),
        (scrypt(json!(1 << 30)), "INVALID_PASSWORD_HASH", "custom_password_hash.hash"),
        (
            json!({ "algorithm": "bcrypt", "hash": { "value": "x" }, "salt": { "value": "x" } }),
            "OBJECT_ADDITIONAL_PROPERTIES",
            "custom_password_hash.salt",
        ),
    ];
    let file = cases.iter().enumerate().map(|(number, (hash, ..))| json!({ "email": email(number), "custom_password_hash": hash }));
    let (status, job) = import(&api, &connection, &file.collect(), &[]).await;
    assert_eq!(status, 202, "{job}");
    let job = super::ended(&api, &job).await;
    assert_eq!(job["summary"], json!({ "failed": cases.len(), "updated": 0, "inserted": 0, "total": cases.len() }));
    let (_, told) = errors(&api, &job).await;
    for ((hash, code, path), told) in cases.iter().zip(told.as_array().unwrap()) {
        let errors = &told["errors"];
        assert_eq!((&errors[0]["code"], &errors[0]["path"]), (&json!(code), &json!(path)), "{hash} {errors}");
        assert!(errors[0]["message"].as_str().is_some_and(|sentence| !sentence.is_empty()));
    }
    assert_eq!(api.get("/users").await.1, json!([]), "nothing of them is written");
    let both = json!([{ "email": "x@example.com", "password_hash": "x", "custom_password_hash": good }]);
    let (_, job) = import(&api, &connection, &both, &[]).await;
    super::ended(&api, &job).await;
    assert_eq!(errors(&api, &job).await.1[0]["errors"][0]["code"], "OBJECT_ADDITIONAL_PROPERTIES");
}

#[tokio::test]
async fn a_hash_is_replaced_by_another_import_until_somebody_has_logged_in_with_it() {
    let server = TestServer::start().await;
    let connection = database(&server).await;
    let client = server.app.directory.clients.all().await.unwrap().remove(0).value;
    let api = server.api(ALL);
    let user = |hash: Value| json!([{ "email": "ann@example.com", "custom_password_hash": hash }]);
    let first = user(plain("md4", None, "ffffffffffffffffffffffffffffffff"));
    imported(&api, &connection, &first, &[]).await;
    let second = user(plain("md4", None, "81a08ca0ae1731f418fc0db95d653693"));
    imported(&api, &connection, &second, &[("upsert", b"true")]).await;
    server.clock.advance(Duration::from_secs(1));
    let log_in = async || Browser::new(&server).log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await;
    assert!(log_in().await.returned().contains_key("code"), "{DATABASE}");
    let own = column(&server, "ann@example.com").await;
    imported(&api, &connection, &first, &[("upsert", b"true")]).await;
    assert_eq!(column(&server, "ann@example.com").await, own, "what the user has set stays");
}
