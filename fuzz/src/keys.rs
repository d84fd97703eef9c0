//! Keys in the formats that scripts import. The first byte of an input chooses the format of the rest, and which half is wanted.
//!
//! - What is imported is in the server's own form, which imports as itself.
//! - It survives being exported, as PEM and as JWK.
//! - A private key gives a public one, and what the first signs the second verifies.

use anteroom::sandbox::fuzzing::crypto;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub fn run(data: &[u8]) {
    let [choice, rest @ ..] = data else { return };
    let want = if choice & 1 == 0 { "public" } else { "private" };
    let der = |encoding: &str| json!({ "want": want, "format": "der", "type": encoding });
    let (ask, bytes) = match choice >> 1 & 7 {
        0 => (json!({ "want": want, "format": "pem" }), rest),
        1 => (der("spki"), rest),
        2 => (der("pkcs8"), rest),
        3 => (der("pkcs1"), rest),
        4 => (der("sec1"), rest),
        _ => {
            let Ok(jwk) = serde_json::from_slice::<Value>(rest) else { return };
            (json!({ "want": want, "format": "jwk", "jwk": jwk }), &[][..])
        }
    };
    let Ok((said, key)) = crypto("key.import", &ask.to_string(), bytes) else { return };
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["kind"], want);
    let import = |ask: Value, bytes: &[u8]| crypto("key.import", &ask.to_string(), bytes).unwrap().1;
    let export = |ask: Value| crypto("key.export", &ask.to_string(), &key).unwrap().0;

    let own = if want == "public" { "spki" } else { "pkcs8" };
    assert_eq!(import(json!({ "want": want, "format": "der", "type": own }), &key), key);
    let pem = export(json!({ "kind": want, "format": "pem", "type": own }));
    assert_eq!(import(json!({ "want": want, "format": "pem" }), pem.as_bytes()), key);
    let jwk: Value = serde_json::from_str(&export(json!({ "kind": want, "format": "jwk" }))).unwrap();
    let back = crypto("key.import", &json!({ "want": want, "format": "jwk", "jwk": jwk }).to_string(), b"").unwrap().1;
    // An RSA key may have been written with leading zeros, which JWK has not.
    assert!(back == key || said["type"] == "rsa", "{jwk}");
    if want == "private" {
        let public = import(json!({ "want": "public", "format": "der", "type": "pkcs8" }), &key);
        sign(&said, &key, &public);
    }
}

fn sign(said: &Value, private: &[u8], public: &[u8]) {
    let hash = match (said["type"].as_str(), said["namedCurve"].as_str()) {
        (Some("ed25519"), _) => Value::Null,
        (_, Some("secp384r1")) => json!("sha384"),
        (_, Some("secp521r1")) => json!("sha512"),
        _ => json!("sha256"),
    };
    let ask = json!({ "key": STANDARD.encode(private), "hash": hash });
    let Ok((_, signature)) = crypto("sign", &ask.to_string(), b"message") else { return };
    let ask = json!({ "key": STANDARD.encode(public), "hash": hash, "signature": STANDARD.encode(signature) });
    assert_eq!(crypto("verify", &ask.to_string(), b"message").unwrap().0, "true");
}
