//! Logins by the crate openidconnect. Every ID token is verified by it: signature, issuer, audience, nonce, and the hashes of what it
//! came with.

use anteroom_openidconnect_tests::{Browser, Shown, ada, http, told};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient, CoreClientAuthMethod, CoreClientRegistrationRequest,
    CoreDeviceAuthorizationResponse, CoreErrorResponseType, CoreGrantType, CoreIdToken, CoreIdTokenClaims, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreRevocableToken,
    CoreSubjectIdentifierType, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::registration::EmptyAdditionalClientMetadata;
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalProviderMetadata, AuthType, AuthorizationCode, AuthorizationCodeHash, ClaimsVerificationError,
    ClientId, ClientSecret, CsrfToken, DeviceAuthorizationUrl, DeviceCodeErrorResponseType, EndSessionUrl, EndpointMaybeSet, EndpointSet,
    IntrospectionUrl, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl,
    ProviderMetadata, RedirectUrl, RefreshToken, RequestTokenError, RevocationUrl, Scope, TokenIntrospectionResponse, TokenResponse,
    UserInfoError,
};
use serde::{Deserialize, Serialize};
use url::Url;

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Endpoints {
    device_authorization_endpoint: DeviceAuthorizationUrl,
    introspection_endpoint: IntrospectionUrl,
    revocation_endpoint: RevocationUrl,
    end_session_endpoint: EndSessionUrl,
}

impl AdditionalProviderMetadata for Endpoints {}

type Metadata = ProviderMetadata<
    Endpoints,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

type Client = CoreClient<EndpointSet, EndpointSet, EndpointSet, EndpointSet, EndpointMaybeSet, EndpointMaybeSet>;

fn metadata() -> Metadata {
    Metadata::discover(&IssuerUrl::new(told("/issuer").to_owned()).unwrap(), &http).unwrap()
}

fn client_of(id: ClientId, secret: Option<ClientSecret>) -> Client {
    let metadata = metadata();
    let endpoints = metadata.additional_metadata().clone();
    CoreClient::from_provider_metadata(metadata, id, secret)
        .set_device_authorization_url(endpoints.device_authorization_endpoint)
        .set_introspection_url(endpoints.introspection_endpoint)
        .set_revocation_url(endpoints.revocation_endpoint)
        .set_redirect_uri(RedirectUrl::new(told("/callback").to_owned()).unwrap())
}

/// An application of the story.
fn client(name: &str) -> Client {
    let secret = anteroom_openidconnect_tests::STORY.pointer(&format!("/{name}/client_secret")).and_then(|secret| secret.as_str());
    client_of(ClientId::new(told(&format!("/{name}/client_id")).to_owned()), secret.map(|secret| ClientSecret::new(secret.to_owned())))
}

/// A login that has come back.
struct Login {
    browser: Browser,
    at: Shown,
    state: CsrfToken,
    nonce: Nonce,
    verifier: String,
}

struct Asked {
    url: Url,
    state: CsrfToken,
    nonce: Nonce,
    verifier: String,
}

fn ask(client: &Client, flow: CoreAuthenticationFlow, more: &[(&str, &str)]) -> Asked {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let mut request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random).set_pkce_challenge(challenge);
    for scope in ["profile", "email", "offline_access"] {
        request = request.add_scope(Scope::new(scope.to_owned()));
    }
    for (name, value) in more {
        request = request.add_extra_param((*name).to_owned(), (*value).to_owned());
    }
    let (url, state, nonce) = request.url();
    Asked { url, state, nonce, verifier: verifier.into_secret() }
}

fn log_in(client: &Client, browser: Browser, flow: CoreAuthenticationFlow, consent: &str) -> Login {
    let Asked { url, state, nonce, verifier } = ask(client, flow, &[]);
    let at = browser.log_in(url, consent);
    assert!(at.page.is_none(), "{at:?}");
    assert_eq!(at.parameter("state").as_ref(), Some(state.secret()));
    Login { browser, at, state, nonce, verifier }
}

fn by_code(client: &Client) -> Login {
    log_in(client, Browser::default(), CoreAuthenticationFlow::AuthorizationCode, "accept")
}

