//! What a handler's signature says of its endpoint: which parameters and body it takes, and with which status it answers.
//!
//! The description of the API ([`openapi`](super::openapi)) is read from the same types that check a request and make its answer, so
//! that it cannot say anything else than what the server does. The alternative, an annotation beside each handler, is true on the day
//! that it is written.

use std::future::Future;

use axum::extract::State;
use axum::handler::Handler;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::Value;

use super::auth::Caller;
use super::query::Param;
use super::schema::Kind;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::identity::Origin;

/// A body that an endpoint takes.
#[derive(Debug, Clone, Copy)]
pub struct BodyOf {
    /// Its media type.
    pub media: &'static str,
    /// What it holds; `None` for bytes.
    pub kind: Option<&'static Kind>,
}

/// What one endpoint takes from a request, beside its path.
#[derive(Debug, Clone, Copy)]
pub struct Takes {
    /// Its parameters; `None` where it does not look at the query.
    pub query: Option<&'static [Param]>,
    /// Its body, if any.
    pub body: Option<BodyOf>,
}

impl Takes {
    /// Nothing.
    pub const NOTHING: Self = Self { query: None, body: None };

    /// Both.
    pub const fn and(self, other: Self) -> Self {
        Self {
            query: if self.query.is_some() { self.query } else { other.query },
            body: if self.body.is_some() { self.body } else { other.body },
        }
    }
}

/// What a handler takes as an argument.
pub trait Argument {
    /// What it is made of.
    const TAKES: Takes = Takes::NOTHING;
}

impl Argument for State<Shared> {}
impl Argument for Extension<Caller> {}
impl Argument for Origin {}

/// A good answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Whether it has a JSON body; none otherwise.
    pub json: bool,
}

/// What a handler returns: how it can answer when all is well.
pub trait Answers {
    /// The good answers.
    fn all() -> Vec<Answer>;
}

impl Answers for Json<Value> {
    fn all() -> Vec<Answer> {
        vec![Answer { status: 200, json: true }]
    }
}

/// Nothing but errors.
impl Answers for ApiError {
    fn all() -> Vec<Answer> {
        Vec::new()
    }
}

impl<A: Answers> Answers for Result<A, ApiError> {
    fn all() -> Vec<Answer> {
        A::all()
    }
}

fn status(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// An answer of this status, without a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bare<const STATUS: u16>;

impl<const STATUS: u16> Answers for Bare<STATUS> {
    fn all() -> Vec<Answer> {
        vec![Answer { status: STATUS, json: false }]
    }
}

impl<const STATUS: u16> IntoResponse for Bare<STATUS> {
    fn into_response(self) -> Response {
        status(STATUS).into_response()
    }
}

/// A JSON answer of this status.
#[derive(Debug)]
pub struct With<const STATUS: u16>(pub Value);

impl<const STATUS: u16> Answers for With<STATUS> {
    fn all() -> Vec<Answer> {
        vec![Answer { status: STATUS, json: true }]
    }
}

impl<const STATUS: u16> IntoResponse for With<STATUS> {
    fn into_response(self) -> Response {
        (status(STATUS), Json(self.0)).into_response()
    }
}

/// One of two answers.
#[derive(Debug)]
pub enum Either<A, B> {
    /// The one.
    One(A),
    /// The other.
    Other(B),
}

impl<A: Answers, B: Answers> Answers for Either<A, B> {
    fn all() -> Vec<Answer> {
        [A::all(), B::all()].concat()
    }
}

impl<A: IntoResponse, B: IntoResponse> IntoResponse for Either<A, B> {
    fn into_response(self) -> Response {
        match self {
            Self::One(answer) => answer.into_response(),
            Self::Other(answer) => answer.into_response(),
        }
    }
}

/// A handler whose signature describes it. There is no way to serve one that does not.
pub trait Operation<T>: Handler<T, Shared> {
    /// What it takes.
    const TAKES: Takes;

    /// Its good answers.
    fn answers() -> Vec<Answer>;
}

impl<F, Fut> Operation<((),)> for F
where
    F: Fn() -> Fut + Handler<((),), Shared>,
    Fut: Future,
    Fut::Output: Answers,
{
    const TAKES: Takes = Takes::NOTHING;

    fn answers() -> Vec<Answer> {
        <Fut::Output as Answers>::all()
    }
}

// `Last` is what axum tells an extractor of parts from one of bodies by.
macro_rules! operation {
    ($($argument:ident)+) => {
        impl<F, Fut, Last, $($argument),+> Operation<(Last, $($argument,)+)> for F
        where
            F: Fn($($argument),+) -> Fut + Handler<(Last, $($argument,)+), Shared>,
            Fut: Future,
            Fut::Output: Answers,
            $($argument: Argument),+
        {
            const TAKES: Takes = Takes::NOTHING$(.and($argument::TAKES))+;

            fn answers() -> Vec<Answer> {
                <Fut::Output as Answers>::all()
            }
        }
    };
}

operation!(A);
operation!(A B);
operation!(A B C);
operation!(A B C D);
operation!(A B C D E);
