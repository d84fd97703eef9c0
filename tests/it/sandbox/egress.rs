//! Requests of guests: to addresses that they must not reach, and to servers that misbehave.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use anteroom::sandbox::{EgressPolicy, Failure, Limits, Report};
use tokio::io::AsyncWriteExt;

use crate::support::fetching::{Fetch, ok, redirect, serve, serve_with};
use crate::support::guests::{Bench, Guest};

/// May reach the loopback, at the servers that are listed.
fn open_to(servers: &[SocketAddr]) -> Bench {
    let mut bench = Bench::with(|options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]);
    bench.egress = EgressPolicy::Hosts(servers.iter().map(|server| format!("http://{server}")).collect());
    bench
}

/// What became of the only request.
fn outcome(report: &Report) -> &str {
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.host_calls.len(), 1, "{report:?}");
    &report.host_calls[0].outcome
}

#[tokio::test]
async fn an_allowed_server_is_reached_and_its_answer_handed_over() {
    let server = serve(|head| ok(&head.replace("\r\n", "|"))).await;
    let bench = open_to(&[server]);
    let fetch = Fetch::get(format!("http://{server}/path?query=1#fragment")).method("POST").header("X-One", "1").body("hello");
    let report = bench.run(&fetch.guest()).await;
    assert_eq!(outcome(&report), "200");
    let seen = &report.console[0].message;
    assert!(seen.starts_with("POST /path?query=1 HTTP/1.1|"), "{seen}");
    assert!(seen.contains("x-one: 1|") && seen.contains("content-length: 5|") && seen.contains("user-agent: anteroom/"), "{seen}");
    assert!(!seen.contains("accept-encoding"), "{seen}");
    // The query often holds a secret.
    assert_eq!(report.host_calls[0].target, format!("POST http://{server}/path"));
}

#[tokio::test]
async fn internal_addresses_are_refused_in_every_spelling() {
    let mut bench = Bench::new();
    let hosts = [
        "169.254.169.254",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "2852039166",
        "0xa9fea9fe",
        "0xa9.0xfe.0xa9.0xfe",
        "0251.0376.0251.0376",
        "169.254.43518",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[64:ff9b::a9fe:a9fe]",
        "[2002:a9fe:a9fe::]",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "１２７.０.０.１",
        "localhost",
        "localhost.",
        "LOCALHOST",
    ];
    let mut guests = Vec::new();
    for host in hosts {
        guests.push((host, Fetch::get(format!("https://{host}/latest/meta-data/")).timeout(2000).guest()));
    }
    bench.limits = Limits::default();
    for (host, guest) in guests {
        let program = bench.load(&guest).await;
        let report = bench.sandbox.call(bench.call(&program)).await;
        assert!(outcome(&report).contains("is not a public one"), "{host}: {report:?}");
    }
    bench.check_health().await;
}

#[tokio::test]
async fn a_public_name_with_an_internal_address_is_refused() {
    let metadata: IpAddr = "169.254.169.254".parse().unwrap();
    let public: IpAddr = "1.1.1.1".parse().unwrap();
    let bench = Bench::with(|options| {
        options.egress.hosts = vec![("metadata.example.com".into(), vec![metadata]), ("half.example.com".into(), vec![public, metadata])];
    });
    for host in ["metadata.example.com", "METADATA.example.com.", "half.example.com"] {
        let report = bench.run(&Fetch::get(format!("https://{host}/")).guest()).await;
        assert!(outcome(&report).contains("is not a public one"), "{host}: {report:?}");
    }
}

#[tokio::test]
async fn an_allow_list_does_not_open_internal_addresses() {
    let server = serve(|_| ok("secret")).await;
    let mut bench = Bench::new();
    bench.egress = EgressPolicy::Hosts(vec![format!("http://{server}")]);
    let report = bench.run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(outcome(&report).contains("is not a public one"), "{report:?}");
}

