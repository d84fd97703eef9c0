//! The endpoints that tell a supervisor how the server is.

use crate::support::TestServer;

#[tokio::test]
async fn a_started_server_is_alive_and_ready() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/healthz").await.text().await.unwrap(), "ok\n");
    assert_eq!(server.get("/readyz").await.status(), 200);
}
