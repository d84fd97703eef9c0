//! The event loop of a call: jobs first, then the host, until the handler's promise is settled.
//!
//! Nothing outside ends a wait but the host, so the loop sees at once when a promise can never settle: no job is left and no
//! operation is under way.

use rquickjs::promise::{MaybePromise, PromiseState};
use rquickjs::{Ctx, Function, Persistent, TypedArray, Value};

use crate::{Engine, abi, code};

/// Calls `entry` with the parsed request, and gives the text that it comes to.
pub fn run(engine: &Engine, entry: &Persistent<Function<'static>>, request: Vec<u8>) -> *const abi::Slice {
    let answer = engine.context.with(|ctx| {
        let settled: rquickjs::Result<Option<String>> = (|| {
            let request = code::parse(&ctx, request)?;
            let value: Value = entry.clone().restore(&ctx)?.call((request,))?;
            let promise = MaybePromise::from_value(value);
            let deliver = engine.deliver.clone().restore(&ctx)?;
            loop {
                while ctx.execute_pending_job() {}
                if promise.state() != PromiseState::Pending {
                    let value: Value = promise.result().unwrap_or(Err(rquickjs::Error::Unknown))?;
                    return Ok(Some(code::text(&ctx, &value)));
                }
                let Some((id, ended)) = abi::wait() else { return Ok(None) };
                deliver.call::<_, ()>((id, ended.status, ended.text, TypedArray::<u8>::new(ctx.clone(), ended.bytes)?))?;
            }
        })();
        match settled {
            Ok(Some(answer)) => answer,
            Ok(None) => "{\"unsettled\":true}".to_owned(),
            // The prelude catches what an Action throws; this is out of memory or out of stack in the prelude itself.
            Err(_) => {
                let fault = ctx.catch();
                let text = describe(&ctx, &fault);
                format!("{{\"broken\":{}}}", quote(&text))
            }
        }
    });
    abi::given(answer.into_bytes())
}

/// What was thrown, in one line, without running any of its code.
pub fn describe(ctx: &Ctx<'_>, fault: &Value<'_>) -> String {
    match fault.as_exception() {
        Some(exception) => format!("{}: {}", exception.message().unwrap_or_default(), exception.stack().unwrap_or_default()),
        None if fault.is_string() => code::text(ctx, fault),
        None => format!("a value of the type {}", fault.type_name()),
    }
}

/// A JSON string.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
