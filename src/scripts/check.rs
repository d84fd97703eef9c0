//! What a CommonJS text mentions: the modules it requires and the globals it uses; and whether the engine will take it.
//!
//! Only names that are bound nowhere in the text count: a parameter called `require` or a local `crypto` is the author's own.

use oxc::allocator::Allocator;
use oxc::ast::ast::{Argument, CallExpression, Expression, ImportExpression, Statement};
use oxc::ast_visit::{Visit, walk};
use oxc::semantic::{Scoping, SemanticBuilder, SymbolFlags};
use oxc::span::SourceType;

use super::commonjs::{self, Flavour};
use super::source::{Compiled, Position, SourceError, fault, parse, refuse_depth};

/// The parameters of the function that the text is the body of, as in Node. They cannot be declared again with `let`, `const`
/// or `class`.
const PARAMETERS: [&str; 5] = ["exports", "require", "module", "__filename", "__dirname"];

/// What a text mentions.
#[derive(Debug, Default)]
pub struct Names {
    /// Whether it has an `import()`.
    pub imports: bool,
    requires: Vec<String>,
    requires_others: bool,
    globals: Vec<String>,
}

impl Names {
    /// The whole of what is known of a text.
    pub fn with(self, code: String, source_map: Option<String>) -> Compiled {
        let Self { requires, requires_others, globals, .. } = self;
        Compiled { code, source_map, requires, requires_others, globals }
    }
}

/// Checks a CommonJS text and collects the names it mentions. `more` are parameters beside the usual ones.
///
/// # Errors
/// The first fault, at its place.
pub fn check(file: &str, code: &str, more: &[&str]) -> Result<Names, SourceError> {
    let allocator = Allocator::default();
    let program = parse(&allocator, file, code, SourceType::cjs())?.program;
    refuse_depth(file, &program)?;
    let analysed = SemanticBuilder::new().with_check_syntax_error(true).build(&program);
    if let Some(error) = analysed.diagnostics.errors().next() {
        return Err(fault(file, code, error));
    }
    let scoping = analysed.semantic.scoping();
    let parameters = [&PARAMETERS, more].concat();
    refuse_parameters(file, code, scoping, &parameters)?;
    let mut requires = Requires { scoping, names: Names::default() };
    requires.visit_program(&program);
    let mut names = requires.names;
    let globals = scoping.root_unresolved_references().keys().map(|name| name.as_str());
    names.globals = globals.filter(|name| !parameters.contains(name)).map(str::to_owned).collect();
    names.globals.sort_unstable();
    Ok(names)
}

/// Checks a text that is one function expression, named or not, and collects the names it mentions. A semicolon may follow it.
///
/// # Errors
/// The first fault, at its place.
pub fn function(file: &str, script: &str, form: &'static str) -> Result<Compiled, SourceError> {
    let code = super::rule::code(script);
    // The bracket makes an expression of it and moves the first line by one character.
    let wrapped = format!("({code}\n)");
    let names = match check(file, &wrapped, &[]) {
        Ok(names) => names,
        // Two functions, or statements: a good script, and no expression.
        Err(_) if check(file, script, &[]).is_ok_and(|_| !is_function(file, &wrapped)) => {
            return Err(SourceError::NotAFunction { file: file.to_owned(), form });
        }
        Err(SourceError::Syntax { file, position, message }) => {
            let lines = script.lines().count().max(1);
            let column = if position.line == 1 { position.column.saturating_sub(1).max(1) } else { position.column };
            return Err(SourceError::Syntax { file, position: Position { line: position.line.min(lines), column }, message });
        }
        Err(other) => return Err(other),
    };
    if !is_function(file, &wrapped) {
        return Err(SourceError::NotAFunction { file: file.to_owned(), form });
    }
    Ok(names.with(code.to_owned(), None))
}

/// Whether a text is one statement that is nothing but a function.
fn is_function(file: &str, code: &str) -> bool {
    let allocator = Allocator::default();
    let Ok(parsed) = parse(&allocator, file, code, SourceType::cjs()) else { return false };
    let program = parsed.program;
    match program.body.as_slice() {
        [Statement::ExpressionStatement(statement)] if program.directives.is_empty() => matches!(
            statement.expression.get_inner_expression(),
            Expression::FunctionExpression(_) | Expression::ArrowFunctionExpression(_)
        ),
        _ => false,
    }
}

fn refuse_parameters(file: &str, code: &str, scoping: &Scoping, parameters: &[&str]) -> Result<(), SourceError> {
    let declared = scoping.get_bindings(scoping.root_scope_id()).iter().find(|(name, symbol)| {
        let lexical = SymbolFlags::BlockScopedVariable | SymbolFlags::Class;
        parameters.contains(&name.as_str()) && scoping.symbol_flags(**symbol).intersects(lexical)
    });
    match declared {
        None => Ok(()),
        Some((name, symbol)) => Err(SourceError::Syntax {
            file: file.to_owned(),
            position: Position::of(code, scoping.symbol_span(*symbol).start as usize),
            message: format!("Identifier '{name}' has already been declared"),
        }),
    }
}

/// A checked CommonJS text with its `import()` made into `require`, which is what the engine has. Lines stay, columns after it move.
///
/// # Errors
/// The text is not valid.
pub fn without_import(file: &str, code: &str) -> Result<String, SourceError> {
    let allocator = Allocator::default();
    let program = parse(&allocator, file, code, SourceType::cjs())?.program;
    let analysed = SemanticBuilder::new().build(&program);
    let prefix = commonjs::unused_prefix(code);
    Ok(commonjs::rewrite(code, &program, analysed.semantic.scoping(), &prefix, Flavour::Author).apply_to_text(code))
}

struct Requires<'s> {
    scoping: &'s Scoping,
    names: Names,
}

impl Requires<'_> {
    fn add(&mut self, name: Option<String>) {
        match name {
            Some(name) if self.names.requires.contains(&name) => {}
            Some(name) => self.names.requires.push(name),
            None => self.names.requires_others = true,
        }
    }
}

impl<'a> Visit<'a> for Requires<'_> {
    fn visit_call_expression(&mut self, call: &CallExpression<'a>) {
        if let Expression::Identifier(callee) = call.callee.get_inner_expression()
            && callee.name == "require"
            && self.scoping.get_reference(callee.reference_id()).symbol_id().is_none()
        {
            self.add(call.arguments.first().and_then(Argument::as_expression).and_then(constant));
        }
        walk::walk_call_expression(self, call);
    }

    fn visit_import_expression(&mut self, import: &ImportExpression<'a>) {
        self.names.imports = true;
        self.add(constant(&import.source));
        walk::walk_import_expression(self, import);
    }
}

/// The text of a string that is written out.
fn constant(expression: &Expression<'_>) -> Option<String> {
    match expression.get_inner_expression() {
        Expression::StringLiteral(text) => Some(text.value.to_string()),
        Expression::TemplateLiteral(text) if text.expressions.is_empty() && text.quasis.len() == 1 => {
            text.quasis.first()?.value.cooked.map(|text| text.to_string())
        }
        _ => None,
    }
}
