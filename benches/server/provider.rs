//! The baseline that is a whole server: oidc-provider of Node (`benches/node/provider.js`), whose packages `make bench` installs.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use serde::Deserialize;

use super::load::{self, Server};
use super::support::clients::VERIFIER;

/// What `provider.js` says of itself.
#[derive(Deserialize)]
struct Said {
    port: u16,
    pids: Vec<u32>,
    openid: Vec<String>,
    plain: Vec<String>,
}

/// A started one. It ends with its standard input.
pub struct Provider {
    pub server: Server,
    /// Requests that redeem a code each, of logins with an ID token.
    pub openid: Vec<Vec<u8>>,
    /// The same without.
    pub plain: Vec<Vec<u8>>,
    child: Child,
    _stdin: Option<ChildStdin>,
}

/// The application of `provider.js`, as it authenticates.
const CREDENTIALS: [(&str, &str); 2] = [("client_id", "application"), ("client_secret", "a-secret-of-the-two-sides")];

impl Provider {
    /// Starts it with so many workers, and so many codes of each kind.
    pub fn start(workers: usize, codes: usize) -> Result<Self, String> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/node/provider.js");
        let mut child = Command::new("node")
            .arg(program)
            .args([workers, codes].map(|count| count.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("node does not start ({error})"))?;
        let stdin = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // It says other things, too: that it is not meant for production as it is.
        let said = lines.map_while(Result::ok).find_map(|line| serde_json::from_str::<Said>(&line).ok());
        let said = said.ok_or("run make bench, which installs it")?;
        let address = SocketAddr::from(([127, 0, 0, 1], said.port));
        let server = Server { address, processes: said.pids };
        let redeem = |codes: Vec<String>| codes.iter().map(|code| redemption(code)).collect();
        Ok(Self { server, openid: redeem(said.openid), plain: redeem(said.plain), child, _stdin: stdin })
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        // Its workers end when it does.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request for an application's own token: a JWT for the API, or an opaque one.
pub fn client_credentials(jwt: bool) -> Vec<u8> {
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(CREDENTIALS);
    if jwt {
        form.extend([("resource", "urn:api"), ("scope", "read write")]);
    }
    load::post("/token", &form)
}

fn redemption(code: &str) -> Vec<u8> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", "https://app.example.com/callback"),
        ("code_verifier", VERIFIER),
    ];
    form.extend(CREDENTIALS);
    load::post("/token", &form)
}
