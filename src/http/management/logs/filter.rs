//! The search of the tenant log: `field:value` terms joined by `AND`. What is not understood is refused, so that no answer is
//! wider or narrower than its question.

use crate::audit::LogEvent;
use crate::http::error::ApiError;

/// Terms, all of which an event must match.
pub struct Filter(Vec<(Field, String)>);

#[derive(Clone, Copy)]
enum Field {
    Kind,
    User,
    UserName,
    Client,
    ClientName,
    Connection,
    Ip,
    LogId,
    Description,
}

fn unsupported() -> ApiError {
    let fields = "type, user_id, user_name, client_id, client_name, connection, ip, log_id, description";
    ApiError::invalid_query(format!("'A search is made of field:value terms joined by AND; the fields are {fields}' on property q."))
}

impl Filter {
    /// Matches everything.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// Reads a search.
    ///
    /// # Errors
    /// 400 for what is not understood.
    pub fn of(search: Option<&str>) -> Result<Self, ApiError> {
        let Some(search) = search else { return Ok(Self::none()) };
        let mut terms = Vec::new();
        for term in search.split(" AND ") {
            let (field, value) = term.trim().split_once(':').ok_or_else(unsupported)?;
            let field = match field {
                "type" => Field::Kind,
                "user_id" => Field::User,
                "user_name" => Field::UserName,
                "client_id" => Field::Client,
                "client_name" => Field::ClientName,
                "connection" => Field::Connection,
                "ip" => Field::Ip,
                "log_id" | "_id" => Field::LogId,
                "description" => Field::Description,
                _ => return Err(unsupported()),
            };
            let value = match value.strip_prefix('"') {
                Some(quoted) => quoted.strip_suffix('"').ok_or_else(unsupported)?,
                None if value.contains([' ', '*', '?', '(', '[', '{']) => return Err(unsupported()),
                None => value,
            };
            if value.is_empty() || value.contains('"') || terms.len() >= 10 {
                return Err(unsupported());
            }
            terms.push((field, value.to_owned()));
        }
        Ok(Self(terms))
    }

    /// Whether the event matches every term.
    pub fn matches(&self, event: &LogEvent) -> bool {
        self.0.iter().all(|(field, value)| {
            let found = match field {
                Field::Kind => Some(event.kind.as_str()),
                Field::User => event.user_id.as_deref(),
                Field::UserName => event.user_name.as_deref(),
                Field::Client => event.client_id.as_deref(),
                Field::ClientName => event.client_name.as_deref(),
                Field::Connection => event.connection.as_deref(),
                Field::Ip => event.ip.as_deref(),
                Field::LogId => Some(event.log_id.as_str()),
                Field::Description => event.description.as_deref(),
            };
            found == Some(value.as_str())
        })
    }
}
