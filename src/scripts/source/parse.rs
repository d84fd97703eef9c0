//! Parsing with the limits that the rest relies on: what comes out has no error and a bounded depth.

use oxc::allocator::Allocator;
use oxc::ast::AstKind;
use oxc::ast_visit::Visit;
use oxc::diagnostics::OxcDiagnostic;
use oxc::parser::{ParseOptions, Parser, ParserReturn};
use oxc::span::SourceType;

use super::{Position, SourceError};
use crate::sandbox::clean;

/// Levels of the syntax tree. Hand-written code has some 50, a chain of a thousand `+` one thousand; the engine's own stack
/// ends below ten thousand.
const MAX_DEPTH: usize = 4000;
/// Characters of what the parser says.
const MAX_MESSAGE: usize = 500;

/// Parses `code`.
///
/// # Errors
/// The first fault that the parser found.
pub fn parse<'a>(allocator: &'a Allocator, file: &str, code: &'a str, kind: SourceType) -> Result<ParserReturn<'a>, SourceError> {
    let options = ParseOptions { parse_regular_expression: true, ..ParseOptions::default() };
    let parsed = Parser::new(allocator, code, kind).with_options(options).parse();
    if let Some(error) = parsed.diagnostics.errors().next() {
        return Err(fault(file, code, error));
    }
    if parsed.panicked {
        return Err(SourceError::Internal { file: file.to_owned(), reason: "the parser gave up".to_owned() });
    }
    Ok(parsed)
}

/// Refuses a syntax tree that is too deep for the stacks of those who come after.
///
/// # Errors
/// [`SourceError::TooDeep`].
pub fn refuse_depth(file: &str, program: &oxc::ast::ast::Program<'_>) -> Result<(), SourceError> {
    let mut depth = Depth::default();
    depth.visit_program(program);
    if depth.deepest > MAX_DEPTH {
        return Err(SourceError::TooDeep { file: file.to_owned(), limit: MAX_DEPTH });
    }
    Ok(())
}

#[derive(Default)]
struct Depth {
    now: usize,
    deepest: usize,
}

impl<'a> Visit<'a> for Depth {
    fn enter_node(&mut self, _kind: AstKind<'a>) {
        self.now += 1;
        self.deepest = self.deepest.max(self.now);
    }

    fn leave_node(&mut self, _kind: AstKind<'a>) {
        self.now -= 1;
    }
}

/// What a tool says about `code`, at its place in the author's file.
pub fn fault(file: &str, code: &str, error: &OxcDiagnostic) -> SourceError {
    let offset = error.labels.first().map_or(0, |label| label.offset());
    let message = match error.message.as_ref() {
        // The parser's texts take it that the author could choose the kind of file.
        message if message.contains("import statement outside a module") || message.contains("Cannot use export") => {
            "`import` and `export` cannot be used in a JavaScript Action: use require() and exports, or TypeScript".to_owned()
        }
        message if message.contains("`await` is only allowed") => "`await` can only be used in an async function".to_owned(),
        // It quotes the text, which may hold anything and be of any length.
        message => clean(message).chars().take(MAX_MESSAGE).collect(),
    };
    SourceError::Syntax { file: file.to_owned(), position: Position::of(code, offset as usize), message }
}