#[tokio::test]
async fn what_is_not_listed_is_refused() {
    let (listed, other) = (serve(|_| ok("yes")).await, serve(|_| ok("no")).await);
    let mut bench = open_to(&[listed]);
    let report = bench.run(&Fetch::get(format!("http://{other}/")).guest()).await;
    assert!(outcome(&report).ends_with("is not among the Action's allowed hosts."), "{report:?}");
    bench.egress = EgressPolicy::Nothing;
    let report = bench.run(&Fetch::get(format!("http://{listed}/")).guest()).await;
    assert_eq!(outcome(&report), "This Action may not make requests to other servers.");
}

#[tokio::test]
async fn a_redirect_to_an_internal_address_is_refused() {
    let server = serve(|_| redirect(302, "http://127.0.0.2/admin")).await;
    let mut bench = open_to(&[server]);
    if let EgressPolicy::Hosts(hosts) = &mut bench.egress {
        hosts.push("http://127.0.0.2".into());
    }
    let report = bench.run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(outcome(&report).contains("is not a public one"), "{report:?}");
}

#[tokio::test]
async fn a_redirect_to_a_host_that_is_not_listed_is_refused() {
    let other = serve(|_| ok("no")).await;
    let server = serve(move |_| redirect(307, &format!("http://{other}/"))).await;
    let report = open_to(&[server]).run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(outcome(&report).ends_with("is not among the Action's allowed hosts."), "{report:?}");
}

#[tokio::test]
async fn a_redirect_is_followed_without_credentials_to_another_origin() {
    let target = serve(|head| ok(&head.replace("\r\n", "|"))).await;
    let server = serve(move |_| redirect(303, &format!("http://{target}/next"))).await;
    let fetch = Fetch::get(format!("http://{server}/"))
        .method("POST")
        .header("Authorization", "Bearer sesame")
        .header("X-Api-Key", "sesame")
        .header("Cookie", "a=sesame")
        .header("Accept", "text/plain")
        .body("sesame");
    let report = open_to(&[server, target]).run(&fetch.guest()).await;
    assert_eq!(outcome(&report), "200");
    let seen = &report.console[0].message;
    assert!(seen.starts_with("GET /next ") && seen.contains("accept: text/plain") && !seen.contains("sesame"), "{seen}");
}

#[tokio::test]
async fn redirects_end_after_five_and_are_not_followed_unasked() {
    let server = serve(|_| redirect(302, "/again")).await;
    let bench = open_to(&[server]);
    let report = bench.run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert_eq!(outcome(&report), "more than 5 redirects");
    let report = bench.run(&Fetch::get(format!("http://{server}/")).no_follow().guest()).await;
    assert_eq!(outcome(&report), "302");
}

#[tokio::test]
async fn header_fields_cannot_smuggle() {
    let server = serve(|_| ok("no")).await;
    let bench = open_to(&[server]);
    for (name, value) in [
        ("Host", "internal"),
        ("Content-Length", "0"),
        ("Transfer-Encoding", "chunked"),
        ("connection", "upgrade"),
        ("Upgrade", "h2c"),
        ("TE", "trailers"),
        ("Proxy-Authorization", "x"),
        ("X-A", "a\r\nX-B: b"),
        ("X-A", "a\nb"),
        ("X-A\r\nX-B", "b"),
        ("X A", "b"),
        ("", "b"),
        ("X-A", "\0"),
    ] {
        let report = bench.run(&Fetch::get(format!("http://{server}/")).header(name, value).guest()).await;
        assert!(outcome(&report).contains("header field"), "{name:?}: {report:?}");
    }
}