type TokenError<E> = RequestTokenError<ureq::Error, E>;
type CoreTokenError = TokenError<openidconnect::StandardErrorResponse<CoreErrorResponseType>>;

impl Login {
    fn redeem(&self, client: &Client) -> Result<CoreTokenResponse, CoreTokenError> {
        let code = AuthorizationCode::new(self.at.parameter("code").unwrap());
        let request = client.exchange_code(code).unwrap();
        request.set_pkce_verifier(PkceCodeVerifier::new(self.verifier.clone())).request(&http)
    }
}

fn refresh(client: &Client, token: &RefreshToken) -> Result<CoreTokenResponse, CoreTokenError> {
    client.exchange_refresh_token(token).unwrap().request(&http)
}

/// The OAuth error that the library tells of.
fn refusal(error: CoreTokenError) -> CoreErrorResponseType {
    match error {
        RequestTokenError::ServerResponse(response) => response.error().clone(),
        other => panic!("{other:?}"),
    }
}

fn assert_is_ada(claims: &CoreIdTokenClaims) {
    assert_eq!(claims.subject().as_str(), ada("id"));
    assert_eq!(claims.email().map(|email| email.as_str()), Some(ada("email")));
}

/// The claims of a verified ID token that belongs to its access token.
fn claims<'a>(client: &Client, tokens: &'a CoreTokenResponse, nonce: &Nonce) -> &'a CoreIdTokenClaims {
    let (token, verifier) = (tokens.id_token().unwrap(), client.id_token_verifier());
    let claims = token.claims(&verifier, nonce).unwrap();
    if let Some(told) = claims.access_token_hash() {
        let key = token.signing_key(&verifier).unwrap();
        assert_eq!(*told, AccessTokenHash::from_token(tokens.access_token(), token.signing_alg().unwrap(), key).unwrap());
    }
    claims
}

fn user_info(client: &Client, token: &AccessToken) -> Result<CoreUserInfoClaims, UserInfoError<ureq::Error>> {
    let subject = openidconnect::SubjectIdentifier::new(ada("id").to_owned());
    client.user_info(token.clone(), Some(subject)).unwrap().request(&http)
}

/// The token is not taken any more, and nothing else is wrong.
fn assert_is_refused(told: Result<CoreUserInfoClaims, UserInfoError<ureq::Error>>) {
    match told {
        Err(UserInfoError::Response(status, body, _)) => assert_eq!((status.as_u16(), body.as_slice()), (401, &b"Unauthorized"[..])),
        other => panic!("{other:?}"),
    }
}

fn assert_works(client: &Client, tokens: &CoreTokenResponse, nonce: &Nonce) {
    assert_is_ada(claims(client, tokens, nonce));
    let info = user_info(client, tokens.access_token()).unwrap();
    assert_eq!(info.name().and_then(|name| name.get(None)).map(|name| name.as_str()), Some("Ada Lovelace"));
    let next = refresh(client, tokens.refresh_token().unwrap()).unwrap();
    assert_ne!(next.refresh_token().unwrap().secret(), tokens.refresh_token().unwrap().secret());
    let id_token = next.id_token().unwrap();
    assert_is_ada(id_token.claims(&client.id_token_verifier(), |_: Option<&Nonce>| Ok(())).unwrap());
    user_info(client, next.access_token()).unwrap();
}

#[test]
fn an_application_with_basic_authentication_logs_in_and_refreshes() {
    let client = client("confidential");
    let login = by_code(&client);
    assert_works(&client, &login.redeem(&client).unwrap(), &login.nonce);
}

#[test]
fn an_application_with_its_secret_in_the_body_logs_in_and_refreshes() {
    let client = client("confidential").set_auth_type(AuthType::RequestBody);
    let login = by_code(&client);
    assert_works(&client, &login.redeem(&client).unwrap(), &login.nonce);
}

#[test]
fn a_public_application_logs_in_and_refreshes() {
    let client = client("public");
    let login = by_code(&client);
    assert_works(&client, &login.redeem(&client).unwrap(), &login.nonce);
}

