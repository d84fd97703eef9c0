//! What a program reads and writes of the objects that it is given: `context.multifactor`, `api.prompt.render`, each with its line.
//!
//! For those who bring programs from elsewhere, to be told before a login of what is not here. It goes by names: a member that is reached
//! through another variable is not seen, and a variable that happens to be called `context` is. That is enough for a hint and not for
//! more; what a program does is decided where it runs.

use std::collections::BTreeMap;

use oxc::allocator::Allocator;
use oxc::ast::ast::{
    AssignmentExpression, AssignmentTarget, BindingPattern, ComputedMemberExpression, Expression, FormalParameters, Function, PropertyKey,
    StaticMemberExpression, VariableDeclarator,
};
use oxc::ast_visit::{Visit, walk};
use oxc::span::{GetSpan, SourceType, Span};
use oxc::syntax::scope::ScopeFlags;

use super::rule;
use super::source::{Position, Source, SourceError, on_a_deep_stack, parse, refuse_depth};

/// What stands for any object.
pub const ANY: &str = "*";
/// Methods that are told of, whatever their object is: they answer otherwise without the data of all languages.
const OF_ANY: [&str; 4] = ["toLocaleString", "toLocaleDateString", "toLocaleTimeString", "localeCompare"];
/// Members that are told of; a text of 128 kB could mention more.
const MAX_MENTIONS: usize = 10_000;

/// One member of a given object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// From the object on: `["context", "request", "query"]`.
    pub path: Vec<String>,
    /// The line, from 1.
    pub line: usize,
    /// Whether it is given a value.
    pub written: bool,
}

/// The members that a Rule mentions of its parameters (called `names`, whatever the author calls them) and of the objects `more`.
///
/// # Errors
/// The text is not valid.
pub async fn of_function(
    source: Source,
    names: &'static [&'static str],
    more: &'static [&'static str],
) -> Result<Vec<Mention>, SourceError> {
    on_a_deep_stack(source, move |source| {
        // As `check::function` has it: the bracket is on the first line and moves no line.
        let wrapped = format!("({}\n)", rule::code(&source.code));
        search(&source.file, &wrapped, names, more, Which::First)
    })
    .await
}

/// The members that a text mentions of the parameters of its handlers and of the objects `more`. `names` also stand for themselves, because
/// functions that a handler calls have them mostly by the same name.
///
/// # Errors
/// The text is not valid.
pub async fn of_handlers(
    source: Source,
    names: &'static [&'static str],
    more: &'static [&'static str],
) -> Result<Vec<Mention>, SourceError> {
    on_a_deep_stack(source, move |source| {
        let all = [names, more].concat();
        search(&source.file, &source.code, names, &all, Which::Handlers)
    })
    .await
}

fn search(file: &str, code: &str, names: &[&str], more: &[&str], which: Which) -> Result<Vec<Mention>, SourceError> {
    let allocator = Allocator::default();
    let program = parse(&allocator, file, code, SourceType::cjs())?.program;
    refuse_depth(file, &program)?;
    let mut search = Search { code, names, roots: BTreeMap::new(), found: Vec::new() };
    for name in more {
        search.roots.insert((*name).to_owned(), (*name).to_owned());
    }
    let mut parameters = Parameters { found: Vec::new(), of: which };
    parameters.visit_program(&program);
    search.take(parameters);
    search.visit_program(&program);
    Ok(search.found)
}

struct Search<'s> {
    code: &'s str,
    names: &'s [&'s str],
    /// The author's name of an object, and ours.
    roots: BTreeMap<String, String>,
    found: Vec<Mention>,
}

