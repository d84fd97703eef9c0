//! A form as a browser sends it, and whether it is one of ours.
//!
//! Nothing of it is believed before both checks have passed: that a page of this server sent it, and that it carries the token which this
//! browser got for the very thing that the form is about.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::CookieJar;

use super::error::Problem;
use super::{cookies, csrf};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::Fields;

/// The form.
pub struct Posted {
    /// The browser's cookies.
    pub jar: CookieJar,
    /// The query of the page's address.
    pub query: Option<String>,
    headers: HeaderMap,
    body: Result<Bytes, StatusCode>,
}

impl FromRequest<Shared> for Posted {
    type Rejection = Infallible;

    async fn from_request(request: Request, app: &Shared) -> Result<Self, Infallible> {
        let headers = request.headers().clone();
        let query = request.uri().query().map(str::to_owned);
        let body = Bytes::from_request(request, app).await.map_err(|rejection| rejection.status());
        Ok(Self { jar: CookieJar::from_headers(&headers), query, headers, body })
    }
}

impl Posted {
    /// Refuses a form that another site's page sent.
    pub fn is_ours(&self, app: &App) -> Result<(), Problem> {
        if csrf::same_origin(&self.headers, &app.config.public_url) { Ok(()) } else { Err(Problem::forged()) }
    }

    /// The fields, if they carry this browser's token for `subject`.
    pub fn fields(&self, app: &App, subject: &str) -> Result<Fields, Problem> {
        let body = self.body.as_ref().map_err(|status| Problem::too_much(*status))?;
        let fields = Fields::from_form(body).map_err(|_| Problem::forged())?;
        let browser = cookies::browser(app, &self.jar).unwrap_or_default();
        if csrf::matches(&browser, subject, fields.get("csrf")) { Ok(fields) } else { Err(Problem::forged()) }
    }
}