#[test]
fn the_id_token_beside_a_code_names_the_code_by_its_hash() {
    let client = client("implicit");
    let flow = CoreAuthenticationFlow::Hybrid(vec![CoreResponseType::Code, CoreResponseType::IdToken]);
    let login = log_in(&client, Browser::default(), flow, "accept");
    let id_token: CoreIdToken = login.at.parameter("id_token").unwrap().parse().unwrap();
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &login.nonce).unwrap();
    let code = AuthorizationCode::new(login.at.parameter("code").unwrap());
    let key = id_token.signing_key(&verifier).unwrap();
    let hash = AuthorizationCodeHash::from_code(&code, id_token.signing_alg().unwrap(), key).unwrap();
    assert_eq!(claims.code_hash(), Some(&hash));
    assert_works(&client, &login.redeem(&client).unwrap(), &login.nonce);
}

#[test]
fn the_tokens_of_an_implicit_login_belong_together() {
    let client = client("implicit");
    let login = log_in(&client, Browser::default(), CoreAuthenticationFlow::Implicit(true), "accept");
    let id_token: CoreIdToken = login.at.parameter("id_token").unwrap().parse().unwrap();
    let access_token = AccessToken::new(login.at.parameter("access_token").unwrap());
    let verifier = client.id_token_verifier();
    let claims = id_token.claims(&verifier, &login.nonce).unwrap();
    let key = id_token.signing_key(&verifier).unwrap();
    let hash = AccessTokenHash::from_token(&access_token, id_token.signing_alg().unwrap(), key).unwrap();
    assert_eq!(claims.access_token_hash(), Some(&hash));
    user_info(&client, &access_token).unwrap();
}

#[test]
fn a_second_login_is_silent_until_the_logout() {
    let client = client("confidential");
    let Login { browser, at, nonce, verifier, state } = by_code(&client);
    let first = Login { browser: Browser::default(), at, nonce, verifier, state }.redeem(&client).unwrap();

    let asked = ask(&client, CoreAuthenticationFlow::AuthorizationCode, &[("prompt", "none")]);
    let at = browser.open(asked.url);
    assert_eq!(at.parameter("state").as_ref(), Some(asked.state.secret()), "{at:?}");
    let silent = Login { browser: Browser::default(), at, nonce: asked.nonce, verifier: asked.verifier, state: asked.state };
    let tokens = silent.redeem(&client).unwrap();
    assert_is_ada(claims(&client, &tokens, &silent.nonce));

    let logout = LogoutRequest::from(metadata().additional_metadata().end_session_endpoint.clone())
        .set_id_token_hint(first.id_token().unwrap())
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(told("/goodbye").to_owned()).unwrap())
        .set_state(CsrfToken::new("bye".to_owned()));
    let left = browser.open(logout.http_get_url());
    assert_eq!(left.url.as_str(), format!("{}?state=bye", told("/goodbye")));
    let at = browser.open(ask(&client, CoreAuthenticationFlow::AuthorizationCode, &[("prompt", "none")]).url);
    assert_eq!(at.parameter("error").as_deref(), Some("login_required"));
}

#[test]
fn who_declines_sends_access_denied() {
    let client = client("third_party");
    let login = log_in(&client, Browser::default(), CoreAuthenticationFlow::AuthorizationCode, "deny");
    assert_eq!(login.at.parameter("error").as_deref(), Some("access_denied"));
}

#[test]
fn a_code_is_good_once_and_its_replay_ends_what_it_gave() {
    let client = client("confidential");
    let login = by_code(&client);
    let tokens = login.redeem(&client).unwrap();
    assert_eq!(refusal(login.redeem(&client).unwrap_err()), CoreErrorResponseType::InvalidGrant);
    assert_eq!(refusal(refresh(&client, tokens.refresh_token().unwrap()).unwrap_err()), CoreErrorResponseType::InvalidGrant);
    assert_is_refused(user_info(&client, tokens.access_token()));
}

#[test]
fn a_refresh_token_is_good_once_and_its_replay_ends_the_family() {
    let client = client("confidential");
    let login = by_code(&client);
    let first = login.redeem(&client).unwrap();
    let second = refresh(&client, first.refresh_token().unwrap()).unwrap();
    for tokens in [first, second] {
        assert_eq!(refusal(refresh(&client, tokens.refresh_token().unwrap()).unwrap_err()), CoreErrorResponseType::InvalidGrant);
    }
}