impl Search<'_> {
    /// Takes parameters for what they stand for.
    fn take(&mut self, parameters: Parameters) {
        for function in parameters.found {
            for (own, ours) in function.into_iter().zip(self.names) {
                if let Some(own) = own {
                    self.roots.insert(own, (*ours).to_owned());
                }
            }
        }
    }

    fn add(&mut self, path: Option<Vec<String>>, span: Span, written: bool) {
        let Some(path) = path else { return };
        if self.found.len() < MAX_MENTIONS {
            let line = Position::of(self.code, span.start as usize).line;
            self.found.push(Mention { path, line, written });
        }
    }

    /// The path of an expression that begins at one of the objects.
    fn path(&self, expression: &Expression<'_>) -> Option<Vec<String>> {
        match expression.get_inner_expression() {
            Expression::Identifier(name) => self.roots.get(name.name.as_str()).map(|root| vec![root.clone()]),
            Expression::StaticMemberExpression(member) => self.of_static(member),
            Expression::ComputedMemberExpression(member) => self.of_computed(member),
            Expression::ChainExpression(chain) => match &chain.expression {
                oxc::ast::ast::ChainElement::StaticMemberExpression(member) => self.of_static(member),
                oxc::ast::ast::ChainElement::ComputedMemberExpression(member) => self.of_computed(member),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_static(&self, member: &StaticMemberExpression<'_>) -> Option<Vec<String>> {
        let mut path = self.path(&member.object)?;
        path.push(member.property.name.to_string());
        Some(path)
    }

    fn of_computed(&self, member: &ComputedMemberExpression<'_>) -> Option<Vec<String>> {
        let mut path = self.path(&member.object)?;
        path.push(match member.expression.get_inner_expression() {
            Expression::StringLiteral(name) => name.value.to_string(),
            Expression::NumericLiteral(number) => number.value.to_string(),
            _ => return None,
        });
        Some(path)
    }
}

impl<'a> Visit<'a> for Search<'_> {
    fn visit_static_member_expression(&mut self, member: &StaticMemberExpression<'a>) {
        let path = self.of_static(member);
        let of_any = || OF_ANY.contains(&member.property.name.as_str()).then(|| vec![ANY.to_owned(), member.property.name.to_string()]);
        self.add(path.or_else(of_any), member.property.span, false);
        walk::walk_static_member_expression(self, member);
    }

    fn visit_computed_member_expression(&mut self, member: &ComputedMemberExpression<'a>) {
        self.add(self.of_computed(member), member.span, false);
        walk::walk_computed_member_expression(self, member);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        let path = match &assignment.left {
            AssignmentTarget::StaticMemberExpression(member) => self.of_static(member),
            AssignmentTarget::ComputedMemberExpression(member) => self.of_computed(member),
            _ => None,
        };
        self.add(path, assignment.left.span(), true);
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if let (BindingPattern::ObjectPattern(pattern), Some(of)) = (&declarator.id, &declarator.init)
            && let Some(path) = self.path(of)
        {
            for property in &pattern.properties {
                if let PropertyKey::StaticIdentifier(name) = &property.key {
                    let path = path.iter().cloned().chain([name.name.to_string()]).collect();
                    self.add(Some(path), property.span, false);
                }
            }
        }
        walk::walk_variable_declarator(self, declarator);
    }
}

/// The names of the parameters of functions.
struct Parameters {
    found: Vec<Vec<Option<String>>>,
    of: Which,
}

/// Whose parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those of the first function that there is.
    First,
    /// Those of every function that has the name of a handler.
    Handlers,
}

fn names(parameters: &FormalParameters<'_>) -> Vec<Option<String>> {
    let name = |pattern: &BindingPattern<'_>| match pattern {
        BindingPattern::BindingIdentifier(name) => Some(name.name.to_string()),
        _ => None,
    };
    parameters.items.iter().map(|parameter| name(&parameter.pattern)).collect()
}

fn is_handler(name: &str) -> bool {
    ["onExecute", "onContinue"].iter().any(|prefix| name.starts_with(prefix))
}

impl Parameters {
    fn take(&mut self, expression: &Expression<'_>) {
        match expression.get_inner_expression() {
            Expression::FunctionExpression(function) => self.found.push(names(&function.params)),
            Expression::ArrowFunctionExpression(function) => self.found.push(names(&function.params)),
            _ => {}
        }
    }
}

