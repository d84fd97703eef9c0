//! A browser at one of our pages: the login that it is about, and, for a form, that the form is ours.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::Problem;
use super::look::Look;
use super::posted::Posted;
use super::{cookies, csrf, render};
use crate::app::App;
use crate::http::authorize::context::{Context, NotReady};
use crate::http::extract::Fields;
use crate::identity::LoginTransaction;
use crate::identity::transaction::{self, AuthorizeRequest, TransactionError};
use crate::storage::Stored;

/// What every page of a login stands in: the tenant's look, and what its forms carry.
pub struct Frame {
    look: Look,
    state: String,
    csrf: String,
    application: String,
    leads_to: String,
}

/// What every form page needs beside its own values.
#[derive(Serialize)]
struct Values<'a, T> {
    state: &'a str,
    csrf: &'a str,
    application: &'a str,
    #[serde(flatten)]
    own: T,
}

impl Frame {
    /// The frame of pages whose addresses have this `state`, in the browser that holds this secret.
    pub async fn of(app: &App, browser: Option<&str>, state: &str, request: &AuthorizeRequest, context: &Context) -> Self {
        let mut look = Look::preferring(app, request.ui_locales.as_deref()).await;
        look.plain_http = app.config.public_url.scheme() == "http";
        Self {
            look,
            state: state.to_owned(),
            csrf: csrf::token(browser.unwrap_or_default(), state),
            application: context.client.shown_name(),
            // After the login of a device an Action may still lead away, as after any other.
            leads_to: context.target.redirect_uri().unwrap_or(app.config.public_url.as_str()).to_owned(),
        }
    }

    /// A page with a form.
    pub fn page(&self, status: StatusCode, template: &str, own: impl Serialize) -> Response {
        let values = Values { state: &self.state, csrf: &self.csrf, application: &self.application, own };
        render::page(&self.look, status, template, values, Some(&self.leads_to))
    }
}

/// A page that is being visited.
pub struct Visit {
    /// The login.
    pub transaction: Stored<LoginTransaction>,
    /// What it is about.
    pub context: Context,
    frame: Frame,
}

impl Visit {
    /// The visit of a browser that asks for a page, or the answer that it gets instead.
    pub async fn open(app: &App, jar: &CookieJar, query: Option<String>) -> Result<Self, Response> {
        match Self::load(app, jar, query.as_deref()).await {
            Ok(visit) => Ok(visit),
            Err(NotReady::Page(problem)) => Err(problem.show(app).await),
            Err(NotReady::Back { target, error, description }) => Err(target.with_error(app, error, &description).await),
        }
    }

    /// The visit of a browser that sends a form, with the form's fields. A form that is not ours changes nothing.
    pub async fn submit(app: &App, posted: &Posted) -> Result<(Self, Fields), Response> {
        if let Err(problem) = posted.is_ours(app) {
            return Err(problem.show(app).await);
        }
        let visit = Self::open(app, &posted.jar, posted.query.clone()).await?;
        match posted.fields(app, &visit.transaction.id) {
            Ok(fields) => Ok((visit, fields)),
            Err(problem) => Err(problem.show(app).await),
        }
    }

    async fn load(app: &App, jar: &CookieJar, query: Option<&str>) -> Result<Self, NotReady> {
        let problem = |error: &TransactionError| NotReady::Page(Problem::transaction(error));
        let fields = Fields::from_form(query.unwrap_or_default().as_bytes()).unwrap_or_default();
        let id = fields.get("state").ok_or_else(|| problem(&TransactionError::Unknown))?;
        let browser = cookies::browser(app, jar);
        let found = transaction::find(&app.directory, id, browser.as_deref(), app.clock.now()).await;
        let transaction = found.map_err(|error| problem(&error))?;
        let context = Context::load(app, &transaction.request).await?;
        Ok(Self::of(app, browser, transaction, context).await)
    }

    /// The visit of the browser that holds this secret, at a login that is its own.
    pub async fn of(app: &App, browser: Option<String>, transaction: Stored<LoginTransaction>, context: Context) -> Self {
        let frame = Frame::of(app, browser.as_deref(), &transaction.id, &transaction.request, &context).await;
        Self { transaction, context, frame }
    }

    /// A page with a form of this login.
    pub fn page(&self, status: StatusCode, template: &str, own: impl Serialize) -> Response {
        self.frame.page(status, template, own)
    }
}
