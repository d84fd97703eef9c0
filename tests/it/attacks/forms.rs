//! Cross-site request forgery, form by form: what another site, another browser or another login sends does nothing, down to the last record
//! of the store; and the same form sent as it should be does something. None of their pages can be framed.

use std::collections::BTreeSet;
use std::time::Duration;

use anteroom::contract::Trigger;
use anteroom::identity::authenticator::FactorKind;
use anteroom::identity::client::AppType;
use anteroom::identity::sessions::{self, Proof};
use anteroom::identity::{Authenticator, Client, Connection, Origin, TicketKind, User};
use anteroom::login::Redirected;
use anteroom::login::suspended::{self, Waiting, WaitingSession};
use anteroom::mfa::waiting::Proved;
use anteroom::mfa::{self, recovery_code};
use anteroom::pipeline::suspension::{Stage, Suspension};
use anteroom::recovery::tickets::{Offer, draw};
use anteroom::storage::{Direction, Key, KeyRange, Version};
use serde_json::json;

use crate::mail::settled;
use crate::mfa::App;
use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize, parameters};
use crate::support::smtp::{SmtpServer, link};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
/// A recovery code.
const RECOVERY: &str = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const NEW: &str = "Another-horse-8-battery";
const DEVICE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Every form that there is.
const FORMS: [&str; 15] = [
    "/activate",
    "/u/consent",
    "/u/device-confirmation",
    "/u/email-identifier/challenge",
    "/u/email-verification",
    "/u/login",
    "/u/logout",
    "/u/mfa-otp-challenge",
    "/u/mfa-otp-enrollment",
    "/u/mfa-recovery-code",
    "/u/mfa-recovery-code-challenge",
    "/u/reset-password/request",
    "/u/reset-verify",
    "/u/signup",
    "/u/unblock",
];

/// A form as a browser was shown it, filled in.
struct Shown {
    path: String,
    csrf: String,
    fields: Vec<(&'static str, String)>,
}

struct Story {
    server: TestServer,
    client: Client,
    third_party: Client,
    connection: Connection,
    user: User,
    mail: SmtpServer,
}

impl Story {
    async fn begin() -> Self {
        let server = TestServer::start_with_mail().await;
        let client = server.with_client("App", AppType::Native).await;
        let third_party = server.with_client("Stranger", AppType::Spa).await;
        let connection = server.with_database(&[&client]).await;
        let directory = &server.app.directory;
        let device = |client: &mut Client| client.grant_types.push(DEVICE.to_owned());
        directory.clients.modify(&client.client_id, device).await.unwrap().unwrap();
        directory.clients.modify(&third_party.client_id, |client| client.is_first_party = false).await.unwrap().unwrap();
        let domain = |connection: &mut Connection| connection.is_domain_connection = true;
        directory.connections.modify(&connection.id, domain).await.unwrap().unwrap();
        let user = server.with_user(&connection, EMAIL).await;
        let mail = SmtpServer::start().await;
        server.sends_by(&mail).await;
        Self { server, client, third_party, connection, user, mail }
    }

