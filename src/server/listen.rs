//! The port: HTTP/1.1 with and without TLS, bounded against clients that are slow on purpose, and closed gracefully.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use axum_server::{Handle, Server};
use hyper_util::rt::TokioTimer;
use rustls::ServerConfig;
use tokio::sync::oneshot;

use crate::config::Config;
use crate::http::Router;

/// How long a TLS handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes: URLs and cookies of a login are under 8 KiB.
const MAX_HEAD: usize = 64 * 1024;

/// Answers requests until `stop`, then finishes those that run, for at most `shutdown_seconds`.
pub async fn serve(
    listener: TcpListener,
    tls: Option<Arc<ServerConfig>>,
    router: Router,
    config: &Config,
    stop: oneshot::Receiver<()>,
) -> anyhow::Result<()> {
    let handle = Handle::new();
    let closing = handle.clone();
    let (grace, head) = (Duration::from_secs(config.shutdown_seconds), config.http.head_timeout());
    tokio::spawn(async move {
        // A sender that is gone means that the runtime is ending as well.
        let _ = stop.await;
        tracing::info!(connections = closing.connection_count(), "stopping: no new connections; running requests are finished");
        closing.graceful_shutdown(Some(grace));
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum_server::from_tcp(listener)?.handle(handle);
    let served = match tls {
        Some(config) => {
            let acceptor = RustlsAcceptor::new(RustlsConfig::from_config(config)).handshake_timeout(HANDSHAKE);
            bounded(server.acceptor(acceptor), head).serve(service).await
        }
        None => bounded(server, head).serve(service).await,
    };
    served.context("the port failed")
}

/// HTTP/1.1 alone (see [`super::tls`]), chosen after the acceptor, which would undo it: only then does the head's time limit also
/// cover a client that sends nothing at all.
fn bounded<A>(server: Server<SocketAddr, A>, head: Duration) -> Server<SocketAddr, A> {
    let mut server = server.http1_only();
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(head).max_buf_size(MAX_HEAD);
    server
}
