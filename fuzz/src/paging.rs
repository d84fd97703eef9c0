//! The parameters of lists, and walking through a list by its checkpoints. An input is a query string; its length is the list's.
//!
//! - A refusal is a 400 with a bounded sentence.
//! - A page is never larger than was asked for, nor than a hundred.
//! - Checkpoints lead to every item once, in order, and then end; following one that somebody made up never shows an item twice.

use anteroom::http::management::paging::{Paged, Paging};
use anteroom::http::management::query::Query;
use axum::extract::FromRequestParts;
use serde_json::{Value, json};

use super::wire;

pub fn run(data: &[u8]) {
    let list: Vec<(String, Value)> = (0..data.len() % 300).map(|n| (format!("id{n:03}"), json!(n))).collect();
    let mut target = data.to_vec();
    let mut seen: Vec<Value> = Vec::new();
    for _ in 0..=list.len() + 1 {
        let Some(paging) = read(&target) else { return };
        let answer = paging.answer("things", list.clone());
        let items = answer.as_array().or_else(|| answer["things"].as_array()).unwrap();
        assert!(items.len() <= 100);
        seen.extend(items.iter().cloned());
        let Paging::Checkpoint { take, .. } = paging else { return };
        assert!(items.len() <= take);
        let Some(next) = answer.get("next").and_then(Value::as_str) else {
            assert!(seen.windows(2).all(|two| two[0].as_u64() < two[1].as_u64()), "{seen:?}");
            assert!(seen.last() == list.last().map(|(_, item)| item) || seen.is_empty(), "ended too early");
            return;
        };
        target = format!("take={take}&from={next}").into_bytes();
    }
    panic!("checkpoints without an end");
}

fn read(query: &[u8]) -> Option<Paging> {
    let (mut parts, _) = wire::get("/", query)?.into_parts();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let Ok(query) = runtime.block_on(Query::<Paged>::from_request_parts(&mut parts, &()));
    match query.params().and_then(|params| Paging::of(&params)) {
        Ok(paging) => Some(paging),
        Err(error) => {
            assert_eq!(error.status, 400);
            assert!(error.message.len() <= 1024 && !error.message.contains(char::is_control), "{:?}", error.message);
            None
        }
    }
}
