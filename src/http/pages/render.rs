//! Turns a template and its values into an answer: escaped, never cached, under the pages' own content policy.
//!
//! Every value goes through minijinja's HTML escaping; no template marks anything as safe. Templates are part of the binary. Those that
//! end in `.js` are scripts, and hold no value ([`script`](super::script)).

use std::sync::LazyLock;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior, context};
use serde::Serialize;

use super::look::Look;
use crate::http::security::page_policy;

pub(super) const TEMPLATES: [(&str, &str); 28] = [
    ("consent.html", include_str!("templates/consent.html")),
    ("dev_mailbox.html", include_str!("templates/dev_mailbox.html")),
    ("device_code.html", include_str!("templates/device_code.html")),
    ("device_confirm.html", include_str!("templates/device_confirm.html")),
    ("device_done.html", include_str!("templates/device_done.html")),
    ("email_code.html", include_str!("templates/email_code.html")),
    ("email_verification.html", include_str!("templates/email_verification.html")),
    ("error.html", include_str!("templates/error.html")),
    ("form_post.html", include_str!("templates/form_post.html")),
    ("form_post.js", include_str!("templates/form_post.js")),
    ("layout.html", include_str!("templates/layout.html")),
    ("login.html", include_str!("templates/login.html")),
    ("logout.html", include_str!("templates/logout.html")),
    ("mfa_otp_challenge.html", include_str!("templates/mfa_otp_challenge.html")),
    ("mfa_otp_enrollment.html", include_str!("templates/mfa_otp_enrollment.html")),
    ("mfa_parts.html", include_str!("templates/mfa_parts.html")),
    ("mfa_recovery_challenge.html", include_str!("templates/mfa_recovery_challenge.html")),
    ("mfa_recovery_code.html", include_str!("templates/mfa_recovery_code.html")),
    ("password_rules.html", include_str!("templates/password_rules.html")),
    ("reset_request.html", include_str!("templates/reset_request.html")),
    ("reset_verify.html", include_str!("templates/reset_verify.html")),
    ("rich.html", include_str!("templates/rich.html")),
    ("signed_out.html", include_str!("templates/signed_out.html")),
    ("signup.html", include_str!("templates/signup.html")),
    ("ticket_done.html", include_str!("templates/ticket_done.html")),
    ("unblock.html", include_str!("templates/unblock.html")),
    ("web_message.html", include_str!("templates/web_message.html")),
    ("web_message.js", include_str!("templates/web_message.js")),
];

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    for (name, source) in TEMPLATES {
        // A template that does not parse is missing, and the test below says so before any user does.
        let _ = environment.add_template(name, source);
    }
    environment
});

/// An answer that shows `template`. `redirect_uri` is where its form may lead in the end.
pub fn page(look: &Look, status: StatusCode, template: &str, values: impl Serialize, redirect_uri: Option<&str>) -> Response {
    let texts = Value::from_dyn_object(look.texts.clone());
    let named = context! { look => Serde(look), page => Serde(values), t => texts };
    let shown = ENVIRONMENT.get_template(template).and_then(|template| template.render(named));
    let mut response = match shown {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            tracing::error!(%error, template, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "The page could not be shown.").into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(policy) = HeaderValue::from_str(&page_policy(look.logo.as_ref(), redirect_uri, look.plain_http)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_is_written_into_a_script() {
        let scripts: Vec<_> = TEMPLATES.into_iter().filter(|(name, _)| name.ends_with(".js")).collect();
        assert_eq!(scripts.len(), 2);
        for (name, source) in scripts {
            assert!(!source.contains("{{") && !source.contains("{%") && !source.contains("</"), "{name}");
        }
    }

    #[test]
    fn every_template_parses() {
        for (name, source) in TEMPLATES {
            Environment::new().add_template(name, source).unwrap();
        }
    }

    #[test]
    fn no_template_has_a_script_but_a_whole_file_an_inline_style_or_an_unescaped_value() {
        for (name, source) in TEMPLATES {
            // What stands in a file of its own holds no value, and is allowed by its hash.
            let source = ["form_post", "web_message"]
                .iter()
                .fold(source.to_owned(), |source, script| source.replace(&format!("<script>{{% include \"{script}.js\" %}}</script>"), ""));
            for word in ["<script", "style=", "<style", " on", "|safe", "| safe", "autoescape", "javascript:"] {
                let found = if word == " on" { source.contains(" onclick") || source.contains(" onload") } else { source.contains(word) };
                assert!(!found, "{name} has {word}");
            }
        }
    }
}
