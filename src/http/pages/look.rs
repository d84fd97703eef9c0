//! What the hosted pages show of their tenant: name, logo, colour, where to ask for help; and the stylesheet made of it.
//!
//! The colour is in the stylesheet and not in the page, because the content policy allows no inline style. The stylesheet's URL
//! holds its hash: browsers keep it for a year, and a change of colour shows at once.

use std::fmt::Write as _;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::Url;

use super::texts::Texts;
use crate::app::App;
use crate::identity::setting::BRANDING;
use crate::identity::{Metadata, Tenant};

const BASE: &str = include_str!("templates/style.css");

/// The tenant as its pages show it.
#[derive(Debug, Clone, Serialize)]
pub struct Look {
    /// The name.
    pub name: String,
    /// The logo, an https URL.
    pub logo: Option<Url>,
    /// A page where users find help, an http(s) URL.
    pub support_url: Option<Url>,
    /// Where users may write.
    pub support_email: Option<String>,
    /// Path of the stylesheet.
    pub stylesheet: String,
    /// Whether a form of the page may lead to plain http: where Actions follow it, on a server that is itself reached so.
    #[serde(skip)]
    pub plain_http: bool,
    #[serde(skip)]
    css: String,
    /// Its words, in the user's language.
    #[serde(skip)]
    pub texts: Arc<Texts>,
}

impl Look {
    /// The tenant's look, in the language that the browser wants. A store that does not answer gives the plain one: an error page must
    /// still be shown.
    pub async fn of(app: &App) -> Self {
        Self::preferring(app, None).await
    }

    /// The same in the language that the application says its user wants.
    pub async fn preferring(app: &App, ui_locales: Option<&str>) -> Self {
        let tenant = app.tenant().await.unwrap_or_else(|_| Tenant::new(&app.config.tenant));
        let branding = app.directory.settings.get(BRANDING).await.ok().flatten().map(|found| found.value.value).unwrap_or_default();
        let texts = Arc::new(Texts::of(app, &tenant, ui_locales).await);
        Self { texts, ..Self::new(&tenant, &branding) }
    }

    fn new(tenant: &Tenant, branding: &Metadata) -> Self {
        let url = |text: Option<&str>, schemes: &[&str]| {
            text.and_then(|text| Url::parse(text).ok()).filter(|url| schemes.contains(&url.scheme()))
        };
        let colour = branding.get("colors").and_then(|colors| colors.get("primary")?.as_str()).and_then(Colour::parse);
        let logo = branding.get("logo_url").and_then(Value::as_str).filter(|logo| !logo.is_empty());
        let css = stylesheet(colour);
        let hash = URL_SAFE_NO_PAD.encode(Sha256::digest(css.as_bytes()));
        Self {
            name: tenant.shown_name(),
            logo: url(logo.or(tenant.picture_url.as_deref()), &["https"]),
            support_url: url(tenant.support_url.as_deref(), &["https", "http"]),
            support_email: tenant.support_email.clone().filter(|email| !email.is_empty()),
            stylesheet: format!("/u/assets/{}.css", hash.get(..22).unwrap_or(&hash)),
            plain_http: false,
            css,
            texts: Arc::default(),
        }
    }

    /// The stylesheet's text, if `path` is its path.
    pub fn css_at(self, path: &str) -> Option<String> {
        (self.stylesheet == path).then_some(self.css)
    }
}

fn stylesheet(colour: Option<Colour>) -> String {
    let mut css = BASE.to_owned();
    if let Some(colour) = colour {
        let ink = if colour.is_light() { "#000" } else { "#fff" };
        // Links keep the default accent: text in a colour that nobody checked against the background may be unreadable.
        let _ = write!(css, "\n:root {{ --button: {}; --button-ink: {ink}; }}\n", colour.hex());
    }
    css
}

/// An RGB colour.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Colour([u8; 3]);

impl Colour {
    /// `#rrggbb`. Nothing else is let into a stylesheet.
    fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let [_, r, g, b] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Self([r, g, b]))
    }

    fn hex(self) -> String {
        let [r, g, b] = self.0;
        format!("#{r:02x}{g:02x}{b:02x}")
    }

    /// Whether black is easier to read on it than white: relative luminance above 0.179 (WCAG 2.2, contrast ratio).
    fn is_light(self) -> bool {
        let [r, g, b] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(colour: &str) -> Look {
        let branding = Metadata::from_iter([("colors".to_owned(), serde_json::json!({ "primary": colour }))]);
        Look::new(&Tenant::new("main"), &branding)
    }

    #[test]
    fn a_colour_changes_the_stylesheet_and_its_url() {
        let (plain, yellow, navy) = (Look::new(&Tenant::new("main"), &Metadata::new()), with("#ffcc00"), with("#000080"));
        assert_ne!(plain.stylesheet, yellow.stylesheet);
        assert!(yellow.css.contains("--button: #ffcc00; --button-ink: #000;"));
        assert!(navy.css.contains("--button: #000080; --button-ink: #fff;"));
    }

    #[test]
    fn nothing_but_a_colour_gets_into_the_stylesheet() {
        let plain = Look::new(&Tenant::new("main"), &Metadata::new());
        for bad in ["red", "#fff", "#ffffff; } body { display: none", "#gggggg", "url(https://evil.example)"] {
            assert_eq!(with(bad).css, plain.css, "{bad}");
        }
    }

    #[test]
    fn a_logo_that_is_not_https_is_left_out() {
        for bad in ["javascript:alert(1)", "http://cdn.example/x.png", "data:image/svg+xml,<svg/>", "x"] {
            let tenant = Tenant { picture_url: Some(bad.to_owned()), ..Tenant::new("main") };
            assert!(Look::new(&tenant, &Metadata::new()).logo.is_none(), "{bad}");
        }
    }
}
