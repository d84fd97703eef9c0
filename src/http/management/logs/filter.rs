//! What of a log event can be searched. The case of letters counts, as at Auth0; descriptions and browsers are prose.

use crate::audit::LogEvent;
use crate::clock::iso_millis;
use crate::http::management::search::{Document, Leaf, Node, Test, Vocabulary, visit};

const FIELDS: [&str; 19] = [
    "type",
    "date",
    "description",
    "connection",
    "connection_id",
    "client_id",
    "client_name",
    "ip",
    "hostname",
    "user_id",
    "user_name",
    "user_agent",
    "audience",
    "scope",
    "strategy",
    "strategy_type",
    "log_id",
    "_id",
    "details",
];

/// What a term without a field is about.
const BARE: [&str; 8] = ["user_id", "user_name", "client_id", "client_name", "connection", "description", "ip", "hostname"];

/// The fields of events.
pub const VOCABULARY: Vocabulary = Vocabulary {
    knows: |field| FIELDS.contains(&field) || field.starts_with("details."),
    folds: |_| false,
    prose: |field| field.is_none_or(|field| matches!(field, "description" | "user_agent" | "scope")),
    fields: "those of an event, and paths into details",
};

/// An event as a document.
pub struct Searched<'a>(pub &'a LogEvent);

impl Document for Searched<'_> {
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
        match field {
            Some(field) => of_event(self.0, field, found),
            None => BARE.iter().any(|field| of_event(self.0, field, found)),
        }
    }
}

fn of_event(event: &LogEvent, field: &str, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    let mut text = |value: Option<&str>| value.is_some_and(|text| found(Leaf::Text(text)));
    match field {
        "type" => text(Some(&event.kind)),
        "description" => text(event.description.as_deref()),
        "connection" => text(event.connection.as_deref()),
        "connection_id" => text(event.connection_id.as_deref()),
        "client_id" => text(event.client_id.as_deref()),
        "client_name" => text(event.client_name.as_deref()),
        "ip" => text(event.ip.as_deref()),
        "hostname" => text(event.hostname.as_deref()),
        "user_id" => text(event.user_id.as_deref()),
        "user_name" => text(event.user_name.as_deref()),
        "user_agent" => text(event.user_agent.as_deref()),
        "audience" => text(event.audience.as_deref()),
        "scope" => text(event.scope.as_deref()),
        "strategy" => text(event.strategy.as_deref()),
        "strategy_type" => text(event.strategy_type.as_deref()),
        "log_id" | "_id" => text(Some(&event.log_id)),
        "date" => found(Leaf::Date(&iso_millis(event.date))),
        "details" => !event.details.is_empty() && found(Leaf::Whole),
        _ => field.strip_prefix("details.").is_some_and(|path| visit(&event.details, path, found)),
    }
}

/// The user whose events these are, where the search says so: an index has them.
pub fn user(node: &Node) -> Option<&str> {
    match node {
        Node::All(nodes) => nodes.iter().find_map(user),
        Node::Term(term) => match (term.field.as_deref(), &term.test) {
            (Some("user_id"), Test::Is(id)) => Some(id),
            _ => None,
        },
        Node::Any(_) | Node::Not(_) => None,
    }
}
