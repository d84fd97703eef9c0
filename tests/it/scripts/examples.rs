//! Every example in `examples-actions/javascript` in the engine: its cases are those that its own test runs in Node.
//!
//! `event.json` is the event, `expected.json` says for each case what differs in it and what comes of it. Servers that a case names
//! are one on the loopback: their origin is replaced in the secrets on the way in, and back in what the server saw.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anteroom::contract::{Entry, Event, Trigger};
use anteroom::pipeline::verdict_of;
use anteroom::sandbox::{CacheSet, EgressPolicy, Failure, MemoryCache, Sandbox, ScriptSource};
use anteroom::scripts::source::{Language, Source, compile};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::scripts::{Scripts, source};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples-actions/javascript");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.join("expected.json").is_file()).collect();
    found.sort();
    found
}

fn read(folder: &Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {name}: {error}", folder.display()))
}

/// The example's source as the server evaluates it.
async fn script(folder: &Path, trigger: Trigger) -> ScriptSource {
    let (file, language) = if folder.join("action.ts").is_file() {
        ("action.ts".to_owned(), Language::TypeScript)
    } else {
        ("action.js".to_owned(), Language::JavaScript)
    };
    let code = std::fs::read_to_string(folder.join(&file)).unwrap();
    let compiled = compile(Source { file: file.clone(), code, language }).await.unwrap_or_else(|error| panic!("{error}"));
    let builtins = Sandbox::builtins(&compiled.requires, &compiled.globals);
    ScriptSource { trigger, file, builtins, source_map: compiled.source_map, ..source(&compiled.code) }
}

/// RFC 7396.
fn merge(value: &mut Value, change: &Value) {
    let Value::Object(change) = change else {
        *value = change.clone();
        return;
    };
    if !value.is_object() {
        *value = json!({});
    }
    let object = value.as_object_mut().unwrap();
    for (name, inner) in change {
        if inner.is_null() {
            object.remove(name);
        } else {
            merge(object.entry(name).or_insert(Value::Null), inner);
        }
    }
}

/// A server that answers as a case says, and what it was asked.
struct Answers {
    address: SocketAddr,
    origin: String,
    seen: Arc<Mutex<Vec<Value>>>,
}

impl Answers {
    async fn start(answers: &[Value]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = answers.first().map_or("https://nowhere.example", |answer| answer["url"].as_str().unwrap());
        let origin = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let (seen, answers) = (Arc::new(Mutex::new(Vec::new())), answers.to_vec());
        let (seen_here, origin_here) = (Arc::clone(&seen), origin.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                answer(stream, &answers, &origin_here, &seen_here).await;
            }
        });
        Self { address, origin, seen }
    }

    fn here(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked, with as much of it as `expected` names.
    fn requests(&self, expected: &Value) -> Value {
        let seen = self.seen.lock().unwrap();
        let shown = seen.iter().enumerate().map(|(at, request)| {
            let expected = expected[at].as_object().cloned().unwrap_or_default();
            let part = expected.iter().map(|(name, wanted)| match (name.as_str(), wanted) {
                ("headers", Value::Object(wanted)) => {
                    (name.clone(), wanted.keys().map(|header| (header.clone(), request["headers"][header].clone())).collect())
                }
                _ => (name.clone(), request[name].clone()),
            });
            Value::Object(part.collect())
        });
        let text = Value::Array(shown.collect()).to_string().replace(&self.here(), &self.origin);
        serde_json::from_str(&text).unwrap()
    }
}

