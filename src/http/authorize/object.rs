//! A request whose parameters are in an object that the application has signed (RFC 9101).

use super::request::{Refused, Way};
use crate::app::App;
use crate::http::extract::Fields;
use crate::http::pages::error::Problem;
use crate::identity::Client;
use crate::token::client_signed::SignedError;
use crate::token::request_object::{self, RequestObjectError};

/// The parameters of the object in the place of those beside it. An application that has no key for it is told so with the rest, and one
/// that must sign its requests is held to it.
pub async fn opened(app: &App, client: &Client, fields: Fields, way: Way) -> Result<(Fields, Way), Refused> {
    if way != Way::Browser {
        return Ok((fields, way));
    }
    match fields.get("request") {
        Some(_) if client.request_credentials().is_empty() => Ok((fields, way)),
        Some(_) if fields.get("request_uri").is_some() => Err(refused("A request has a request object or refers to one, and not both.")),
        Some(object) => match request_object::parameters(app, client, object).await {
            Ok(parameters) => Ok((Fields::of(parameters), Way::Signed)),
            Err(RequestObjectError::Store(error)) => Err(error.into()),
            // Which keys there are is nobody's business who has none of them.
            Err(RequestObjectError::Signed(SignedError::UnknownKey | SignedError::Signature)) => {
                Err(refused("The request object is not signed with a key of the application."))
            }
            Err(error) => Err(refused(&error.to_string())),
        },
        None if client.must_sign_requests() => {
            Err(refused("This application must sign its authorization requests: send a request object."))
        }
        None => Ok((fields, way)),
    }
}

/// Said on a page: no redirect is to be believed that stands in or beside an object which is none.
fn refused(description: &str) -> Refused {
    Refused::Page(Problem::bad_request("invalid_request_object", description))
}
