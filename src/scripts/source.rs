//! The author's text, checked and turned into what the engine evaluates: the body of a CommonJS function.
//!
//! The parser is recursive and the text is anybody's, so all of it happens on a thread of its own whose stack is as deep as the
//! largest text can nest: a child process would be as safe and cost each deployment the start of a process, and a count of
//! brackets would miss the other ways to nest (`!!!…`, `a=>a=>…`, `if(a)if(a)…`).

mod parse;
mod position;

use serde::{Deserialize, Serialize};
use tokio::sync::{Semaphore, oneshot};

pub(super) use parse::{fault, parse, refuse_depth};
pub use position::Position;

use super::{check, typescript};

/// The largest text in bytes: Auth0 takes 100 kB for an Action (reference 1.8).
pub const MAX_SOURCE: usize = 128 << 10;
/// The deepest that the longest text nests needs some 400 MiB in an unoptimised parser. Only what is touched costs memory.
const STACK: usize = 1 << 30;
/// Texts that are compiled at the same time: each is a few milliseconds of one processor.
static COMPILING: Semaphore = Semaphore::const_new(2);

/// A text and the name its author gave it.
#[derive(Debug, Clone)]
pub struct Source {
    /// The file's name in messages and source maps: `action.ts`.
    pub file: String,
    /// The text.
    pub code: String,
    /// What it is written in.
    pub language: Language,
}

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// A CommonJS script, not strict unless it says so.
    JavaScript,
    /// TypeScript, with `import` and `export` or with `require` and `exports`.
    TypeScript,
}

/// A text that the engine can evaluate as `function (exports, require, module, __filename, __dirname, console) {…}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// JavaScript: the author's text, in which only `import()` is written otherwise; what became of TypeScript.
    pub code: String,
    /// From `code` to the author's text (Source Map revision 3, JSON), if they differ.
    pub source_map: Option<String>,
    /// The modules that it requires or imports by a fixed name, in the order of the text.
    pub requires: Vec<String>,
    /// Whether it also requires modules by a name that is known only when it runs.
    pub requires_others: bool,
    /// The global names that it mentions, sorted: what the engine may load ahead.
    pub globals: Vec<String>,
}

/// Why a text cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// It is not valid in its language, or cannot work where Actions run.
    #[error("{file}:{position}: {message}")]
    Syntax {
        /// The author's file.
        file: String,
        /// Where in it.
        position: Position,
        /// What is wrong.
        message: String,
    },
    /// Too many bytes.
    #[error("{file} has {size} bytes, but at most {MAX_SOURCE} are accepted.")]
    TooLarge {
        /// The author's file.
        file: String,
        /// Its size in bytes.
        size: usize,
    },
    /// Nested so deeply that no engine would evaluate it.
    #[error("{file} is nested more than {limit} levels deep.")]
    TooDeep {
        /// The author's file.
        file: String,
        /// The levels that are accepted.
        limit: usize,
    },
    /// Not what programs of its form are.
    #[error("{file} is not one function. {form}")]
    NotAFunction {
        /// The author's file.
        file: String,
        /// What it should be.
        form: &'static str,
    },
    /// The compiler failed, which is no fault of the author.
    #[error("{file} cannot be compiled: {reason}")]
    Internal {
        /// The author's file.
        file: String,
        /// What happened.
        reason: String,
    },
}

/// Checks a text and turns it into JavaScript.
///
/// # Errors
/// The first fault, at its place in the author's file.
pub async fn compile(source: Source) -> Result<Compiled, SourceError> {
    compile_with(source, &[]).await
}

/// The same for a function with more parameters than those of every text.
///
/// # Errors
/// As [`compile`].
pub async fn compile_with(source: Source, parameters: &'static [&'static str]) -> Result<Compiled, SourceError> {
    on_a_deep_stack(source, move |source| compile_here(source, parameters)).await
}

/// Checks a text that is one function expression, whose `form` is said to who wrote something else.
///
/// # Errors
/// As [`compile`], and where the text is anything else.
pub async fn compile_function(source: Source, form: &'static str) -> Result<Compiled, SourceError> {
    on_a_deep_stack(source, move |source| check::function(&source.file, &source.code, form)).await
}

/// Does something with a text where it may nest as deeply as it likes.
pub(super) async fn on_a_deep_stack<T: Send + 'static>(
    source: Source,
    compile: impl FnOnce(&Source) -> Result<T, SourceError> + Send + 'static,
) -> Result<T, SourceError> {
    let file = source.file.clone();
    let internal = |reason: String| SourceError::Internal { file: file.clone(), reason };
    if source.code.len() > MAX_SOURCE {
        return Err(SourceError::TooLarge { file, size: source.code.len() });
    }
    let _permit = COMPILING.acquire().await.map_err(|error| internal(error.to_string()))?;
    let (tell, told) = oneshot::channel();
    let thread = std::thread::Builder::new().name("compile-source".to_owned()).stack_size(STACK);
    // The thread is not joined: it ends when it has told, or by a panic that drops `tell`.
    thread
        .spawn(move || {
            let _ = tell.send(compile(&source));
        })
        .map_err(|error| internal(error.to_string()))?;
    told.await.unwrap_or_else(|_| Err(internal("the compiler broke off".to_owned())))
}

fn compile_here(source: &Source, parameters: &[&str]) -> Result<Compiled, SourceError> {
    match source.language {
        Language::JavaScript => {
            // A first line for the shell is no JavaScript inside a function, and no column moves.
            let code = match source.code.strip_prefix("#!") {
                Some(rest) => format!("//{rest}"),
                None => source.code.clone(),
            };
            let names = check::check(&source.file, &code, parameters)?;
            let code = if names.imports { check::without_import(&source.file, &code)? } else { code };
            Ok(names.with(code, None))
        }
        Language::TypeScript => {
            let output = typescript::to_commonjs(&source.file, &source.code)?;
            // Reading what came out also proves that the rewriting kept it valid.
            let names = check::check(&source.file, &output.code, parameters).map_err(|error| SourceError::Internal {
                file: source.file.clone(),
                reason: format!("what became of it is not valid ({error})"),
            })?;
            Ok(names.with(output.code, Some(output.source_map)))
        }
    }
}