impl<'a> Visit<'a> for Parameters {
    fn visit_function(&mut self, function: &Function<'a>, flags: ScopeFlags) {
        let wanted = match self.of {
            Which::Handlers => function.id.as_ref().is_some_and(|id| is_handler(&id.name)),
            Which::First => self.found.is_empty(),
        };
        if wanted {
            self.found.push(names(&function.params));
        }
        walk::walk_function(self, function, flags);
    }

    fn visit_arrow_function_expression(&mut self, function: &oxc::ast::ast::ArrowFunctionExpression<'a>) {
        if self.of == Which::First && self.found.is_empty() {
            self.found.push(names(&function.params));
        }
        walk::walk_arrow_function_expression(self, function);
    }

    fn visit_assignment_expression(&mut self, assignment: &AssignmentExpression<'a>) {
        if self.of == Which::Handlers
            && let AssignmentTarget::StaticMemberExpression(member) = &assignment.left
            && is_handler(&member.property.name)
        {
            self.take(&assignment.right);
        }
        walk::walk_assignment_expression(self, assignment);
    }

    fn visit_object_property(&mut self, property: &oxc::ast::ast::ObjectProperty<'a>) {
        if self.of == Which::Handlers && property.key.static_name().is_some_and(|name| is_handler(&name)) {
            self.take(&property.value);
        }
        walk::walk_object_property(self, property);
    }

    fn visit_variable_declarator(&mut self, declarator: &VariableDeclarator<'a>) {
        if self.of == Which::Handlers
            && let (BindingPattern::BindingIdentifier(name), Some(value)) = (&declarator.id, &declarator.init)
            && is_handler(&name.name)
        {
            self.take(value);
        }
        walk::walk_variable_declarator(self, declarator);
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Language;
    use super::*;

    fn source(code: &str) -> Source {
        Source { file: "a.js".to_owned(), code: code.to_owned(), language: Language::JavaScript }
    }

    fn shown(found: &[Mention]) -> Vec<String> {
        found
            .iter()
            .map(|mention| format!("{}{}:{}", mention.path.join("."), if mention.written { "=" } else { "" }, mention.line))
            .collect()
    }

    #[tokio::test]
    async fn members_of_a_rules_parameters_have_our_names_whatever_theirs_are() {
        let code = "function (u, ctx, done) {
            const { request } = ctx;
            ctx.idToken['https://a/b'] = u?.app_metadata?.role;
            auth0.users.updateAppMetadata(u.user_id, {});
            other.member = 1;
        }";
        let found = of_function(source(code), &["user", "context"], &["auth0"]).await.unwrap();
        let found = shown(&found);
        for wanted in [
            "context.request:2",
            "context.idToken.https://a/b=:3",
            "user.app_metadata.role:3",
            "auth0.users.updateAppMetadata:4",
            "user.user_id:4",
        ] {
            assert!(found.iter().any(|found| found == wanted), "{wanted}: {found:?}");
        }
        assert!(!found.iter().any(|found| found.contains("other")), "{found:?}");
    }

    #[tokio::test]
    async fn handlers_are_found_however_they_are_exported() {
        for code in [
            "exports.onExecutePostLogin = async (e, a) => { a.prompt.render('x'); };",
            "module.exports = { onExecutePostLogin: async function (e, a) { a.prompt.render('x'); } };",
            "async function onExecutePostLogin(e, a) { a.prompt.render('x'); } module.exports = { onExecutePostLogin };",
            "const onExecutePostLogin = async (e, a) => { a.prompt.render('x'); }; exports.onExecutePostLogin = onExecutePostLogin;",
            "const help = (api) => api.prompt.render('x'); exports.onExecutePostLogin = async (event, api) => help(api);",
        ] {
            let found = shown(&of_handlers(source(code), &["event", "api"], &[]).await.unwrap());
            assert!(found.iter().any(|found| found == "api.prompt.render:1"), "{code}: {found:?}");
        }
    }
}
