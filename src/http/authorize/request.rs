//! Reads an authorization request (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2.1, RFC 7636 section 4.3).
//!
//! The order is the security: until application and redirect are known to be good, every fault is a page; after that, every fault
//! goes back to the application. Parameters that come twice were refused before this is called. Unknown parameters are ignored, as
//! RFC 6749 section 3.1 says, and kept for `event.request.query`.

use super::context::{Context, NotReady};
use super::redirects;
use super::target::{Callback, Mode, Target, may_listen};
use crate::app::App;
use crate::http::extract::Fields;
use crate::http::pages::error::Problem;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::{Client, ResponseType, response_type};
use crate::storage::StoreError;
use crate::token::{TokenKind, pkce, scopes};

/// The longest value of a parameter, in bytes; `state` may hold what an application needs to go on.
const MAX_VALUE: usize = 2048;
const MAX_STATE: usize = 4096;
/// An ID token with what Actions put into it.
const MAX_HINT: usize = 8192;
/// How many parameters a request may have.
const MAX_PARAMETERS: usize = 64;

/// What a strict third party may say (reference 5.6). Anything else it says is as if it were not there: `connection` and `screen_hint`
/// would choose for the user, and whatever else an operator's Actions may listen to is not meant for strangers. Those that are refused
/// by name stay to be refused.
const STRICT_PARAMETERS: [&str; 20] = [
    "audience",
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "organization",
    "prompt",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
    "ui_locales",
];

/// Why a request goes no further.
#[derive(Debug)]
pub enum Refused {
    /// Said on a page: there is no way back that is known to be good.
    Page(Problem),
    /// Said to the application.
    Back {
        /// The way back.
        target: Target,
        /// The code.
        error: &'static str,
        /// The sentence.
        description: String,
    },
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Page(Problem::internal(error))
    }
}

fn no_way_back(description: &str) -> Refused {
    Refused::Page(Problem::bad_request("invalid_request", description))
}

/// How a request came here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// By the user's browser, whose address bar anybody may fill in.
    Browser,
    /// By the browser, signed by the application (RFC 9101).
    Signed,
    /// From the application itself, which pushed it before (RFC 9126).
    Pushed,
}

/// The application that asks.
pub async fn client(app: &App, fields: &Fields) -> Result<Client, Refused> {
    let client_id = fields.get("client_id").ok_or_else(|| no_way_back("Missing required parameter: client_id"))?;
    match app.directory.clients.get(client_id).await? {
        Some(client) if !client.global => Ok(client.value),
        _ => Err(no_way_back("Unknown client: the client_id is not that of an application here.")),
    }
}

