//! Requests of scripts to where they must not go, and servers that misbehave. The rules are the components' (`sandbox/egress.rs`);
//! this shows that no door of JavaScript leads around them.

use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

use anteroom::sandbox::EgressPolicy;
use tokio::io::AsyncWriteExt;

use super::{attack_with, handler, lines};
use crate::support::fetching::{ok, redirect, serve, serve_with};
use crate::support::guests::Bench;
use crate::support::scripts::{Scripts, source};

/// May reach the loopback, at this server alone.
fn open_to(server: SocketAddr) -> Scripts {
    let mut scripts = Scripts { bench: Bench::with(|options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]) };
    scripts.bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    scripts
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_addresses_are_refused_in_every_spelling_through_every_door() {
    let scripts = Scripts::new();
    for hosts in [
        ["169.254.169.254", "[::ffff:169.254.169.254]", "2852039166", "0xa9fea9fe"],
        ["0251.0376.0251.0376", "127.1", "2130706433", "0x7f.1"],
        ["0.0.0.0", "[::1]", "[::]", "localhost"],
        ["localhost.", "10.0.0.1", "[fd00:ec2::254]", "[64:ff9b::a9fe:a9fe]"],
    ] {
        let body = format!(
            "for (const host of {hosts:?}) {{
               await fetch('http://' + host + '/latest/meta-data/').then(() => console.log(host, 'reached'), (error) => console.log(error.cause.code));
               await new Promise((done) => require('http').get('http://' + host + '/', () => {{ console.log(host, 'reached'); done(); }})
                 .on('error', (error) => {{ console.log(error.code); done(); }}));
             }}"
        );
        let report = attack_with(&scripts, &body).await;
        assert_eq!(lines(&report), ["ERR_NOT_ALLOWED"; 8], "{hosts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_name_with_an_internal_address_is_refused() {
    let metadata: IpAddr = "169.254.169.254".parse().unwrap();
    let scripts = Scripts { bench: Bench::with(|options| options.egress.hosts = vec![("rebound.example.com".into(), vec![metadata])]) };
    let body = "await fetch('https://rebound.example.com/').catch((error) => console.log(error.cause.code));";
    assert_eq!(lines(&attack_with(&scripts, body).await), ["ERR_NOT_ALLOWED"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_to_an_internal_address_is_refused() {
    let server = serve(|_| redirect(302, "http://169.254.169.254/latest/meta-data/")).await;
    let body = format!("await fetch('http://{server}/').then(() => console.log('reached'), (error) => console.log(error.name));");
    assert_eq!(lines(&attack_with(&open_to(server), &body).await), ["TypeError"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_cut_at_the_limit() {
    let server = serve_with(|_, mut stream| {
        Box::pin(async move {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b'x'; 16_384]).await.is_ok() {}
        })
    })
    .await;
    let body = format!(
        "await fetch('http://{server}/').then((r) => r.text()).then(() => console.log('read'), (error) => console.log(error.name));"
    );
    assert_eq!(lines(&attack_with(&open_to(server), &body).await), ["TypeError"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_answer_that_unpacks_to_a_gigabyte_ends_within_the_limits() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..256 {
        gzip.write_all(&[0; 1 << 20]).unwrap();
    }
    let bomb = gzip.finish().unwrap();
    let server = serve(move |_| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bomb.len());
        [head.as_bytes(), &bomb].concat()
    })
    .await;
    let body = format!("const text = await (await fetch('http://{server}/')).text(); console.log(text.length);");
    let report = attack_with(&open_to(server), &body).await;
    assert!(report.outcome.is_err(), "{report:?}");
    assert!(report.peak_memory <= 64 << 20, "{}", report.peak_memory);
}

#[tokio::test(flavor = "multi_thread")]
async fn header_fields_cannot_smuggle() {
    let server = serve(|head| ok(if head.to_lowercase().contains("x-evil") { "smuggled" } else { "clean" })).await;
    for headers in [
        "{ 'X-A': 'a\\r\\nX-Evil: 1' }",
        "{ 'X-A\\r\\nX-Evil': '1' }",
        "{ 'Transfer-Encoding': 'chunked' }",
        "{ 'Host': 'internal' }",
        "[['X-A', 'a\\nX-Evil: 1']]",
    ] {
        let body = format!(
            "await fetch('http://{server}/', {{ headers: {headers} }}).then(async (r) => console.log(await r.text()), (error) => console.log('refused'));"
        );
        let report = attack_with(&open_to(server), &body).await;
        assert!(["refused", "clean"].contains(&lines(&report)[0]), "{headers}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_beyond_the_limit_are_refused_and_the_script_hears_of_it() {
    let server = serve(|_| ok("{}")).await;
    let body = format!(
        "let made = 0; try {{ for (;;) {{ await (await fetch('http://{server}/')).text(); made += 1; }} }}
         catch (error) {{ console.log(made, error.name); }}"
    );
    assert_eq!(lines(&attack_with(&open_to(server), &body).await), ["10 TypeError"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_schemes_and_credentials_in_the_address_are_refused() {
    for url in
        ["file:///etc/passwd", "ftp://example.com/", "data:text/plain,x", "blob:x", "gopher://example.com", "http://user:pass@example.com/"]
    {
        let scripts = Scripts::new();
        let program = scripts.load(source(&handler(&format!(
            "await fetch({url:?}).then(async (r) => console.log('reached', (await r.text()).length), (error) => console.log(error.name));"
        )))).await;
        let report = scripts.bench.sandbox.call(scripts.bench.call(&program)).await;
        let line = lines(&report)[0].to_owned();
        // Node reads data: URLs; they reach nobody.
        assert!(line == "TypeError" || url.starts_with("data:"), "{url}: {line}");
    }
}
