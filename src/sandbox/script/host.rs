//! `anteroom:engine/host`: what the engine asks of the server during a call.
//!
//! One door with names instead of an interface per topic, because the engine's JavaScript is ours and grows with each built-in
//! module; behind the door are the same functions that components call. What the engine sends is the author's: a refusal is an
//! answer that JavaScript sees as an error; only what passes a limit without a place in the contract is a trap.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::json;
use wasmtime::StoreContextMut;
use wasmtime::component::Linker;

use super::builtins::Builtins;
use super::places::Places;
use super::{crypto, operations, rules};
use crate::sandbox::state::State;

/// What a script call owns besides what every call owns.
#[derive(Default)]
pub struct Engineroom {
    /// The answer that the engine has not yet taken.
    pub answer: Vec<u8>,
    /// The built-in modules.
    pub builtins: Option<Arc<Builtins>>,
    /// The way back to the author's text, where it was translated.
    pub places: Option<Arc<Places>>,
}

/// How an operation was answered: what it says, and bytes.
pub type Said = Result<(String, Vec<u8>), Refusal>;

/// An error that JavaScript sees.
pub struct Refusal {
    /// The `name` of the error; `Error` if none.
    pub name: Option<&'static str>,
    /// The `code` of the error.
    pub code: Option<String>,
    /// The `message`.
    pub message: String,
}

impl Refusal {
    /// An error with a message alone.
    pub fn new(message: impl Into<String>) -> Self {
        Self { name: None, code: None, message: message.into() }
    }

    fn json(&self) -> String {
        json!({ "name": self.name, "code": self.code, "message": self.message }).to_string()
    }
}

/// Adds the functions.
pub fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut host = linker.instance("anteroom:engine/host")?;
    host.func_wrap("now", |store: StoreContextMut<'_, State>, (): ()| {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit for 285,000 years")]
        Ok((store.data().time.now() as f64,))
    })?;
    host.func_wrap("log", |mut store: StoreContextMut<'_, State>, (level, text): (u32, String)| {
        let state = store.data_mut();
        state.budget.charge(text.len())?;
        state.console.lock().write(super::build::level_of(level), &state.engine.restore(&text));
        Ok(())
    })?;
    host.func_wrap_async("call", |mut store: StoreContextMut<'_, State>, (operation, text, bytes): (String, String, Vec<u8>)| {
        Box::new(async move {
            store.data_mut().budget.charge(text.len() + bytes.len())?;
            let said = match operation.split_once('.') {
                Some(("crypto", name)) => crypto::call(&mut store, name, &text, bytes).await?,
                Some(("rules", name)) => rules::call(&mut store, name, &text),
                _ => operations::call(store.data_mut(), &operation, &text, bytes).await?,
            };
            Ok((store.data_mut().engine.keep(said),))
        })
    })?;
    host.func_wrap("start", |mut store: StoreContextMut<'_, State>, (operation, text, bytes): (String, String, Vec<u8>)| {
        let state = store.data_mut();
        state.budget.charge(text.len() + bytes.len())?;
        Ok((match operations::start(state, &operation, &text, bytes)? {
            Ok(number) => u64::from(number) << 32,
            Err(refusal) => state.engine.keep(Err(refusal)),
        },))
    })?;
    host.func_wrap_async("wait", |mut store: StoreContextMut<'_, State>, (): ()| {
        Box::new(async move {
            let state = store.data_mut();
            let Some(ended) = state.ended().await? else { return Ok((0,)) };
            let (mark, text, bytes) = match operations::outcome(ended.outcome) {
                Ok((text, bytes)) => ('.', text, bytes),
                Err(refusal) => ('!', refusal.json(), Vec::new()),
            };
            state.engine.answer = super::frame(&format!("{mark}{text}"), &bytes);
            Ok((u64::from(ended.number) << 32 | state.engine.answer.len() as u64,))
        })
    })?;
    host.func_wrap("cancel", |mut store: StoreContextMut<'_, State>, (id,): (u32,)| store.data_mut().give_up_operation(id))?;
    host.func_wrap("take", |mut store: StoreContextMut<'_, State>, (): ()| Ok((std::mem::take(&mut store.data_mut().engine.answer),)))?;
    Ok(())
}

impl Engineroom {
    /// `text` with the places of the author's file.
    pub fn restore<'a>(&self, text: &'a str) -> Cow<'a, str> {
        self.places.as_ref().map_or(Cow::Borrowed(text), |places| places.restore(text))
    }

    /// Keeps an answer until the engine takes it: whether it was refused, and its length.
    fn keep(&mut self, said: Said) -> u64 {
        let (status, text, bytes) = match said {
            Ok((text, bytes)) => (0, text, bytes),
            Err(refusal) => (1, refusal.json(), Vec::new()),
        };
        self.answer = super::frame(&text, &bytes);
        status << 32 | self.answer.len() as u64
    }
}