/// Reads and checks a request of `client`.
pub async fn read(app: &App, client: &Client, fields: &Fields, way: Way) -> Result<(AuthorizeRequest, Context), Refused> {
    if fields.texts().len() > MAX_PARAMETERS {
        return Err(no_way_back("The request has too many parameters."));
    }
    let redirect_uri = fields.get("redirect_uri").ok_or_else(|| no_way_back("Missing required parameter: redirect_uri"))?;
    if !redirects::is_good(app, client, redirect_uri, fields.get("organization")).await? {
        return Err(no_way_back(
            "Callback URL mismatch: the redirect_uri is not one of the application's allowed callback URLs. They are compared letter by letter.",
        ));
    }
    let fields = &if client.is_strict() { fields.only(&STRICT_PARAMETERS) } else { fields.clone() };
    let response_type = fields.get("response_type").unwrap_or_default();
    let mode = Mode::of(fields.get("response_mode"), response_type);
    let state = fields.get("state").filter(|state| state.len() <= MAX_STATE).map(str::to_owned);
    if mode == Ok(Mode::WebMessage) && !may_listen(client, redirect_uri) {
        return Err(no_way_back("The origin of the redirect_uri is not one of the application's allowed web origins."));
    }
    let told = mode.unwrap_or_else(|_| Mode::default_of(response_type));
    let callback = Callback { redirect_uri: redirect_uri.to_owned(), mode: told, state: state.clone(), guarded: client.guards_redirects() };
    let target = Target::Callback(callback);
    let back = |(error, description): Fault| Refused::Back { target: target.clone(), error, description };

    sizes(fields).map_err(back)?;
    if way != Way::Pushed && client.must_push_requests() {
        return Err(back(invalid("This application must push its authorization requests to /oauth/par.")));
    }
    let asked = answers_with(fields, client, response_type).map_err(back)?;
    mode.map_err(|why| back(invalid(why)))?;
    unsupported(fields).map_err(back)?;
    let code_challenge = challenge(fields, client, asked.code).map_err(back)?;
    let prompt = prompt(fields).map_err(back)?;
    let max_age = max_age(fields).map_err(back)?;
    let mut hinted_user = hinted(app, fields).map_err(back)?;
    if let Some(subject) = &hinted_user
        && let Some(primary) = app.directory.users.find("linked", subject).await?
    {
        // The account was linked into another since.
        hinted_user = Some(primary.value.user_id);
    }

    let text = |name: &str| fields.get(name).map(str::to_owned);
    let mut request = AuthorizeRequest {
        client_id: client.client_id.clone(),
        redirect_uri: redirect_uri.to_owned(),
        response_type: response_type.to_owned(),
        response_mode: text("response_mode"),
        scope: scopes::parse(fields.get("scope").unwrap_or_default()),
        state,
        nonce: text("nonce"),
        audience: text("audience"),
        code_challenge,
        prompt,
        max_age,
        hinted_user,
        login_hint: text("login_hint"),
        screen_hint: text("screen_hint"),
        connection: text("connection"),
        organization: text("organization").filter(|organization| !organization.is_empty()),
        invitation: text("invitation").filter(|invitation| !invitation.is_empty()),
        ui_locales: text("ui_locales"),
        acr_values: text("acr_values"),
        device: None,
        query: fields
            .texts()
            .iter()
            .filter(|(name, _)| *name != "id_token_hint")
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect(),
    };
    if request.audience.is_none() {
        request.audience = app.tenant().await?.default_api().map(str::to_owned);
    }
    match Context::load(app, &request).await {
        // Such a token may change the tenant: it is not shown to address bars, histories and whatever reads them.
        Ok(context) if asked.token && context.api.as_ref().is_some_and(|api| api.is_system) => {
            Err(back(("access_denied", "Tokens for the Management API are given for a code only: use response_type=code.".to_owned())))
        }
        Ok(context) => Ok((request, context)),
        Err(NotReady::Back { error, description, .. }) => Err(back((error, description))),
        Err(NotReady::Page(problem)) => Err(Refused::Page(problem)),
    }
}

