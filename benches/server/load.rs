//! The client of every row: requests prepared as bytes, over connections that are kept, from one thread that does nothing else. What
//! a client library costs would be measured with each server, and would hide what tells them apart.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::form_urlencoded::Serializer;

use super::cpu;

/// Requests under way at a time.
pub const CONNECTIONS: usize = 16;
/// How long each row is measured, after as long again to warm up.
const SECONDS: u64 = 3;

/// Whom to ask.
#[derive(Clone)]
pub struct Server {
    pub address: SocketAddr,
    /// The processes that it is.
    pub processes: Vec<u32>,
}

impl Server {
    /// One that is a part of this process.
    pub fn here(address: SocketAddr) -> Self {
        Self { address, processes: vec![std::process::id()] }
    }
}

/// What to ask for.
#[derive(Clone)]
pub enum Requests {
    /// The same again and again.
    Same(Arc<Vec<u8>>),
    /// Each once; the first third to warm up.
    Once(Arc<Vec<Vec<u8>>>),
}

/// What came of it.
#[derive(Default)]
pub struct Measured {
    pub per_second: f64,
    /// Milliseconds.
    pub p99: f64,
    /// Microseconds of the server's processor time for each request.
    pub cpu: f64,
}

/// A request with a form.
pub fn post(path: &str, form: &[(&str, &str)]) -> Vec<u8> {
    let body = Serializer::new(String::new()).extend_pairs(form).finish();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// A request without a body.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { stream, read: vec![0; 64 << 10] }
    }

    /// Sends a request and reads its answer, which must be a good one with a length.
    pub async fn ask(&mut self, request: &[u8]) {
        assert!(self.tell(request).await, "{}", String::from_utf8_lossy(&self.read).trim_end_matches('\0'));
    }

    /// The same; whether the answer is a good one.
    pub async fn tell(&mut self, request: &[u8]) -> bool {
        self.stream.write_all(request).await.unwrap();
        let (mut have, mut whole) = (0, None);
        while whole.is_none_or(|whole| have < whole) {
            let read = self.stream.read(&mut self.read[have..]).await.unwrap();
            assert!(read > 0, "closed: {}", String::from_utf8_lossy(&self.read[..have]));
            have += read;
            whole = whole.or_else(|| length(&self.read[..have]));
        }
        self.read.starts_with(b"HTTP/1.1 200 ")
    }
}

/// Bytes of the whole answer, once its head is there.
fn length(read: &[u8]) -> Option<usize> {
    let head = memchr::memmem::find(read, b"\r\n\r\n")?;
    let text = std::str::from_utf8(&read[..head]).unwrap();
    let body = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap())
    });
    Some(head + 4 + body.expect("an answer without a length"))
}

/// Runs the client in a thread of its own. The second figure is the processor time of that thread, in seconds.
pub async fn apart<T: Send + 'static>(client: impl Future<Output = T> + Send + 'static) -> (T, f64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let thread = std::thread::Builder::new().name("client".into()).spawn(move || {
        let before = cpu::of_this_thread();
        let done = runtime.block_on(client);
        (done, cpu::of_this_thread() - before)
    });
    let thread = thread.unwrap();
    tokio::task::spawn_blocking(move || thread.join().unwrap()).await.unwrap()
}

/// How long each request of a round took, in order of length.
async fn round(server: &Server, requests: &Requests, part: std::ops::Range<usize>, seconds: u64) -> Vec<Duration> {
    let (next, last) = (Arc::new(AtomicUsize::new(part.start)), part.end);
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (requests, next, address) = (requests.clone(), next.clone(), server.address);
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await;
            let mut each = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let start = Instant::now();
                if at >= last || start >= end {
                    return each;
                }
                connection
                    .ask(match &requests {
                        Requests::Same(one) => one,
                        Requests::Once(all) => &all[at],
                    })
                    .await;
                each.push(start.elapsed());
            }
        });
    }
    let mut each = tasks.join_all().await.concat();
    each.sort();
    each
}

/// Asks from [`CONNECTIONS`] connections at once.
pub async fn measure(server: &Server, requests: Requests) -> Measured {
    let all = match &requests {
        Requests::Same(_) => usize::MAX,
        Requests::Once(all) => all.len(),
    };
    let warm = if all == usize::MAX { all } else { all / 3 };
    let (at, asked) = (server.clone(), requests.clone());
    apart(async move { round(&at, &asked, 0..warm, SECONDS).await }).await;
    let from = if all == usize::MAX { 0 } else { warm };
    let (at, before) = (server.clone(), cpu::of(&server.processes));
    let ((each, took), own) = apart(async move {
        let start = Instant::now();
        (round(&at, &requests, from..all, SECONDS).await, start.elapsed())
    })
    .await;
    let here = server.processes.contains(&std::process::id());
    let used = cpu::of(&server.processes) - before - if here { own } else { 0.0 };
    let count = each.len() as f64;
    Measured { per_second: count / took.as_secs_f64(), p99: each[(each.len() - 1) * 99 / 100].as_secs_f64() * 1e3, cpu: used / count * 1e6 }
}
