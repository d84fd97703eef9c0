//! A signature with the kept key, beside the library's own encode and the bare signature.

use std::time::{Duration, Instant};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};

use super::support::TestServer;
use super::{claims, wanted};

const SIGNATURES: usize = 2000;

fn row(name: &str, mut once: impl FnMut()) {
    let mut each: Vec<Duration> = Vec::with_capacity(SIGNATURES);
    for _ in 0..SIGNATURES {
        let start = Instant::now();
        once();
        each.push(start.elapsed());
    }
    each.sort();
    let at = |part: f64| each[((each.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e6;
    println!("{name:<58} {:>12.1} {:>12.1}", at(0.5), at(0.99));
}

pub async fn rows() {
    if !wanted("a signature") {
        return;
    }
    println!("{:<58} {:>12} {:>12}", "an RS256 token, 2048 bit", "median µs", "p99 µs");
    let claims = claims();
    let server = TestServer::start().await;
    row("ours: the key parsed once", || drop(server.app.keys.sign(anteroom::identity::SigningAlg::Rs256, "JWT", &claims).unwrap()));
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    row("jsonwebtoken's encode: the key parsed at each call", || {
        drop(jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap());
    });
    let mut signature = vec![0; pair.public_modulus_len()];
    row("the bare signature of aws-lc-rs", || {
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &[7; 400], &mut signature).unwrap();
    });
}
