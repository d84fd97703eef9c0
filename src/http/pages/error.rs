//! The error page: what went wrong and what to do, where there is no safe way back to an application.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;

use super::look::Look;
use super::render::page;
use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::limits::TooMany;
use crate::identity::transaction::TransactionError;

/// What the page says.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    #[serde(skip)]
    status: StatusCode,
    /// The heading.
    title: &'static str,
    /// One or two sentences for the person.
    message: String,
    /// What the person can do.
    advice: &'static str,
    /// For the developer of the application: a code of OAuth and a sentence.
    developer: Option<(&'static str, String)>,
}

impl Problem {
    /// What the application did wrong, for the tenant log: the code and the sentence.
    pub fn fault(&self) -> Option<(&'static str, &str)> {
        self.developer.as_ref().map(|(code, description)| (*code, description.as_str()))
    }

    /// What an endpoint would have answered, said to a person.
    pub fn of(error: OAuthError) -> Self {
        match error.status {
            StatusCode::TOO_MANY_REQUESTS => Self::too_many(),
            status if status.is_server_error() => Self::internal(error.description),
            _ => Self::bad_request(error.error, error.description),
        }
    }

    /// A request of an application that cannot be answered by a redirect (RFC 6749 section 4.1.2.1).
    pub fn bad_request(code: &'static str, description: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            title: "This sign-in link does not work",
            message: "The application that sent you here made a request that cannot be answered.".to_owned(),
            advice: "Go back to the application and try again. If it happens again, tell its makers what is written below.",
            developer: Some((code, description.into())),
        }
    }

    /// A form that did not come from our page in this browser.
    pub fn forged() -> Self {
        Self {
            status: StatusCode::FORBIDDEN,
            title: "This form could not be accepted",
            message: "It did not come from a page that this browser was shown here. Nothing was changed.".to_owned(),
            advice: "Go back to the application and sign in again. If your browser blocks cookies, allow them for this site.",
            developer: None,
        }
    }

    /// A form that is too large or broke off.
    pub fn too_much(status: StatusCode) -> Self {
        Self {
            status,
            title: "This form could not be read",
            message: "It is larger than any form here can be, or it did not arrive whole. Nothing was changed.".to_owned(),
            advice: "Go back and try again with less text.",
            developer: None,
        }
    }

    /// More logins begun from one address than people begin.
    pub fn too_many() -> Self {
        Self {
            status: StatusCode::TOO_MANY_REQUESTS,
            title: "Too many sign-ins from here",
            message: "Your network has begun more sign-ins than can be kept.".to_owned(),
            advice: "Wait a minute and try again.",
            developer: None,
        }
    }

    /// A transaction that cannot go on.
    pub fn transaction(error: &TransactionError) -> Self {
        match error {
            TransactionError::Unknown => Self {
                status: StatusCode::BAD_REQUEST,
                title: "This sign-in has ended",
                message: "It took too long, was finished already, or the link is not complete.".to_owned(),
                advice: "Go back to the application and start again.",
                developer: None,
            },
            TransactionError::OtherBrowser => Self {
                status: StatusCode::BAD_REQUEST,
                title: "This sign-in began in another browser",
                message: "For your safety it can only be finished where it began.".to_owned(),
                advice: "Go back to the application and start again. If your browser blocks cookies, allow them for this site.",
                developer: None,
            },
            TransactionError::Store(error) => Self::internal(error),
        }
    }

    /// A link of a mail that does nothing any more.
    pub fn link() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            title: "This link does not work any more",
            message: "It was used already, it is too old, or it is not complete. Nothing was changed.".to_owned(),
            advice: "Ask for a new one where you asked for this one. If you asked more than once, use the link of the newest mail.",
            developer: None,
        }
    }

    /// The code of a device that does nothing any more.
    pub fn device() -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            title: "This code does not work any more",
            message: "It is too old, or was used already. The device was not connected to your account.".to_owned(),
            advice: "Begin again at your device, and use the code that it shows then.",
            developer: None,
        }
    }

    /// Something of ours failed. The cause goes to the log alone.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a hosted page failed");
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            title: "Something went wrong",
            message: "This is our fault, not yours.".to_owned(),
            advice: "Wait a moment and try again.",
            developer: None,
        }
    }

    /// The page.
    pub async fn show(self, app: &App) -> Response {
        page(&Look::of(app).await, self.status, "error.html", &self, None)
    }
}

/// The answer, or the page that says what went wrong.
pub async fn shown(app: &App, answer: Result<Response, Problem>) -> Response {
    match answer {
        Ok(answer) => answer,
        Err(problem) => problem.show(app).await,
    }
}

/// Adds `Retry-After` in seconds to an answer.
pub fn retry_after(mut response: Response, wait: TooMany) -> Response {
    let seconds = wait.retry_after.as_secs_f64().ceil();
    if let Ok(value) = HeaderValue::from_str(&format!("{seconds:.0}")) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}
