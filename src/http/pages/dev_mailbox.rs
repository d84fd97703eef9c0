//! `GET /dev/mailbox`: the last mails, in development. Whoever reads it can take over every account whose link is in it.
//!
//! So it is there only where the operator asked for it on a loopback port, and answers this machine alone, without a proxy in between.
//! Mails are shown as text, HTML too: what a user wrote into one does not become part of this page.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

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

/// Shows the mailbox.
pub async fn get(State(app): State<Shared>, ConnectInfo(peer): ConnectInfo<SocketAddr>, headers: HeaderMap) -> Response {
    let local = peer.ip().to_canonical().is_loopback() && !is_forwarded(&headers);
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
