//! E-mail that goes out, and what its links do.

mod code;
mod delivery;
mod development;
mod hostile;
mod invitation;
mod reset;
mod templates;
mod tickets;
mod unblock;
mod verification;

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};

use crate::support::TestServer;
use crate::support::smtp::SmtpServer;

const EMAIL: &str = "ann@example.com";
const NEW: &str = "Another-horse-8-battery";

/// An application, its user Ann, and the mail server that the tenant sends by.
struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
    mail: SmtpServer,
}

impl Story {
    async fn begin() -> Self {
        Self::on(TestServer::start_with_mail().await).await
    }

    async fn on(server: TestServer) -> Self {
        let client = server.with_client("Shop", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        let mail = SmtpServer::start().await;
        server.sends_by(&mail).await;
        server.clock.advance(Duration::from_secs(1));
        Self { server, client, connection, user, mail }
    }
}

/// The fields of a new password.
fn twice(password: &str) -> [(&str, &str); 2] {
    [("password", password), ("password-again", password)]
}

/// Waits until `done`, for as long as any machine may take to get there.
async fn until(what: &str, done: impl AsyncFn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(60), async {
        while !done().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    assert!(waited.await.is_ok(), "{what}");
}

/// Waits until the worker has taken out every letter.
pub async fn settled(server: &TestServer) {
    until("letters still wait", async || server.app.mail.outbox.count(1).await.unwrap() == 0).await;
}
