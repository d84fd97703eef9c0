//! A guest that makes one request, and a server on the loopback that answers as it is told.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::guests::Guest;

/// A request for a guest to make.
pub struct Fetch {
    url: String,
    method: &'static str,
    headers: Vec<(String, String)>,
    body: Option<String>,
    timeout: Option<u32>,
    follow: bool,
}

impl Fetch {
    /// `GET url`, following redirects.
    pub fn get(url: impl Into<String>) -> Self {
        Self { url: url.into(), method: "GET", headers: Vec::new(), body: None, timeout: None, follow: true }
    }

    /// Another method.
    pub fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// With a header field.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a body.
    pub fn body(mut self, body: &str) -> Self {
        self.body = Some(body.to_owned());
        self
    }

    /// Waits so many milliseconds.
    pub fn timeout(mut self, millis: u32) -> Self {
        self.timeout = Some(millis);
        self
    }

    /// Does not follow redirects.
    pub fn no_follow(mut self) -> Self {
        self.follow = false;
        self
    }

    /// The guest. It logs the answer's body as info, an error of the answer as warning, and a refusal at once as error.
    pub fn guest(&self) -> Guest {
        let mut guest = Guest::new("")
            .import("http", "start", "request", "(param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)")
            .import("operations", "wait", "wait", "(param i32)")
            .data(1024, self.method)
            .data(2048, &self.url);
        let mut fields = String::new();
        let mut at = 16_384;
        for (n, (name, value)) in self.headers.iter().enumerate() {
            let slot = 8192 + 16 * n;
            for (offset, text) in [(0, name), (8, value)] {
                fields.push_str(&format!("(i32.store (i32.const {}) (i32.const {at}))\n", slot + offset));
                fields.push_str(&format!("(i32.store (i32.const {}) (i32.const {}))\n", slot + offset + 4, text.len()));
                guest = guest.data(at, text);
                at += u32::try_from(text.len()).unwrap() + 1;
            }
        }
        let body = self.body.clone().unwrap_or_default();
        guest = guest.data(at, &body);
        guest.with_body(&format!(
            "{fields}
             (call $request (i32.const 1024) (i32.const {method}) (i32.const 2048) (i32.const {url})
               (i32.const 8192) (i32.const {count})
               (i32.const {has_body}) (i32.const {at}) (i32.const {length})
               (i32.const {has_timeout}) (i32.const {timeout}) (i32.const {follow}) (i32.const 64))
             (if (i32.load8_u (i32.const 64))
               (then (if (i32.lt_u (i32.load8_u (i32.const 68)) (i32.const 2))
                 (then (call $log (i32.const 3) (i32.load (i32.const 72)) (i32.load (i32.const 76))))))
               (else
                 (call $wait (i32.const 128))
                 (if (i32.load8_u (i32.const 136))
                   (then (if (i32.or (i32.lt_u (i32.load8_u (i32.const 140)) (i32.const 2)) (i32.eq (i32.load8_u (i32.const 140)) (i32.const 5)))
                     (then (call $log (i32.const 2) (i32.load (i32.const 144)) (i32.load (i32.const 148))))))
                   (else (call $log (i32.const 1) (i32.load (i32.const 152)) (i32.load (i32.const 156)))))))",
            method = self.method.len(),
            url = self.url.len(),
            count = self.headers.len(),
            has_body = u8::from(self.body.is_some()),
            length = body.len(),
            has_timeout = u8::from(self.timeout.is_some()),
            timeout = self.timeout.unwrap_or(0),
            follow = u8::from(self.follow),
        ))
    }
}

/// What a server of a test does with a connection, given the request.
pub type Handler = fn(String, TcpStream) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

/// A server on the loopback. It answers every request with `answer(request)` and closes.
pub async fn serve(answer: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = read_request(&mut stream).await;
            let _ = stream.write_all(&answer(&request)).await;
        }
    });
    address
}

/// A server that accepts, reads, and answers with `handler`.
pub async fn serve_with(handler: Handler) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let request = read_request(&mut stream).await;
            tokio::spawn(handler(request, stream));
        }
    });
    address
}

/// The head, and the body where its length is told: whoever closes with bytes unread resets the connection.
pub async fn read_request(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&bytes) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(n) => bytes.extend_from_slice(&buffer[..n]),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn is_whole(bytes: &[u8]) -> bool {
    let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let fields = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
    let length = fields.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    bytes.len() >= head + 4 + length.unwrap_or(0)
}

/// A server that holds up whoever asks it, such as an Action, until a test has done something meanwhile.
pub struct Gate {
    listener: TcpListener,
    /// `http://127.0.0.1:<port>`.
    pub origin: String,
}

impl Gate {
    /// A server that is asked for nothing yet.
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        Self { listener, origin }
    }

    /// Waits until somebody asks, does `what`, and answers.
    pub async fn meanwhile(&self, what: impl Future<Output = ()>) {
        let asked = tokio::time::timeout(std::time::Duration::from_secs(60), self.listener.accept()).await;
        let (mut stream, _) = asked.expect("nobody asks").unwrap();
        read_request(&mut stream).await;
        what.await;
        stream.write_all(&ok("go on")).await.unwrap();
    }
}

/// A whole answer with this body.
pub fn ok(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
}

/// A redirect.
pub fn redirect(status: u16, location: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status} Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}
