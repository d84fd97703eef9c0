//! The ways to misbehave, each against one limit.

use std::hint::black_box;
use std::time::Duration;

use anteroom_guest::post_login::{Api, Event};
use anteroom_guest::{Error, Result, clock, http, log, random, secrets};

/// Every mode that does something.
pub const ALL: [&str; 20] = [
    "loop",
    "recurse",
    "memory-bomb",
    "panic",
    "abort",
    "error",
    "console-flood",
    "console-line",
    "huge-claim",
    "many-claims",
    "many-scopes",
    "reserved-claim",
    "huge-error",
    "slow-http",
    "many-http",
    "sleep",
    "random-flood",
    "cache-flood",
    "secret-leak",
    "echo",
];

/// Misbehaves in one way.
pub fn run(mode: &str, event: &Event, api: &mut Api) -> Result {
    match mode {
        "loop" => loop {
            black_box(());
        },
        "recurse" => log::info(recurse(u64::MAX)),
        "memory-bomb" => memory_bomb(),
        "panic" => panic!("The Action panics on purpose."),
        "abort" => std::process::abort(),
        "error" => return Err(Error::new("The Action fails on purpose.")),
        "console-flood" => (0..100_000).for_each(|n| log::info(format_args!("line {n}"))),
        "console-line" => log::info("x".repeat(10 << 20)),
        "huge-claim" => api.id_token().set_custom_claim("https://anteroom.example/huge", "x".repeat(10 << 20))?,
        "many-claims" => {
            for n in 0..100_000 {
                api.id_token().set_custom_claim(format!("https://anteroom.example/{n}"), n)?;
            }
        }
        "many-scopes" => {
            for n in 0..100_000 {
                api.access_token().add_scope(format!("scope:{n}"))?;
            }
        }
        "reserved-claim" => api.access_token().set_custom_claim("scope", "admin")?,
        "huge-error" => return Err(Error::new("x".repeat(10 << 20))),
        "slow-http" => {
            let answer = http::get(secrets::require("SLOW_URL")?).send()?;
            log::info(answer.status);
        }
        "many-http" => many_http(&secrets::require("SLOW_URL")?)?,
        "sleep" => clock::sleep(Duration::from_secs(3600)),
        "random-flood" => drop(random::bytes(32 << 20)),
        "cache-flood" => {
            for n in 0..100_000 {
                api.cache().set(&format!("key-{n}"), &"x".repeat(4096))?;
            }
        }
        "secret-leak" => {
            for name in secrets::names() {
                log::info(format_args!("{name}={}", secrets::require(&name)?));
            }
        }
        "echo" => log::info(serde_json::to_string(event)?),
        _ => log::info("This login behaves."),
    }
    Ok(())
}

/// Deep enough for any stack; the sum keeps it from becoming a loop.
fn recurse(depth: u64) -> u64 {
    if depth == 0 { 0 } else { black_box(recurse(black_box(depth - 1))) + 1 }
}

/// Takes memory until there is none, and touches every page.
fn memory_bomb() {
    let mut held = Vec::new();
    loop {
        held.push(black_box(vec![1_u8; 1 << 20]));
    }
}

/// Starts requests until one is refused, then waits for all.
fn many_http(url: &str) -> Result {
    let mut pending = Vec::new();
    let refused = loop {
        match http::get(url).start() {
            Ok(one) => pending.push(one),
            Err(error) => break error,
        }
    };
    while let Some((_, answer)) = http::wait_any(&mut pending) {
        log::info(format_args!("{:?}", answer.map(|answer| answer.status)));
    }
    Err(refused.into())
}
