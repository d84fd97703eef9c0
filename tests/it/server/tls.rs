//! TLS with the server's own authority.

use std::os::unix::fs::PermissionsExt;

use crate::support::process::{Process, anteroom, data, text};

fn client(ca: Option<&std::path::Path>) -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    match ca {
        Some(path) => {
            let pem = std::fs::read(path).unwrap();
            builder.tls_certs_only(reqwest::Certificate::from_pem_bundle(&pem).unwrap()).build().unwrap()
        }
        None => builder.build().unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_knows_the_authority_is_served_and_others_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory", "--tls-self-signed"], &[]);
    assert!(server.url.starts_with("https://localhost:"), "{}", server.url);
    let ca = data(dir.path()).join("ca.pem");
    for host in ["localhost", "127.0.0.1"] {
        let port = server.address().rsplit(':').next().unwrap().to_owned();
        let answer = client(Some(&ca)).get(format!("https://{host}:{port}/healthz")).send().await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "ok\n");
    }
    assert!(client(None).get(format!("{}/healthz", server.url)).send().await.is_err());
    assert!(client(None).get(format!("http://{}/healthz", server.address())).send().await.is_err());
    let key = data(dir.path()).join("ca-key.pem");
    assert_eq!(std::fs::metadata(key).unwrap().permissions().mode() & 0o777, 0o600);
    server.stop();

    // Clients are told of the authority once.
    let before = std::fs::read(&ca).unwrap();
    let again = Process::start_with(dir.path(), &["--store", "memory", "--tls-self-signed"], &[]);
    assert_eq!(std::fs::read(&ca).unwrap(), before);
    assert!(client(Some(&ca)).get(format!("{}/healthz", again.url)).send().await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_the_operators_own_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let (cert, key) = (dir.path().join("cert.pem"), dir.path().join("key.pem"));
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let args = ["--store", "memory", "--tls-cert", cert.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Process::start_with(dir.path(), &args, &[]);
    let answer = client(Some(&cert)).get(format!("{}/healthz", server.url)).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok\n");
    assert!(client(None).get(format!("{}/healthz", server.url)).send().await.is_err());
}

#[test]
fn a_certificate_and_the_key_of_another_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for name in ["a", "b"] {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let (cert, key) = (dir.path().join(format!("{name}.pem")), dir.path().join(format!("{name}-key.pem")));
        std::fs::write(&cert, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        paths.push((cert, key));
    }
    let serve = |key: &std::path::Path| {
        let mut command = anteroom();
        command.args(["serve", "--store", "memory", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data(dir.path()));
        command.arg("--tls-cert").arg(&paths[0].0).arg("--tls-key").arg(key).output().unwrap()
    };
    let other = serve(&paths[1].1);
    assert_eq!(other.status.code(), Some(1));
    assert!(text(&other.stderr).contains("tls.key: the key does not belong to the certificate"), "{}", text(&other.stderr));
    let not_a_key = serve(&paths[0].0);
    assert!(text(&not_a_key.stderr).contains("holds no private key"), "{}", text(&not_a_key.stderr));
}
