//! `GET /dev/mailbox`: the last mails, in development. Whoever reads it can take over every account whose link is in it.
//!
//! So it is there only where the operator asked for it on a loopback port, and answers this machine alone, without a proxy in between.
//! The host that the request names must be this machine's as well: a site that a developer visits can have its own name lead here.
//! Mails are shown as text, HTML too: what a user wrote into one does not become part of this page.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use url::{Host, Url};

use super::look::Look;
use super::render;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::extract::origin::is_forwarded;

#[derive(Serialize)]
struct Mails {
    mails: Vec<Mail>,
}

#[derive(Serialize)]
struct Mail {
    at: String,
    from: String,
    to: String,
    subject: String,
    body: String,
    url: Option<String>,
}

/// Whether the `Host` is a name or an address of this machine alone.
fn names_this_machine(headers: &HeaderMap) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    match Url::parse(&format!("http://{host}/")).ok().as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Shows the mailbox.
pub async fn get(State(app): State<Shared>, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    let local = peer.ip().to_canonical().is_loopback() && !is_forwarded(&headers) && names_this_machine(&headers);
    let Some(mailbox) = app.mail.mailbox.as_ref().filter(|_| local) else {
        return (StatusCode::NOT_FOUND, "Not found\n").into_response();
    };
    let mails = mailbox.all().into_iter().map(|caught| Mail {
        at: iso_millis(caught.at),
        from: caught.message.from,
        to: caught.message.to,
        subject: caught.message.subject,
        body: caught.message.body,
        url: caught.message.url,
    });
    render::page(&Look::of(&app).await, StatusCode::OK, "dev_mailbox.html", Mails { mails: mails.collect() }, None)
}