#[test]
fn another_nonce_and_another_audience_are_found_out() {
    let mine = client("confidential");
    let login = by_code(&mine);
    let tokens = login.redeem(&mine).unwrap();
    let id_token = tokens.id_token().unwrap();
    let fault = |client: &Client, nonce: &Nonce| id_token.claims(&client.id_token_verifier(), nonce).unwrap_err();
    assert!(matches!(fault(&mine, &Nonce::new_random()), ClaimsVerificationError::InvalidNonce(_)));
    assert!(matches!(fault(&client("public"), &login.nonce), ClaimsVerificationError::InvalidAudience(_)));
    assert_is_ada(id_token.claims(&mine.id_token_verifier(), &login.nonce).unwrap());
}

#[test]
fn a_token_that_was_revoked_is_not_active() {
    let client = client("confidential");
    let login = by_code(&client);
    let tokens = login.redeem(&client).unwrap();
    let active = || client.introspect(tokens.access_token()).request(&http).unwrap();
    assert!(active().active());
    assert_eq!(active().sub(), Some(ada("id")));
    let token = CoreRevocableToken::RefreshToken(tokens.refresh_token().unwrap().clone());
    client.revoke_token(token).unwrap().request(&http).unwrap();
    assert!(!active().active());
    assert_is_refused(user_info(&client, tokens.access_token()));
}

/// Asks for a device, and lets the person say `action` of it.
fn connect(client: &Client, action: &str) -> CoreDeviceAuthorizationResponse {
    let request = client.exchange_device_code().add_scope(Scope::new("email".to_owned()));
    let codes: CoreDeviceAuthorizationResponse = request.request(&http).unwrap();
    let browser = Browser::default();
    let entry = browser.open(Url::parse(codes.verification_uri()).unwrap());
    let question = browser.submit(&entry, &[("user_code", codes.user_code().secret())]);
    browser.go_on(browser.submit(&question, &[("action", action)]), "accept");
    codes
}

#[test]
fn a_device_is_connected_by_a_person_elsewhere_and_hears_of_a_no() {
    let client = client("device");
    let ask = |codes: &CoreDeviceAuthorizationResponse| -> Result<CoreTokenResponse, TokenError<_>> {
        client.exchange_device_access_token(codes).unwrap().request(&http, std::thread::sleep, None)
    };
    let tokens = ask(&connect(&client, "confirm")).unwrap();
    assert_is_ada(tokens.id_token().unwrap().claims(&client.id_token_verifier(), |_: Option<&Nonce>| Ok(())).unwrap());
    match ask(&connect(&client, "cancel")) {
        Err(RequestTokenError::ServerResponse(response)) => assert_eq!(*response.error(), DeviceCodeErrorResponseType::AccessDenied),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_application_by_itself_gets_a_token_for_its_api() {
    let client = client("machine");
    let asked = client.exchange_client_credentials().unwrap().add_extra_param("audience", told("/api")).request(&http);
    let tokens = asked.unwrap();
    assert!(tokens.id_token().is_none() && tokens.refresh_token().is_none());
    // Read as an ID token, whose verifier checks the signature by the published keys, the issuer and the audience.
    let token: CoreIdToken = tokens.access_token().secret().parse().unwrap();
    let api = client_of(ClientId::new(told("/api").to_owned()), None);
    let claims = token.claims(&api.id_token_verifier(), |_: Option<&Nonce>| Ok(())).unwrap();
    assert_eq!(claims.subject().as_str(), format!("{}@clients", told("/machine/client_id")));
    assert_eq!(tokens.scopes().map(|scopes| scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>()), Some(vec!["read:orders"]));
}

#[test]
fn an_application_registers_itself_and_logs_people_in() {
    let metadata = metadata();
    let redirect = RedirectUrl::new(told("/callback").to_owned()).unwrap();
    let request = CoreClientRegistrationRequest::new(vec![redirect], EmptyAdditionalClientMetadata {})
        .set_grant_types(Some(vec![CoreGrantType::AuthorizationCode, CoreGrantType::RefreshToken]));
    let made = request.register(metadata.registration_endpoint().unwrap(), &http).unwrap();
    let client = client_of(made.client_id().clone(), made.client_secret().cloned());
    let login = by_code(&client);
    assert_works(&client, &login.redeem(&client).unwrap(), &login.nonce);
}
