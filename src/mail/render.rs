//! Liquid, in a process of its own: the tenant's texts are programs, and come over the Management API.
//!
//! A loop over a range of a thousand millions, a text that doubles itself forty times, an `if` inside an `if` ten thousand times: the
//! library takes each as it is written, and a thread can neither be limited nor ended. So a template is parsed and rendered as
//! `anteroom render-mail`, which limits its memory, its time and what it says, and takes nothing with it when it ends.

mod child;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::child::{self as child_process, Answer as Answered, AskError, ask};

pub use child::render_in_child;

/// Processes at the same time: templates are rendered behind the answers, and logins come first.
const PLACES: usize = 2;
/// How long one may take, waiting for the processor included.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Bytes of everything that is rendered for one mail.
pub const MOST_OUTPUT: u64 = 1 << 20;
/// Bytes of the answer: JSON writes a control character as six bytes.
const MOST_ANSWER: u64 = MOST_OUTPUT * 6 + 4096;
/// Exit code of a process whose texts became too long.
const TOO_LONG: u8 = 3;

/// A text to render.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Text {
    /// Liquid.
    pub source: String,
    /// Whether it becomes HTML: then values are escaped before the template sees them.
    pub html: bool,
}

/// What the process is asked.
#[derive(Debug, Serialize, Deserialize)]
struct Question {
    texts: BTreeMap<String, Text>,
    /// None: only parse.
    values: Option<Value>,
}

/// What it answers.
#[derive(Debug, Serialize, Deserialize)]
enum Answer {
    Rendered(BTreeMap<String, String>),
    Faulty { name: String, message: String },
}

/// Why a template became no text.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// It does not parse, or cannot be rendered.
    #[error("{message}")]
    Faulty {
        /// The member of the template.
        name: String,
        /// What is wrong, on one line.
        message: String,
    },
    /// It takes too much.
    #[error("it takes more time, memory or text than a template may")]
    TooMuch,
    /// The process could not be run.
    #[error("the template could not be rendered: {0}")]
    Internal(String),
}

/// Renders templates.
#[derive(Debug, Clone)]
pub struct Renderer {
    program: PathBuf,
    places: Arc<Semaphore>,
}

impl Renderer {
    /// By the `anteroom` binary at `program`.
    pub fn new(program: PathBuf) -> Self {
        Self { program, places: Arc::new(Semaphore::new(PLACES)) }
    }

    /// Parses texts by their names.
    ///
    /// # Errors
    /// The first that does not parse.
    pub async fn check(&self, texts: BTreeMap<String, Text>) -> Result<(), RenderError> {
        self.ask(Question { texts, values: None }).await.map(drop)
    }

    /// Renders texts by their names, with the members of `values`. A name that is not among them is nothing, as in the original.
    pub async fn render(&self, texts: BTreeMap<String, Text>, values: Value) -> Result<BTreeMap<String, String>, RenderError> {
        self.ask(Question { texts, values: Some(values) }).await
    }

    async fn ask(&self, question: Question) -> Result<BTreeMap<String, String>, RenderError> {
        let internal = |error: &dyn std::fmt::Display| RenderError::Internal(error.to_string());
        let question = serde_json::to_vec(&question).map_err(|error| internal(&error))?;
        // Never closed.
        let _place = self.places.acquire().await;
        let command = child_process::command(&self.program, "render-mail");
        let Answered { status, said, .. } = ask(command, &question, MOST_ANSWER, TIMEOUT).await.map_err(|error| match error {
            AskError::TimedOut => RenderError::TooMuch,
            AskError::Failed(reason) => RenderError::Internal(reason),
        })?;
        if status.success() {
            return match serde_json::from_slice(&said).map_err(|error| internal(&error))? {
                Answer::Rendered(texts) => Ok(texts),
                Answer::Faulty { name, message } => Err(RenderError::Faulty { name, message }),
            };
        }
        // A signal: its limits, or its stack. Its own code for too long a text.
        if status.code().is_none() || status.code() == Some(TOO_LONG.into()) {
            return Err(RenderError::TooMuch);
        }
        Err(internal(&status))
    }
}
