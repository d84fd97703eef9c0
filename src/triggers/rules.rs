//! The Rules of a login: `user` and `context` (reference 3.4), made from the same facts as the event of `post-login`.
//!
//! Both are plain objects that a Rule may change at will; what it changes counts only where the reference says so.

use serde_json::{Map, Value, json};

use super::common;
use super::post_login::{Facts, request};
use crate::contract;
use crate::contract::common::GeoIp;
use crate::contract::rules::{Event, Management, Transaction};
use crate::identity::User;

/// Builds what the Rules are told.
pub fn event(facts: &Facts<'_>, auth0: Management) -> Event {
    let request = request(facts);
    // Rules that run once more after a redirect know it by this, and are told what the user came back with.
    let protocol = if facts.returned.is_some() { "redirect-callback" } else { facts.protocol };
    let shown = json!({
        "userAgent": request.user_agent,
        "ip": request.ip,
        "hostname": request.hostname,
        "query": request.query,
        "body": request.body,
        "geoip": geoip(&request.geoip),
    });
    let context = object(json!({
        "tenant": facts.tenant,
        "clientID": facts.client.client_id,
        "clientName": facts.client.name,
        "clientMetadata": facts.client.client_metadata,
        "connection": facts.connection.name,
        "connectionID": facts.connection.id,
        "connectionStrategy": facts.connection.strategy,
        "connectionOptions": connection_options(facts),
        "connectionMetadata": facts.connection.metadata,
        "samlConfiguration": {},
        "jwtConfiguration": jwt_configuration(facts),
        "protocol": protocol,
        "stats": { "loginsCount": facts.user.logins_count },
        "sso": sso(facts),
        "accessToken": {},
        "idToken": {},
        "authentication": { "methods": methods(facts) },
        "riskAssessment": facts.risk,
        "authorization": { "roles": facts.roles },
        "organization": facts.organization.map(|one| json!({ "id": one.id, "name": one.name, "metadata": one.metadata })),
        "sessionID": facts.session.map(|session| session.id.as_str()),
        "request": shown,
    }));
    let transaction = Transaction { protocol: protocol.to_owned(), requested_scopes: facts.scope.to_vec() };
    let told = common::with_factors(common::user(facts.user), facts.factors);
    let identities = told.identities.clone();
    let subject = facts.user.user_id.clone();
    Event { user: user(facts.user, &told), context, subject, identities, request, transaction, auth0, show: None }
}

/// Members without a value are left out, as there.
fn object(value: Value) -> Map<String, Value> {
    let Value::Object(mut members) = value else { return Map::new() };
    members.retain(|_, value| !value.is_null());
    members
}

/// `user`. What `app_metadata` holds is also in the root, where nothing else has the name.
fn user(user: &User, told: &contract::user::User) -> Map<String, Value> {
    let mut out = object(serde_json::to_value(told).unwrap_or_default());
    out.shift_remove("enrolledFactors");
    let more = json!({
        "blocked": user.blocked.then_some(true),
        "last_ip": user.last_ip,
        "last_login": user.last_login.map(crate::clock::iso_millis),
        "logins_count": user.logins_count,
    });
    out.extend(object(more));
    for name in ["app_metadata", "user_metadata"] {
        // A user who has none has no member: Rules begin with `user.app_metadata = user.app_metadata || {}`.
        if out.get(name).and_then(Value::as_object).is_some_and(Map::is_empty) {
            out.shift_remove(name);
        }
    }
    for (name, value) in &user.app_metadata {
        out.entry(name.clone()).or_insert_with(|| value.clone());
    }
    out
}

/// The keys as Rules spell them.
fn geoip(geoip: &GeoIp) -> Map<String, Value> {
    object(json!({
        "country_code": geoip.country_code,
        "country_code3": geoip.country_code3,
        "country_name": geoip.country_name,
        "city_name": geoip.city_name,
        "latitude": geoip.latitude,
        "longitude": geoip.longitude,
        "time_zone": geoip.time_zone,
        "continent_code": geoip.continent_code,
        "subdivision_code": geoip.subdivision_code,
        "subdivision_name": geoip.subdivision_name,
    }))
}

fn connection_options(facts: &Facts<'_>) -> Map<String, Value> {
    let option = |name: &str| facts.connection.options.get(name).cloned().unwrap_or_default();
    object(json!({ "tenant_domain": option("tenant_domain"), "domain_aliases": option("domain_aliases") }))
}

fn jwt_configuration(facts: &Facts<'_>) -> Map<String, Value> {
    object(json!({ "scopes": facts.client.jwt_configuration.scopes }))
}

fn sso(facts: &Facts<'_>) -> Value {
    let clients = facts.session.map(|session| session.clients.clone()).unwrap_or_default();
    let others = clients.iter().any(|id| *id != facts.client.client_id);
    json!({ "with_auth0": others, "with_dbconn": others && facts.connection.is_database(), "current_clients": clients })
}

/// Times are numbers of milliseconds here.
fn methods(facts: &Facts<'_>) -> Vec<Value> {
    let methods = facts.session.map(|session| session.methods.as_slice()).unwrap_or_default();
    methods.iter().map(|method| json!({ "name": method.name, "timestamp": method.timestamp.as_millisecond() })).collect()
}