type Fault = (&'static str, String);

fn invalid(description: impl Into<String>) -> Fault {
    ("invalid_request", description.into())
}

fn sizes(fields: &Fields) -> Result<(), Fault> {
    for (name, value) in fields.texts() {
        let limit = match name.as_str() {
            "state" => MAX_STATE,
            "id_token_hint" => MAX_HINT,
            _ => MAX_VALUE,
        };
        if value.len() > limit {
            return Err(invalid(format!("The parameter {} is longer than {limit} bytes.", name.chars().take(64).collect::<String>())));
        }
    }
    Ok(())
}

/// What the answer is to carry, if the application may have that.
fn answers_with(fields: &Fields, client: &Client, response_type: &str) -> Result<ResponseType, Fault> {
    if response_type.is_empty() {
        return Err(invalid("Missing required parameter: response_type"));
    }
    let asked = ResponseType::parse(response_type).ok_or_else(|| {
        let text = format!("Unsupported response type. There are: {}.", response_type::ALL.join(", "));
        ("unsupported_response_type", text)
    })?;
    if let Some(grant) = asked.grant_types().find(|grant| !client.allows_grant(grant)) {
        return Err(("unauthorized_client", format!("Grant type '{grant}' not allowed for the client.")));
    }
    // An ID token that comes by a redirect is bound to the browser that asked by nothing else (OpenID Connect Core sections 3.2.2.1
    // and 3.3.2.11).
    if asked.id_token && fields.get("nonce").is_none() {
        return Err(invalid("Missing required parameter: nonce. A response_type with id_token needs one."));
    }
    if asked.id_token && !scopes::has(&scopes::parse(fields.get("scope").unwrap_or_default()), "openid") {
        return Err(invalid("A response_type with id_token needs the scope openid."));
    }
    Ok(asked)
}

/// Parameters that would change the meaning of the request, had we known them: ignoring one would be answering another question.
fn unsupported(fields: &Fields) -> Result<(), Fault> {
    for (name, error) in
        [("request", "request_not_supported"), ("request_uri", "request_uri_not_supported"), ("registration", "registration_not_supported")]
    {
        if fields.get(name).is_some() {
            return Err((error, format!("The parameter {name} is not supported.")));
        }
    }
    Ok(())
}

/// Who gets a code and can keep no secret must bring one, and who is held to it. S256 alone, unless the application is allowed `plain`,
/// which protects against nothing that TLS does not (RFC 9700 section 2.1.1): that one is kept with the code as the S256 of itself, so that
/// one way of comparing serves both.
fn challenge(fields: &Fields, client: &Client, code: bool) -> Result<Option<String>, Fault> {
    let method = fields.get("code_challenge_method");
    match fields.get("code_challenge") {
        None if code && client.is_public() => {
            Err(invalid("Missing required parameter: code_challenge. Public applications must use PKCE with S256."))
        }
        None if client.is_strict() => Err(invalid("Missing required parameter: code_challenge. This application must use PKCE with S256.")),
        None if method.is_some() => Err(invalid("code_challenge_method needs a code_challenge.")),
        None => Ok(None),
        // RFC 7636 section 4.3: no method is `plain`.
        Some(verifier) if client.allows_plain_pkce() && matches!(method, None | Some("plain")) => {
            if pkce::is_verifier(verifier) {
                Ok(Some(pkce::challenge(verifier)))
            } else {
                Err(invalid("code_challenge must be 43 to 128 unreserved characters."))
            }
        }
        Some(_) if method != Some("S256") => Err(invalid("code_challenge_method must be S256.")),
        Some(challenge) if pkce::is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        Some(_) => Err(invalid("code_challenge must be a SHA-256 in base64url: 43 characters.")),
    }
}

fn prompt(fields: &Fields) -> Result<Vec<String>, Fault> {
    let prompt = scopes::parse(fields.get("prompt").unwrap_or_default());
    if let Some(other) = prompt.iter().find(|p| !matches!(p.as_str(), "none" | "login" | "consent" | "select_account")) {
        return Err(invalid(format!("Unknown prompt: {}", other.chars().take(64).collect::<String>())));
    }
    if prompt.len() > 1 && prompt.iter().any(|p| p == "none") {
        return Err(invalid("prompt=none cannot stand with another prompt."));
    }
    Ok(prompt)
}

fn max_age(fields: &Fields) -> Result<Option<u64>, Fault> {
    let Some(text) = fields.get("max_age") else { return Ok(None) };
    match text.parse() {
        Ok(seconds) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Some(seconds)),
        _ => Err(invalid("max_age must be a number of seconds.")),
    }
}

/// Whom the application means by an ID token that it had before (OpenID Connect Core section 3.1.2.1). It may have expired, and have been
/// another application's: nothing is given for it, and the login is only held to its user.
fn hinted(app: &App, fields: &Fields) -> Result<Option<String>, Fault> {
    let Some(hint) = fields.get("id_token_hint") else { return Ok(None) };
    match app.keys.verify_any_audience(hint, TokenKind::IdHint) {
        Ok(claims) => Ok(Some(claims.subject().to_owned())),
        Err(error) => {
            tracing::debug!(%error, "an id_token_hint was refused");
            Err(invalid("The id_token_hint is not an ID token of this server."))
        }
    }
}