async fn answer(mut stream: TcpStream, answers: &[Value], origin: &str, seen: &Mutex<Vec<Value>>) {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    let (head, body) = loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break (head.to_owned(), body.to_owned());
            }
        }
        match stream.read(&mut buffer).await {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return,
        }
    };
    let mut lines = head.lines();
    let [method, path, _] = lines.next().unwrap().split(' ').collect::<Vec<_>>().try_into().unwrap();
    let headers: Map<String, Value> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_ascii_lowercase(), value.into())).collect();
    let url = format!("{origin}{path}");
    let found = answers.iter().find(|answer| answer["url"] == *url && answer["method"].as_str().unwrap_or("GET") == method);
    seen.lock().unwrap().push(json!({
        "method": method, "url": url, "headers": headers, "json": serde_json::from_str::<Value>(&body).unwrap_or(Value::Null),
    }));
    let said = found.map_or((404, String::new()), |answer| {
        let text = answer.get("json").map_or_else(|| answer["text"].as_str().unwrap_or_default().to_owned(), Value::to_string);
        (answer["status"].as_u64().unwrap_or(200), text)
    });
    let length = if said.0 == 204 { String::new() } else { format!("Content-Length: {}\r\n", said.1.len()) };
    let text = format!("HTTP/1.1 {} Said\r\n{length}Content-Type: application/json\r\nConnection: close\r\n\r\n{}", said.0, said.1);
    let _ = stream.write_all(text.as_bytes()).await;
}

/// Runs one case: as much of the result as it expects.
async fn run(scripts: &mut Scripts, script: ScriptSource, mut event: Value, case: &Value) -> Value {
    let expect = case["expect"].as_object().expect("a case expects something");
    let server = Answers::start(case["answers"].as_array().map_or(&[], Vec::as_slice)).await;
    scripts.bench.egress = EgressPolicy::Hosts(vec![server.here()]);
    scripts.bench.secrets.clear();
    merge(&mut event, case.get("event").unwrap_or(&json!({})));
    for (name, value) in event["secrets"].as_object().cloned().unwrap_or_default() {
        scripts.bench.secrets.insert(name, value.as_str().unwrap().replace(&server.origin, &server.here()).into());
    }
    let cache = Arc::new(MemoryCache::default());
    for (key, value) in case["cache"].as_object().cloned().unwrap_or_default() {
        let entry = CacheSet { key, value: value.as_str().unwrap().to_owned(), ttl: None, expires_at: None };
        anteroom::sandbox::ActionCache::set(&*cache, entry, 1_795_168_800_000).await.unwrap();
    }
    scripts.bench.cache = cache;
    let program = scripts.load(script).await;
    let mut call = scripts.bench.call(&program);
    call.event = Arc::new(Event::from_json(program.trigger(), &event).unwrap());
    if let Some(handler) = case["handler"].as_str() {
        assert_eq!(Some(handler), program.trigger().resume_handler());
        call.entry = Entry::Continue;
    }
    let report = scripts.bench.sandbox.call(call).await;
    let (effects, error) = match &report.outcome {
        Ok(effects) => (json!(effects), None),
        Err(Failure::Threw { message, .. }) => (json!([]), Some(message.clone())),
        Err(failure) => (json!([]), Some(failure.to_string())),
    };
    if error.is_some() != (expect["verdict"] == "failed") {
        return json!({ "error": error });
    }
    let all = json!({
        "verdict": report.outcome.as_ref().map_or("failed", |effects| verdict_of(effects)),
        "effects": effects,
        "error": error,
        "console": report.console,
        "requests": server.requests(&case["expect"]["requests"]),
    });
    Value::Object(expect.keys().map(|name| (name.clone(), all[name].clone())).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_does_in_the_engine_what_it_does_in_node() {
    let examples = examples();
    assert!(examples.len() >= 12, "{examples:?}");
    let mut scripts = Scripts::with(|options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]);
    let mut other = Vec::new();
    for folder in examples {
        let expected = read(&folder, "expected.json");
        let trigger = Trigger::from_id(expected["trigger"].as_str().unwrap()).unwrap();
        let script = script(&folder, trigger).await;
        for (name, case) in expected["cases"].as_object().unwrap() {
            let result = run(&mut scripts, script.clone(), read(&folder, "event.json"), case).await;
            if result != case["expect"] {
                other.push(format!("{}: {name}: {result:#}", folder.display()));
            }
        }
    }
    assert!(other.is_empty(), "{}", other.join("\n"));
}

#[test]
fn every_example_says_what_it_is_for() {
    for folder in examples() {
        for name in ["README.md", "event.json", "action.test.mjs"] {
            assert!(folder.join(name).is_file(), "{} has no {name}", folder.display());
        }
    }
}
