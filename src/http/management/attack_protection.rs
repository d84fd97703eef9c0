//! `/api/v2/attack-protection`: three documents of settings (reference 4.2), stored and given back.
//!
//! One of them has an effect: with brute-force protection and its shield `user_notification`, a user whose account is guessed at gets a
//! mail. This server holds back by address and account always (`http/limits.rs`), and no setting of a tenant can switch that off. What
//! is not set reads as at Auth0, but for what is not there at all: no list of leaked passwords is asked.

use std::net::IpAddr;

use axum::Json;
use axum::extract::State;
use ipnet::IpNet;
use serde_json::{Value, json};

use super::body::{Body, Table, body_of};
use super::documents;
use super::query::Query;
use super::schema::{Field, Kind, Schema};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::storage::StoreError;

/// One of the three.
struct Protection {
    name: &'static str,
    defaults: fn() -> Value,
}

const ALLOWLIST: Kind = Kind::Set(&Kind::Checked(address), 100);
/// Attempts, and the milliseconds after which one more is given back.
const RATE: Kind =
    Kind::Object(&Schema(&[Field::new("max_attempts", Kind::Integer(1, 1_000_000)), Field::new("rate", Kind::Integer(1, 1_000_000_000))]));
const STAGE_SHIELDS: Kind = Kind::Object(&Schema(&[Field::new("shields", Kind::Set(&Kind::OneOf(&["block", "admin_notification"]), 2))]));

body_of!(
    BruteForce = Schema(&[
        Field::new("enabled", Kind::Bool),
        Field::new("shields", Kind::Set(&Kind::OneOf(&["block", "user_notification"]), 2)),
        Field::new("allowlist", ALLOWLIST),
        Field::new("mode", Kind::OneOf(&["count_per_identifier_and_ip", "count_per_identifier"])),
        Field::new("max_attempts", Kind::Integer(1, 100)),
    ])
);

const BRUTE_FORCE: Protection = Protection {
    name: "attack-protection/brute-force-protection",
    defaults: || {
        json!({
            "enabled": true, "shields": ["block", "user_notification"], "allowlist": [],
            "mode": "count_per_identifier_and_ip", "max_attempts": 10,
        })
    },
};

body_of!(
    SuspiciousIp = Schema(&[
        Field::new("enabled", Kind::Bool),
        Field::new("shields", Kind::Set(&Kind::OneOf(&["block", "admin_notification"]), 2)),
        Field::new("allowlist", ALLOWLIST),
        Field::new("stage", Kind::Object(&Schema(&[Field::new("pre-login", RATE), Field::new("pre-user-registration", RATE)]))),
    ])
);

const SUSPICIOUS_IP: Protection = Protection {
    name: "attack-protection/suspicious-ip-throttling",
    defaults: || {
        json!({
            "enabled": true, "shields": ["admin_notification", "block"], "allowlist": [],
            "stage": {
                "pre-login": { "max_attempts": 100, "rate": 864_000 },
                "pre-user-registration": { "max_attempts": 50, "rate": 1_200 },
            },
        })
    },
};

body_of!(
    BreachedPassword = Schema(&[
        Field::new("enabled", Kind::Bool),
        Field::new("shields", Kind::Set(&Kind::OneOf(&["block", "user_notification", "admin_notification"]), 3)),
        Field::new("admin_notification_frequency", Kind::Set(&Kind::OneOf(&["immediately", "daily", "weekly", "monthly"]), 4)),
        Field::new("method", Kind::OneOf(&["standard", "enhanced"])),
        Field::new(
            "stage",
            Kind::Object(&Schema(&[Field::new("pre-user-registration", STAGE_SHIELDS), Field::new("pre-change-password", STAGE_SHIELDS)])),
        ),
    ])
);

const BREACHED_PASSWORD: Protection = Protection {
    name: "attack-protection/breached-password-detection",
    defaults: || {
        json!({
            "enabled": false, "shields": [], "admin_notification_frequency": [], "method": "standard",
            "stage": { "pre-user-registration": { "shields": [] }, "pre-change-password": { "shields": [] } },
        })
    },
};

/// Objects whose members are set one by one.
const MERGED: [&str; 1] = ["stage"];

async fn show(app: &App, query: Query, protection: Protection) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let set = documents::read(app, protection.name).await?;
    Ok(Json(documents::over_defaults((protection.defaults)(), set, &MERGED)))
}

async fn change<T: Table>(app: &App, body: Body<T>, protection: Protection) -> Result<Json<Value>, ApiError> {
    let changes = body.check()?;
    let set = documents::change(app, protection.name, |members| documents::lay(members, changes.clone(), &MERGED)).await?;
    Ok(Json(documents::over_defaults((protection.defaults)(), set, &MERGED)))
}

/// Whether a user is told that their account is guessed at.
pub async fn users_are_told(app: &App) -> Result<bool, StoreError> {
    let set = app.directory.settings.get(BRUTE_FORCE.name).await?.map(|found| found.value.value).unwrap_or_default();
    let settings = documents::over_defaults((BRUTE_FORCE.defaults)(), set, &MERGED);
    let shields = settings.get("shields").and_then(Value::as_array);
    let notifies = shields.is_some_and(|shields| shields.iter().any(|shield| shield == "user_notification"));
    Ok(notifies && settings.get("enabled") == Some(&Value::Bool(true)))
}

/// Shows the settings against guessing at one account.
pub async fn read_brute_force(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    show(&app, query, BRUTE_FORCE).await
}

/// Changes the settings against guessing at one account.
pub async fn update_brute_force(State(app): State<Shared>, body: Body<BruteForce>) -> Result<Json<Value>, ApiError> {
    change(&app, body, BRUTE_FORCE).await
}

/// Shows the settings against one address that tries many accounts.
pub async fn read_suspicious_ip(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    show(&app, query, SUSPICIOUS_IP).await
}

/// Changes the settings against one address that tries many accounts.
pub async fn update_suspicious_ip(State(app): State<Shared>, body: Body<SuspiciousIp>) -> Result<Json<Value>, ApiError> {
    change(&app, body, SUSPICIOUS_IP).await
}

/// Shows the settings about leaked passwords.
pub async fn read_breached_password(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    show(&app, query, BREACHED_PASSWORD).await
}

/// Changes the settings about leaked passwords.
pub async fn update_breached_password(State(app): State<Shared>, body: Body<BreachedPassword>) -> Result<Json<Value>, ApiError> {
    change(&app, body, BREACHED_PASSWORD).await
}

/// An IP address, or a network in CIDR notation.
fn address(text: &str) -> Result<(), String> {
    if text.parse::<IpAddr>().is_ok() || text.parse::<IpNet>().is_ok() {
        Ok(())
    } else {
        Err("Object didn't pass validation for format ip-or-cidr".to_owned())
    }
}
