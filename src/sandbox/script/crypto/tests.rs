//! The operations themselves, with the vectors of their standards; what JavaScript makes of them is tested through the engine.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn run(name: &str, text: Value, bytes: &[u8]) -> Result<(String, Vec<u8>), String> {
    unpaid(name, &text.to_string(), bytes)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

fn b64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The price of an operation in nanoseconds.
fn price(name: &str, text: Value, bytes: &[u8]) -> u64 {
    plan(name, &text.to_string(), bytes.to_vec()).map_err(|refusal| refusal.message).unwrap().nanos()
}

#[test]
fn digests_are_those_of_their_standards() {
    for (hash, expected) in [
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sha512-256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
        ("sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
    ] {
        assert_eq!(hex(&run("digest", json!({ "hash": hash }), b"abc").unwrap().1), expected, "{hash}");
    }
    for (hash, length) in [("sha384", 48), ("sha512", 64), ("sha3-384", 48), ("sha3-512", 64)] {
        assert_eq!(run("digest", json!({ "hash": hash }), b"abc").unwrap().1.len(), length);
    }
}

#[test]
fn hmac_is_that_of_rfc_2202_and_rfc_4231() {
    let key = b64(b"Jefe");
    for (hash, expected) in [
        ("md5", "750c783e6ab0b503eaa86e310a5db738"),
        ("sha1", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        ("sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ] {
        let mac = run("hmac", json!({ "hash": hash, "key": key }), b"what do ya want for nothing?").unwrap().1;
        assert_eq!(hex(&mac), expected, "{hash}");
    }
    assert!(run("hmac", json!({ "hash": "sha3-256", "key": key }), b"").unwrap_err().starts_with("Invalid digest"));
}

#[test]
fn keys_are_derived_as_in_rfc_6070_rfc_5869_and_rfc_7914() {
    let ask = json!({ "hash": "sha1", "salt": b64(b"salt"), "iterations": 4096, "length": 20 });
    assert_eq!(hex(&run("pbkdf2", ask, b"password").unwrap().1), "4b007901b765489abead49d926f721d065a429c1");
    let (salt, info) = (b64(&unhex("000102030405060708090a0b0c")), b64(&unhex("f0f1f2f3f4f5f6f7f8f9")));
    let ask = json!({ "hash": "sha256", "salt": salt, "info": info, "length": 42 });
    let expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865";
    assert_eq!(hex(&run("hkdf", ask, &[0x0b; 22]).unwrap().1), expected);
    let ask = json!({ "salt": b64(b"NaCl"), "N": 1024, "r": 8, "p": 16, "length": 64 });
    let expected =
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640";
    assert_eq!(hex(&run("scrypt", ask, b"password").unwrap().1), expected);
}

#[test]
fn a_derivation_costs_what_it_takes_and_not_what_fits_a_number() {
    let pbkdf2 = |iterations: u64, length: u64| json!({ "hash": "sha512", "salt": "", "iterations": iterations, "length": length });
    assert_eq!(price("pbkdf2", pbkdf2(100_000, 64), b""), 70_000_000);
    assert_eq!(price("pbkdf2", pbkdf2(1_000_000_000, 1 << 20), b"") / 1_000_000_000, 11_468_800);
    let scrypt = |n: u64, r: u64, p: u64| json!({ "salt": "", "N": n, "r": r, "p": p, "length": 64 });
    assert_eq!(price("scrypt", scrypt(16384, 8, 1), b"") / 1_000_000, 43);
    assert_eq!(price("scrypt", scrypt(1 << 63, u32::MAX.into(), u32::MAX.into()), b""), u64::MAX);
    for (ask, name) in [
        (pbkdf2(0, 1), "pbkdf2"),
        (pbkdf2(1 << 32, 1), "pbkdf2"),
        (pbkdf2(1, (1 << 20) + 1), "pbkdf2"),
        (scrypt(3, 8, 1), "scrypt"),
        (scrypt(0, 8, 1), "scrypt"),
        (scrypt(2, 0, 1), "scrypt"),
    ] {
        assert!(plan(name, &ask.to_string(), Vec::new()).is_err(), "{ask}");
    }
    // Whoever could pay for it would be told, and not wait for an overflow.
    assert_eq!(run("scrypt", scrypt(2, 1 << 16, 1 << 16), b"").unwrap_err(), "Invalid scrypt params");
}

#[test]
fn aes_is_that_of_sp_800_38a_and_of_the_gcm_specification() {
    let key = b64(&unhex("2b7e151628aed2a6abf7158809cf4f3c"));
    let block = unhex("6bc1bee22e409f96e93d7e117393172a");
    let ask = |mode: &str, iv: &str, decrypt: bool, padding: bool| json!({ "mode": mode, "key": key, "iv": b64(&unhex(iv)), "decrypt": decrypt, "padding": padding });
    let iv = "000102030405060708090a0b0c0d0e0f";
    assert_eq!(hex(&run("cipher", ask("cbc", iv, false, false), &block).unwrap().1), "7649abac8119b246cee98e9b12e9197d");
    let counter = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
    assert_eq!(hex(&run("cipher", ask("ctr", counter, false, false), &block).unwrap().1), "874d6191b620e3261bef6864990db6ce");
    let padded = run("cipher", ask("cbc", iv, false, true), &block).unwrap().1;
    assert_eq!(padded.len(), 32);
    assert_eq!(run("cipher", ask("cbc", iv, true, true), &padded).unwrap().1, block);
    for (bytes, padding) in [(&padded[..31], true), (&[][..], true), (&padded[..15], false)] {
        assert!(run("cipher", ask("cbc", iv, true, padding), bytes).unwrap_err().ends_with("wrong final block length"));
    }
    assert!(run("cipher", ask("cbc", iv, true, true), &padded[..16]).unwrap_err().ends_with("bad decrypt"));

    // Test case 4 of the GCM specification.
    let plaintext =
        unhex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
    let (key, iv) = (b64(&unhex("feffe9928665731c6d6a8f9467308308")), b64(&unhex("cafebabefacedbaddecaf888")));
    let aad = b64(&unhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
    let sealed = run("gcm.seal", json!({ "key": key, "iv": iv, "aad": aad }), &plaintext).unwrap().1;
    assert!(hex(&sealed).ends_with("5bc94fbc3221a5db94fae95ae7121a47"));
    let (ciphertext, tag) = sealed.split_at(plaintext.len());
    let open = |tag: &[u8], aad: &str| run("gcm.open", json!({ "key": key, "iv": iv, "aad": aad, "tag": b64(tag) }), ciphertext);
    assert_eq!(open(tag, &aad).unwrap().1, plaintext);
    assert_eq!(open(&tag[..12], &aad).unwrap().1, plaintext, "a shorter tag");
    let wrong = "Unsupported state or unable to authenticate data";
    assert_eq!(open(tag, "").unwrap_err(), wrong);
    assert_eq!(open(&[0; 16], &aad).unwrap_err(), wrong);
    assert_eq!(open(&tag[..3], &aad).unwrap_err(), "Invalid authentication tag length: 3");
}

const CURVES: [(&str, &str, usize); 3] = [("prime256v1", "sha256", 32), ("secp384r1", "sha384", 48), ("secp521r1", "sha512", 66)];

/// Generates a key: it, and its public key.
fn generate(curve: Value, seed: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let (_, private) = run("key.generate", json!({ "curve": curve }), seed).ok()?;
    let (_, public) = run("key.import", json!({ "want": "public", "format": "der", "type": "pkcs8" }), &private).unwrap();
    Some((private, public))
}

#[test]
fn a_key_is_the_same_in_every_format() {
    for (curve, _, length) in CURVES {
        let (private, public) = generate(json!(curve), &vec![1; length]).unwrap();
        for (kind, want, key, formats) in
            [("private", "private", &private, &["pkcs8", "sec1"][..]), ("public", "public", &public, &["spki"])]
        {
            for encoding in formats {
                let (_, der) = run("key.export", json!({ "kind": kind, "format": "der", "type": encoding }), key).unwrap();
                let (_, back) = run("key.import", json!({ "want": want, "format": "der", "type": encoding }), &der).unwrap();
                assert_eq!(&back, key, "{curve} {encoding}");
                let (pem, _) = run("key.export", json!({ "kind": kind, "format": "pem", "type": encoding }), key).unwrap();
                let (said, back) = run("key.import", json!({ "want": want, "format": "pem" }), pem.as_bytes()).unwrap();
                assert_eq!(&back, key, "{pem}");
                assert_eq!(serde_json::from_str::<Value>(&said).unwrap(), json!({ "kind": kind, "type": "ec", "namedCurve": curve }));
            }
            let (jwk, _) = run("key.export", json!({ "kind": kind, "format": "jwk" }), key).unwrap();
            let jwk: Value = serde_json::from_str(&jwk).unwrap();
            let (_, back) = run("key.import", json!({ "want": want, "format": "jwk", "jwk": jwk }), b"").unwrap();
            assert_eq!(&back, key, "{jwk}");
        }
        assert!(run("key.export", json!({ "kind": "private", "format": "der", "type": "pkcs1" }), &private).is_err());
    }
    assert!(generate(json!("prime256v1"), &[0xff; 32]).is_none(), "no number below the order of the curve");
    assert!(generate(json!("prime256v1"), &[0; 32]).is_none());
}

#[test]
fn a_signature_of_rfc_8032_is_made_and_verified() {
    let seed = unhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    let (private, public) = generate(Value::Null, &seed).unwrap();
    let (_, signature) = run("sign", json!({ "key": b64(&private), "hash": null }), &[0x72]).unwrap();
    assert_eq!(hex(&signature[..16]), "92a009a9f0d4cab8720e820b5f642540");
    let verify =
        |message: &[u8]| run("verify", json!({ "key": b64(&public), "hash": null, "signature": b64(&signature) }), message).unwrap().0;
    assert_eq!((verify(&[0x72]).as_str(), verify(&[0x73]).as_str()), ("true", "false"));
    let (jwk, _) = run("key.export", json!({ "kind": "private", "format": "jwk" }), &private).unwrap();
    assert!(jwk.contains("PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw"), "{jwk}");
}

#[test]
fn what_is_no_key_is_refused_in_words() {
    for (want, bytes, expected) in [
        ("public", &b"garbage"[..], "DECODER routines::unsupported"),
        ("private", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "DECODER routines::unsupported"),
        ("private", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "DECODER routines::unsupported"),
        ("public", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "DECODER routines::unsupported"),
        (
            "private",
            b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
            "The server takes no encrypted private keys",
        ),
        ("public", &[b'-'; 70_000], "A key has at most 65536 bytes here"),
    ] {
        let said = run("key.import", json!({ "want": want, "format": "pem" }), bytes).unwrap_err();
        assert!(said.contains(expected), "{said}");
    }
    let huge = json!({ "kty": "RSA", "n": "_".repeat(1400), "e": "AQAB" });
    let said = run("key.import", json!({ "want": "public", "format": "jwk", "jwk": huge }), b"").unwrap_err();
    assert_eq!(said, "RSA keys have at most 8192 bits here");
    let slow = json!({ "kty": "RSA", "n": "_".repeat(342), "e": "_".repeat(300) });
    assert!(run("key.import", json!({ "want": "public", "format": "jwk", "jwk": slow }), b"").unwrap_err().contains("at most 33 bits"));
    let number = "_".repeat(342);
    let long = "_".repeat(600_000);
    let heavy =
        json!({ "kty": "RSA", "n": number, "e": "AQAB", "d": number, "p": long, "q": long, "dp": number, "dq": number, "qi": number });
    assert_eq!(run("key.import", json!({ "want": "private", "format": "jwk", "jwk": heavy }), b"").unwrap_err(), "The key is invalid");
    let off = json!({ "kty": "EC", "crv": "P-256", "x": "A".repeat(43), "y": "A".repeat(43) });
    assert_eq!(run("key.import", json!({ "want": "public", "format": "jwk", "jwk": off }), b"").unwrap_err(), "The key is invalid");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_is_signed_verifies_and_what_is_changed_does_not(seed: [u8; 31], message: Vec<u8>, p1363: bool, flip in 0_usize..64) {
        let (curve, hash, _) = CURVES[0];
        // With 31 bytes it is below the order of the curve.
        prop_assume!(seed != [0; 31]);
        let (private, public) = generate(json!(curve), &seed).unwrap();
        let (_, mut signature) = run("sign", json!({ "key": b64(&private), "hash": hash, "p1363": p1363 }), &message).unwrap();
        let verify = |signature: &[u8]| {
            run("verify", json!({ "key": b64(&public), "hash": hash, "p1363": p1363, "signature": b64(signature) }), &message).unwrap().0
        };
        prop_assert_eq!(verify(&signature), "true");
        signature[flip] ^= 1;
        prop_assert_eq!(verify(&signature), "false");
    }

    #[test]
    fn what_is_encrypted_decrypts(size in 0_usize..3, key: [u8; 32], iv: [u8; 16], short: bool, aad: Vec<u8>, text: Vec<u8>) {
        let (key, long) = (b64(&key[..[16, 24, 32][size]]), b64(&iv));
        for mode in ["cbc", "ctr"] {
            let ask = |decrypt: bool| json!({ "mode": mode, "key": key, "iv": long, "decrypt": decrypt, "padding": mode == "cbc" });
            let (_, hidden) = run("cipher", ask(false), &text).unwrap();
            prop_assert_eq!(&run("cipher", ask(true), &hidden).unwrap().1, &text);
        }
        let iv = b64(if short { &iv[..12] } else { &iv });
        let (_, sealed) = run("gcm.seal", json!({ "key": key, "iv": iv, "aad": b64(&aad) }), &text).unwrap();
        let (hidden, tag) = sealed.split_at(text.len());
        let ask = json!({ "key": key, "iv": iv, "aad": b64(&aad), "tag": b64(tag) });
        prop_assert_eq!(run("gcm.open", ask, hidden).unwrap().1, text);
    }

    #[test]
    fn no_bytes_make_the_formats_of_keys_panic(bytes: Vec<u8>, private: bool) {
        let want = if private { "private" } else { "public" };
        for encoding in ["spki", "pkcs8", "pkcs1", "sec1"] {
            let _ = run("key.import", json!({ "want": want, "format": "der", "type": encoding }), &bytes);
        }
        let _ = run("key.import", json!({ "want": want, "format": "pem" }), &bytes);
    }
}