#[tokio::test]
async fn malformed_requests_are_explained() {
    let server = serve(|_| ok("no")).await;
    let bench = open_to(&[server]);
    for fetch in [
        Fetch::get("not a url"),
        Fetch::get("/relative"),
        Fetch::get("file:///etc/passwd"),
        Fetch::get("ftp://example.com/"),
        Fetch::get(format!("http://user:password@{server}/")),
        Fetch::get(format!("http://{server}/")).method("CONNECT"),
        Fetch::get(format!("http://{server}/")).method("TRACE"),
        Fetch::get(format!("http://{server}/")).method("G ET"),
        Fetch::get(format!("http://{server}/")).method("MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM"),
    ] {
        let report = bench.run(&fetch.guest()).await;
        assert!(outcome(&report).len() > 10 && outcome(&report) != "200", "{report:?}");
        assert!(!format!("{report:?}").contains("user:password@") || report.host_calls[0].outcome.contains("password"), "{report:?}");
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_limit() {
    let server = serve_with(|_, mut stream| {
        Box::pin(async move {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&[b'x'; 16_384]).await.is_ok() {}
        })
    })
    .await;
    let report = open_to(&[server]).run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert_eq!(outcome(&report), "the answer is larger than 1048576 bytes");
}

#[tokio::test]
async fn endless_header_fields_are_cut() {
    let server = serve_with(|_, mut stream| {
        Box::pin(async move {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n").await;
            while stream.write_all(b"X-Fill: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n").await.is_ok() {}
        })
    })
    .await;
    let report = open_to(&[server]).run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(outcome(&report).starts_with("the connection broke"), "{report:?}");
}

#[tokio::test]
async fn an_answer_that_is_not_http_is_a_broken_connection() {
    let server = serve(|_| b"SSH-2.0-OpenSSH_9.9\r\n".to_vec()).await;
    let report = open_to(&[server]).run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(outcome(&report).starts_with("the connection broke"), "{report:?}");
}

#[tokio::test]
async fn a_slow_server_is_a_timeout_that_the_guest_sees() {
    let server = serve_with(|_, stream| {
        Box::pin(async move {
            let _open = stream;
            std::future::pending().await
        })
    })
    .await;
    let report = open_to(&[server]).run(&Fetch::get(format!("http://{server}/")).timeout(30).guest()).await;
    assert_eq!(outcome(&report), "no answer in time");
}

#[tokio::test]
async fn the_limit_of_a_request_bounds_what_the_guest_asks_for() {
    let server = serve_with(|_, mut stream| {
        Box::pin(async move {
            // A byte now and then keeps the connection alive for ever.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        })
    })
    .await;
    let mut bench = open_to(&[server]);
    bench.limits.fetch_timeout = Duration::from_millis(40);
    let report = bench.run(&Fetch::get(format!("http://{server}/")).timeout(600_000).guest()).await;
    assert_eq!(outcome(&report), "no answer in time");
}

#[tokio::test]
async fn a_slow_server_meets_the_triggers_deadline() {
    let server = serve_with(|_, stream| {
        Box::pin(async move {
            let _open = stream;
            std::future::pending().await
        })
    })
    .await;
    let mut bench = open_to(&[server]);
    bench.time_left = Duration::from_millis(40);
    let report = bench.run(&Fetch::get(format!("http://{server}/")).guest()).await;
    assert!(matches!(report.outcome, Err(Failure::Deadline { .. })), "{report:?}");
}

#[tokio::test]
async fn requests_are_counted() {
    let guest = Guest::new(
        "(loop $l
           (call $request (i32.const 1024) (i32.const 3) (i32.const 1027) (i32.const 10) (i32.const 0) (i32.const 0)
             (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 64))
           (local.set $i (i32.add (local.get $i) (i32.const 1)))
           ;; Until the error is `too-many-calls`.
           (br_if $l (i32.ne (i32.load8_u (i32.const 68)) (i32.const 2))))
         (if (i32.ne (local.get $i) (i32.const 11)) (then unreachable))
         (if (i32.ne (i32.load (i32.const 72)) (i32.const 10)) (then unreachable))",
    )
    .import("http", "start", "request", "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)")
    .data(1024, "GEThttp://a.b");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![]));
}

#[tokio::test]
async fn a_secret_in_a_url_is_not_in_the_report() {
    let server = serve(|_| ok("")).await;
    let mut bench = open_to(&[server]);
    bench.secrets.insert("TOKEN".into(), zeroize::Zeroizing::new("hunter2hunter2".into()));
    let report = bench.run(&Fetch::get(format!("http://{server}/bot/hunter2hunter2/send")).guest()).await;
    assert_eq!(outcome(&report), "200");
    assert_eq!(report.host_calls[0].target, format!("GET http://{server}/bot/***/send"));
}
