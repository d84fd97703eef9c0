//! What a profile may hold. The Action and the type stay as they were made.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::token_exchange_profile::{TYPE, check_type};

/// `POST /token-exchange-profiles`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", Kind::Checked(name)),
    Field::required("subject_token_type", Kind::Checked(check_type)),
    Field::required("action_id", Kind::Text(1, 36)),
    Field::required("type", Kind::OneOf(&[TYPE])),
]);
body_of!(Create = CREATE);

/// `PATCH /token-exchange-profiles/{id}`.
pub const UPDATE: Schema = Schema(&[Field::new("name", Kind::Checked(name)), Field::new("subject_token_type", Kind::Checked(check_type))]);
body_of!(Update = UPDATE);

fn name(text: &str) -> Result<(), String> {
    match text.chars().count() {
        n if n < 3 => Err(format!("String is too short ({n} chars), minimum 3")),
        n if n > 50 => Err(format!("String is too long ({n} chars), maximum 50")),
        _ if text.chars().any(|c| c == '<' || c == '>' || c.is_control()) => Err("String does not match pattern: ^[^<>]+$".to_owned()),
        _ => Ok(()),
    }
}
