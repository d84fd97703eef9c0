//! The baseline without a server: a handler that reads a form and answers a token signed with a kept key, and does nothing else.

use std::net::SocketAddr;
use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use axum::routing::post;
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::claims;

/// Signs with RSA, 2048 bit.
pub async fn rs256() -> SocketAddr {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    serve("RS256", move |message| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
        signature
    })
    .await
}

/// Signs with ECDSA on P-256.
pub async fn es256() -> SocketAddr {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    serve("ES256", move |message| pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()).await
}

async fn serve(alg: &'static str, sign: impl Fn(&[u8]) -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
    let sign = Arc::new(sign);
    let handler = move |Form(form): Form<Map<String, Value>>| {
        let sign = sign.clone();
        async move {
            assert!(form.contains_key("client_id"));
            let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"0123456789abcdefghijk"}}"#));
            let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims()).unwrap()));
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(sign(message.as_bytes())));
            Json(json!({ "access_token": token, "expires_in": 86_400, "token_type": "Bearer" }))
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, Router::new().route("/oauth/token", post(handler))).await.unwrap() });
    address
}
