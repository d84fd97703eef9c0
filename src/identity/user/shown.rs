//! How a user is shown to operators, one by one and in files: never with a password, in any form.

use serde_json::{Value, json};

use super::User;
use crate::clock::iso_millis;
use crate::identity::Metadata;

impl User {
    /// The user as operators see it: members without a value are absent.
    pub fn shown(&self) -> Metadata {
        let mut out = Metadata::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                out.insert(name.to_owned(), value);
            }
        };
        put("user_id", json!(self.user_id));
        put("email", json!(self.email));
        put("email_verified", json!(self.email_verified));
        put("username", json!(self.username));
        put("phone_number", json!(self.phone_number));
        put("phone_verified", if self.phone_number.is_some() { json!(self.phone_verified) } else { Value::Null });
        put("name", json!(self.name));
        put("nickname", json!(self.nickname));
        put("given_name", json!(self.given_name));
        put("family_name", json!(self.family_name));
        put("picture", json!(self.picture));
        put("blocked", if self.blocked { json!(true) } else { Value::Null });
        put("user_metadata", if self.user_metadata.is_empty() { Value::Null } else { json!(self.user_metadata) });
        put("app_metadata", if self.app_metadata.is_empty() { Value::Null } else { json!(self.app_metadata) });
        put("identities", json!(self.identities));
        put("created_at", json!(iso_millis(self.created_at)));
        put("updated_at", json!(iso_millis(self.updated_at)));
        put("last_login", json!(self.last_login.map(iso_millis)));
        put("last_ip", json!(self.last_ip));
        put("logins_count", if self.logins_count > 0 { json!(self.logins_count) } else { Value::Null });
        put("last_password_reset", json!(self.last_password_reset.map(iso_millis)));
        out
    }
}