    /// Leads a browser to a form.
    async fn show(&self, form: &str, browser: &Browser<'_>) -> Shown {
        let code: String;
        let login = || authorize(&self.client, &[("prompt", "login")]);
        let (path, page, fields): (String, Page, Vec<(&'static str, &str)>) = match form {
            "/u/login" => {
                let (path, page) = browser.begin(&login()).await;
                (path, page, vec![("username", EMAIL), ("password", PASSWORD)])
            }
            "/u/signup" | "/u/reset-password/request" => {
                let path = browser.begin(&login()).await.0.replace("/u/login", form);
                let page = browser.get(&path).await;
                let fields =
                    if form == "/u/signup" { vec![("email", "new@example.com"), ("password", NEW)] } else { vec![("email", EMAIL)] };
                (path, page, fields)
            }
            "/u/consent" => {
                let answer = browser.log_in(&authorize(&self.third_party, &[("prompt", "login")]), EMAIL, PASSWORD).await;
                let path = answer.location().to_owned();
                (path.clone(), browser.get(&path).await, vec![("action", "accept")])
            }
            "/u/email-identifier/challenge" => {
                let options = json!({ "options": { "attributes": { "email": { "verification_method": "otp" } } } });
                let at = format!("/connections/{}", self.connection.id);
                assert_eq!(self.server.api("update:connections").patch(&at, options).await.0, 200);
                settled(&self.server).await;
                while !self.mail.is_empty() {
                    self.mail.next().await;
                }
                let (path, page) = browser.begin(&authorize(&self.client, &[("prompt", "login"), ("screen_hint", "signup")])).await;
                let email = format!("{}@example.com", anteroom::random::hex24(&*self.server.app.random));
                let path = browser.submit(&path, &page, &[("email", &email), ("password", NEW)]).await.location().to_owned();
                code = self.mail.next().await.code();
                (path.clone(), browser.get(&path).await, vec![("code", &code)])
            }
            "/u/unblock" => {
                let (ticket, url) = draw(&self.server.app, Offer::of(TicketKind::Unblock, &self.user));
                self.server.app.directory.tickets.insert(ticket).await.unwrap();
                let path = link(&url);
                (path.clone(), browser.get(&path).await, Vec::new())
            }
            "/u/mfa-otp-challenge" | "/u/mfa-otp-enrollment" | "/u/mfa-recovery-code" | "/u/mfa-recovery-code-challenge" => {
                let (path, key) = self.at_a_factor(form, browser).await;
                let page = browser.get(&path).await;
                let app = if form == "/u/mfa-otp-enrollment" { App::reading(&page) } else { App::of(key) };
                code = if form == "/u/mfa-recovery-code-challenge" { RECOVERY.to_owned() } else { app.code(&self.server) };
                (path, page, vec![("code", &code)])
            }
            "/u/logout" => {
                browser.log_in(&login(), EMAIL, PASSWORD).await.returned();
                ("/u/logout".to_owned(), browser.get("/oidc/logout").await, Vec::new())
            }
            "/u/reset-verify" | "/u/email-verification" => {
                let (kind, fields) = match form {
                    "/u/reset-verify" => ("password-change", vec![("password", NEW), ("password-again", NEW)]),
                    _ => ("email-verification", Vec::new()),
                };
                let body = json!({ "user_id": self.user.user_id });
                let (status, made) = self.server.api("create:user_tickets").post(&format!("/tickets/{kind}"), body).await;
                assert_eq!(status, 201, "{made}");
                let path = link(made["ticket"].as_str().unwrap());
                (path.clone(), browser.get(&path).await, fields)
            }
            _ => {
                let answer = self.server.post_form("/oauth/device/code", &[("client_id", &self.client.client_id)]).await;
                let code = answer.text_of("user_code").to_owned();
                let page = browser.get("/activate").await;
                if form == "/activate" {
                    assert_cannot_be_framed(&page, form);
                    let csrf = page.field("csrf");
                    return Shown { path: form.to_owned(), csrf, fields: vec![("user_code", code)] };
                }
                let page = browser.submit("/activate", &page, &[("user_code", &code)]).await;
                let path = format!("{form}?user_code={}", code.replace('-', ""));
                (path, page, vec![("action", "confirm")])
            }
        };
        assert_eq!(page.status, 200, "{form}: {}", page.body);
        assert_cannot_be_framed(&page, form);
        assert!(path.starts_with(form), "{form}: {path}");
        Shown { path, csrf: page.field("csrf"), fields: fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect() }
    }

    /// A login that waits at the page of a second factor, and the key of its user's app.
    async fn at_a_factor(&self, form: &str, browser: &Browser<'_>) -> (String, Vec<u8>) {
        let (path, _) = browser.begin(&authorize(&self.client, &[("prompt", "login")])).await;
        let app = &self.server.app;
        let transaction = app.directory.transactions.get(&parameters(&path)["state"]).await.unwrap().unwrap();
        let (now, key) = (app.clock.now(), b"12345678901234567890".to_vec());
        app.directory.authenticators.delete_by("user", &self.user.user_id).await.unwrap();
        for (kind, secret) in
            [(FactorKind::Otp, app.vault.seal("authenticator/Otp", &key)), (FactorKind::RecoveryCode, recovery_code::hash(RECOVERY))]
        {
            let (id, user_id) = (format!("{kind:?}"), self.user.user_id.clone());
            let factor = Authenticator { id, user_id, kind, secret, created_at: now, last_used_at: None, last_period: None };
            if form != "/u/mfa-otp-enrollment" {
                app.directory.authenticators.insert(factor).await.unwrap();
            }
        }
        let proof = Proof { client_id: &self.client.client_id, method: "pwd", connection_id: &self.connection.id };
        let tenant = app.tenant().await.unwrap();
        let (session, _) = sessions::draft(app.random.as_ref(), now, &tenant, &self.user, &Origin::default(), &proof);
        let both = || mfa::Waiting::proving(vec![FactorKind::Otp, FactorKind::RecoveryCode], false);
        let factor = match form {
            "/u/mfa-otp-enrollment" => mfa::Waiting::enrolling(false),
            "/u/mfa-recovery-code" => {
                mfa::Waiting { proved: Some(Proved { kind: FactorKind::Otp, at: now, code: None, remember: false }), ..both() }
            }
            _ => both(),
        };
        let suspension = Suspension {
            trigger: Trigger::PostLogin,
            stage: Stage::Rest,
            index: 0,
            steps: Vec::new(),
            effects: Vec::new(),
            settled: 0,
            rules: Vec::new(),
            redirects: 1,
            proved: true,
            executions: Vec::new(),
        };
        let away = Redirected { url: form.to_owned(), suspension, run: None, user: self.user.clone(), factor: Some(factor) };
        let draft = WaitingSession::Draft { session: Box::new(session.clone()), previous: None };
        let waiting = Waiting { transaction: &transaction, stored: Some(&transaction), proved: &session, session: draft };
        (suspended::suspend(app, away, waiting).await.unwrap(), key)
    }

    /// All that is stored, and in which version.
    async fn records(&self) -> Vec<(Key, Version)> {
        let all = self.server.app.store.range(&KeyRange::prefix(b""), 100_000, Direction::Forward).await.unwrap();
        all.into_iter().map(|(key, record)| (key, record.version)).collect()
    }
}

/// A page that another site could show would have its button pressed there.
fn assert_cannot_be_framed(page: &Page, form: &str) {
    assert_eq!(page.header("x-frame-options"), "DENY", "{form}");
    let policy = page.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{form}: {policy}");
    assert_eq!(page.header("cache-control"), "no-store", "{form}");
}

/// Sends the form with this token, or none, as a page of this origin does.
async fn send(story: &Story, browser: &Browser<'_>, shown: &Shown, csrf: Option<&str>, origin: &str) -> Page {
    let mut form: Vec<(&str, &str)> = shown.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend(csrf.map(|csrf| ("csrf", csrf)));
    let request = story.server.http.post(format!("{}{}", story.server.url, shown.path)).header("origin", origin).form(&form);
    browser.send(request).await
}

#[tokio::test]
async fn no_form_does_anything_without_the_token_that_this_browser_got_for_it() {
    let story = Story::begin().await;
    let own = story.server.url.clone();
    for form in FORMS {
        story.server.clock.advance(Duration::from_secs(600));
        let (victim, attacker) = (Browser::new(&story.server), Browser::new(&story.server));
        let theirs = story.show(form, &attacker).await;
        let other = story.show(form, &victim).await;
        let good = story.show(form, &victim).await;
        let fresh = Browser::new(&story.server);
        settled(&story.server).await;
        let before = story.records().await;
        let cut = &good.csrf[..good.csrf.len() - 1];
        let mut wrong = vec![("none", None), ("empty", Some("")), ("cut", Some(cut)), ("another browser's", Some(theirs.csrf.as_str()))];
        // What is entered at /activate, and the logout of a session, are about nothing that has a name of its own.
        if other.csrf != good.csrf {
            wrong.push(("another's of this browser", Some(&other.csrf)));
        }
        assert_eq!(other.csrf == good.csrf, matches!(form, "/activate"), "{form}");
        for (what, csrf) in wrong {
            let page = send(&story, &victim, &good, csrf, &own).await;
            assert_eq!(page.status, 403, "{form} with the token {what}: {}", page.body);
            assert!(!page.headers.contains_key("location"), "{form} {what}");
        }
        for origin in ["https://evil.example", "null", "http://127.0.0.1:1", &format!("{own}.evil.example")] {
            let page = send(&story, &victim, &good, Some(&good.csrf), origin).await;
            assert_eq!(page.status, 403, "{form} from {origin}");
        }
        // The whole form in another's browser, or in one that was never here: without the cookie, or with another.
        for (who, browser) in [("the attacker", &attacker), ("nobody", &fresh)] {
            let page = send(&story, browser, &good, Some(&good.csrf), &own).await;
            // Where nobody is logged in there is nobody to log out.
            let nothing_to_do = form == "/u/logout" && who == "nobody";
            assert!(matches!(page.status, 400 | 403) != nothing_to_do, "{form} by {who}: {} {}", page.status, page.body);
            assert!(browser.cookie("anteroom_session").is_none() || form == "/u/logout" || form == "/u/consent", "{form} by {who}");
        }
        assert_eq!(story.records().await, before, "{form} has done something");
        let page = send(&story, &victim, &good, Some(&good.csrf), &own).await;
        assert!(matches!(page.status, 200 | 302 | 303), "{form}: {} {}", page.status, page.body);
        if form != "/activate" {
            assert_ne!(story.records().await, before, "{form} does nothing at all");
        }
    }
}

#[test]
fn the_forms_are_all_that_are_posted_below_u_and_at_activate() {
    let routes = include_str!("../../../src/http.rs");
    let posted = routes.lines().filter(|line| line.contains("post(")).filter_map(|line| line.split_once("route(\"")?.1.split('"').next());
    let found: BTreeSet<&str> = posted.filter(|path| path.starts_with("/u/") || *path == "/activate").collect();
    assert_eq!(found, BTreeSet::from(FORMS));
}
