//! Which servers an Action reaches from the author's desk: those that it would reach from the server.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::desk::Desk;

/// A server that greets whoever asks.
fn greeter() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        }
    });
    origin
}

#[test]
fn the_defaults_are_the_servers_and_a_host_of_the_desk_is_allowed_by_name() {
    let origin = greeter();
    let desk = Desk::new();
    desk.write(
        "asks.js",
        "exports.onExecutePostLogin = async (event, api) => {
  const said = await fetch(event.secrets.URL).then((answer) => answer.text(), (error) => String(error.cause ?? error));
  api.access.deny(said);
};",
    );
    let url = format!("URL={origin}/");
    let test = |more: &[&str]| desk.test(&[&["asks.js", "--secret", &url], more].concat());
    test(&[]).ends(0, &["Plain http is not allowed"]);
    let private = test(&["--allow-host", &origin]).ends(0, &["calls of the host"]);
    assert!(private.out.contains("is not a public one") && !private.out.contains("hello"), "{}", private.out);
    test(&["--no-egress", "--allow-private-egress"]).ends(0, &["This Action may not make requests to other servers."]);
    test(&["--allow-host", &origin, "--allow-private-egress"]).ends(0, &["reason        hello", ": 200, "]);
    let wrong = test(&["--allow-host", "example.com"]).ends(1, &[]);
    assert!(wrong.err.contains("--allow-host: \"example.com\" is not an allowed host: write https://host"), "{}", wrong.err);
}
