//! What a foreign hash may cost, and that it stays closed. Whether each algorithm is computed rightly is asked over the wire, by what other
//! implementations made (`tests/it/management/jobs/hashes.rs`).

use std::sync::Arc;

use super::*;
use crate::identity::password::Passwords;
use crate::random::SeededRandom;

fn vault(key: u8) -> Vault {
    Vault::new(&[key; 32], Arc::new(SeededRandom::new([key; 32])))
}

fn new(scheme: Scheme) -> Result<ForeignHash, Unusable> {
    ForeignHash::new(scheme, Encoding::Utf8)
}

fn pbkdf2(iterations: u32, length: usize) -> Scheme {
    Scheme::Pbkdf2 { digest: Digest::Sha256, iterations, salt: b"saltsalt".to_vec(), hash: vec![1; length] }
}

fn scrypt(log_n: u8, r: u32, p: u32, length: usize) -> Scheme {
    Scheme::Scrypt { log_n, r, p, salt: b"saltsalt".to_vec(), hash: vec![1; length] }
}

fn argon2(parameters: &str) -> Scheme {
    Scheme::Argon2(format!("$argon2id$v=19${parameters}$c2FsdHNhbHQ$E9L4+IRc90GqLK5JFIvl6mT+HqWFYSxsUPcV32nTS/A"))
}

fn bcrypt(cost: &str) -> Scheme {
    Scheme::Bcrypt(format!("$2b${cost}$abcdefghijklmnopqrstuuL14P8YbLAn0JkPxtgtQFRlH3V5k9ZVC"))
}

#[test]
fn what_others_recommend_is_taken() {
    for scheme in [
        bcrypt("04"),
        bcrypt("14"),
        argon2("m=19456,t=2,p=1"),
        argon2("m=65536,t=3,p=4"),
        argon2("m=131072,t=8,p=1"),
        pbkdf2(600_000, 32),
        pbkdf2(2_000_000, 32),
        pbkdf2(1_000_000, 64),
        scrypt(14, 8, 1, 64),
        scrypt(17, 8, 1, 32),
        scrypt(16, 8, 8, 32),
    ] {
        assert!(new(scheme).is_ok());
    }
}

#[test]
fn what_would_burn_the_machine_is_refused() {
    for (name, scheme) in [
        ("bcrypt 15", bcrypt("15")),
        ("bcrypt 31", bcrypt("31")),
        ("bcrypt 3", bcrypt("03")),
        ("bcrypt 4 in one digit", bcrypt("4")),
        ("argon2 of 129 MiB", argon2("m=132096,t=1,p=1")),
        ("argon2 of 4 TiB", argon2("m=4294967295,t=1,p=1")),
        ("argon2 of nine passes", argon2("m=131072,t=9,p=1")),
        ("argon2 of many passes", argon2("m=8,t=4294967295,p=1")),
        ("argon2 of 17 lanes", argon2("m=65536,t=1,p=17")),
        ("pbkdf2 without rounds", pbkdf2(0, 32)),
        ("pbkdf2 of many rounds", pbkdf2(2_000_001, 32)),
        ("pbkdf2 of many rounds in two blocks", pbkdf2(1_000_001, 33)),
        ("scrypt of 256 MiB", scrypt(18, 8, 1, 32)),
        ("scrypt of wide blocks", scrypt(10, 1 << 20, 1, 32)),
        ("scrypt of many lanes", scrypt(4, 1, 17, 32)),
        ("scrypt over 2 GiB", scrypt(17, 8, 16, 32)),
        ("scrypt of everything", scrypt(63, u32::MAX, u32::MAX, 32)),
        ("scrypt beyond the shift", scrypt(64, 1, 1, 32)),
        ("scrypt without a block", scrypt(14, 0, 1, 32)),
    ] {
        assert!(new(scheme).is_err(), "{name}");
    }
}

#[test]
fn a_hash_that_chance_would_find_is_refused() {
    for scheme in [pbkdf2(1000, 15), pbkdf2(1000, 0), pbkdf2(1000, 129), scrypt(10, 8, 1, 8)] {
        assert!(new(scheme).is_err());
    }
    let short = Scheme::Digest { digest: Digest::Sha1, salt: Vec::new(), position: Position::Prefix, hash: vec![0; 19] };
    assert!(new(short).is_err());
    let hmac = Scheme::Hmac { digest: Digest::Sha1, key: vec![0; 1025], salt: Vec::new(), position: Position::Prefix, hash: vec![0; 20] };
    assert!(new(hmac).is_err());
    assert!(new(Scheme::Argon2("$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHQ$AAAA".to_owned())).is_err());
    assert!(new(Scheme::Argon2("$argon2id$v=19$m=256,t=2,p=1$c2FsdHNhbHQ".to_owned())).is_err());
}

#[tokio::test]
async fn a_hash_is_kept_closed_and_opens_for_its_own_server_alone() {
    let hash = new(bcrypt("04")).unwrap();
    let column = hash.seal(&vault(1)).unwrap();
    assert!(is_foreign(&column) && Passwords::needs_rehash(&column) && !column.contains("$2b$"));
    let passwords = |key| Passwords::with_threads(Arc::new(SeededRandom::new([9; 32])), vault(key), 1);
    assert!(passwords(1).verify("Correct-Horse-9", Some(&column)).await.unwrap());
    assert!(!passwords(1).verify("correct-horse-9", Some(&column)).await.unwrap());
    assert!(matches!(passwords(2).verify("Correct-Horse-9", Some(&column)).await, Err(PasswordError::Unreadable(_))));
}

#[tokio::test]
async fn a_wrong_password_for_a_cheap_hash_costs_what_an_unknown_user_costs() {
    let md5 = Scheme::Digest {
        digest: Digest::Md5,
        salt: Vec::new(),
        position: Position::Prefix,
        hash: Digest::Md5.of([b"right", b""]).to_vec(),
    };
    let column = new(md5).unwrap().seal(&vault(1)).unwrap();
    let passwords = Passwords::with_threads(Arc::new(SeededRandom::new([9; 32])), vault(1), 1);
    assert!(passwords.verify("right", Some(&column)).await.unwrap());
    assert_eq!(passwords.computed(), 0, "who is right pays by being hashed anew");
    assert!(!passwords.verify("wrong", Some(&column)).await.unwrap());
    assert_eq!(passwords.computed(), 1);
    let other = Passwords::with_threads(Arc::new(SeededRandom::new([9; 32])), vault(2), 1);
    assert!(other.verify("right", Some(&column)).await.is_err());
    assert_eq!(other.computed(), 1, "nor is a hash that does not open told by its time");
}

#[test]
fn the_password_is_written_as_the_other_system_wrote_it() {
    assert_eq!(*Encoding::Utf8.bytes("ü€"), "ü€".as_bytes());
    assert_eq!(*Encoding::Utf16le.bytes("aü"), [0x61, 0, 0xfc, 0]);
    assert_eq!(*Encoding::Latin1.bytes("aü€"), [0x61, 0xfc, 0xac]);
}
