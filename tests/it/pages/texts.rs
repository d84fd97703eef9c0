//! The pages' words: in a language that the tenant has and the user wants, and as the tenant says them.

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

struct Story {
    server: TestServer,
    client: Client,
}

impl Story {
    /// A tenant with these languages; with null it has said nothing of them.
    async fn with(server: TestServer, languages: Value) -> Self {
        let client = server.with_client("Shop", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client]).await;
        server.with_user(&connection, EMAIL).await;
        if !languages.is_null() {
            let settings = json!({ "enabled_locales": languages });
            let (status, answer) = server.api("update:tenant_settings").patch("/tenants/settings", settings).await;
            assert_eq!(status, 200, "{answer}");
        }
        Self { server, client }
    }

    async fn begin(languages: Value) -> Self {
        Self::with(TestServer::start().await, languages).await
    }

    /// A page as a browser gets it that wants these languages.
    async fn page(&self, path: &str, wants: &str) -> Page {
        let browser = Browser::new(&self.server);
        let location = match path {
            "" => browser.get(&authorize(&self.client, &[])).await.location().to_owned(),
            path => path.to_owned(),
        };
        let request = self.server.http.get(format!("{}{location}", self.server.url)).header("accept-language", wants);
        browser.send(request).await
    }

    async fn say(&self, prompt: &str, language: &str, texts: Value) {
        let path = format!("{}/api/v2/prompts/{prompt}/custom-text/{language}", self.server.url);
        let token = self.server.management_token("update:prompts");
        let answer = self.server.http.put(path).bearer_auth(token).json(&texts).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
}

#[tokio::test]
async fn a_page_is_in_the_first_language_that_the_browser_wants_and_the_tenant_has() {
    let story = Story::begin(json!(["en", "de", "pt-BR", "ja"])).await;
    for (wants, language, says) in [
        ("", "en", "<h1>Welcome</h1>"),
        ("de-AT,de;q=0.9,en;q=0.8", "de", "<h1>Willkommen</h1>"),
        ("fr, pt;q=0.5", "pt-BR", "<h1>Boas-vindas</h1>"),
        ("ja", "ja", "<h1>ようこそ</h1>"),
        ("fr", "en", "<h1>Welcome</h1>"),
        ("\"><script>", "en", "<h1>Welcome</h1>"),
    ] {
        let page = story.page("", wants).await;
        assert!(
            page.body.contains(says) && page.body.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")),
            "{wants}: {}",
            page.body
        );
    }
    // Where no login is known, too.
    assert!(story.page("/u/login?state=x", "de").await.body.contains("Diese Anmeldung ist beendet"));
    assert!(story.page("/authorize?client_id=x", "de").await.body.contains("Dieser Link zum Anmelden geht nicht"));
}

#[tokio::test]
async fn a_tenant_that_says_nothing_of_languages_is_english() {
    for languages in [Value::Null, json!(["en"])] {
        let story = Story::begin(languages).await;
        for wants in ["de", "fr, ja;q=0.5"] {
            let page = story.page("", wants).await;
            assert!(page.body.contains("<html lang=\"en\"") && page.body.contains("<h1>Welcome</h1>"), "{wants}: {}", page.body);
        }
    }
    let story = Story::begin(json!(["fr", "en"])).await;
    assert!(story.page("", "ja").await.body.contains("<h1>Bienvenue</h1>"), "its first language is the usual one");
}

#[tokio::test]
async fn what_the_application_says_of_its_users_language_goes_before_the_browser() {
    let story = Story::begin(json!(["en", "de", "es"])).await;
    let browser = Browser::new(&story.server);
    let (path, page) = browser.begin(&authorize(&story.client, &[("ui_locales", "fr-CA es en")])).await;
    assert!(page.body.contains("<h1>Te damos la bienvenida</h1>"), "{}", page.body);
    // Its errors as well, and what it says of a password.
    let wrong = browser.submit(&path, &page, &[("username", EMAIL), ("password", "wrong")]).await;
    assert!(wrong.body.contains("Correo o contraseña incorrectos."), "{}", wrong.body);
    let (path, page) = browser.begin(&authorize(&story.client, &[("ui_locales", "es"), ("screen_hint", "signup")])).await;
    let weak = browser.submit(&path, &page, &[("email", "bob@example.com"), ("password", "x")]).await;
    for says in
        ["Esta contraseña es demasiado débil:", "Al menos 8 caracteres", "Contiene al menos 3 de estos 4 tipos de caracteres:", "(falta)"]
    {
        assert!(weak.body.contains(says), "{says}: {}", weak.body);
    }
    assert!(!weak.body.contains("At least") && !weak.body.contains("too weak"));
}

#[tokio::test]
async fn the_tenants_own_texts_lie_over_ours_in_their_language_alone_and_are_text() {
    let story = Story::begin(json!(["en", "de"])).await;
    let texts = json!({ "login": {
        "title": "Moin <b>&</b>", "description": "Weiter mit ${companyName} zu ${clientName}!", "buttonText": "", "forgotPasswordText": "{}{}{}",
    } });
    story.say("login", "de", texts).await;
    let page = story.page("", "de").await;
    assert!(page.body.contains("<h1>Moin &lt;b&gt;&amp;&lt;&#x2f;b&gt;</h1>"), "{}", page.body);
    assert!(page.body.contains("Weiter mit main zu <strong dir=\"auto\">Shop</strong>!"), "{}", page.body);
    assert!(page.body.contains(">Weiter</button>"), "an empty text is none");
    assert!(page.body.contains(">Passwort vergessen?<"), "nor is one with more to put in than there is");
    assert!(story.page("", "en").await.body.contains("<h1>Welcome</h1>"));
}

#[tokio::test]
async fn an_operators_file_adds_a_language() {
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("ar.json"), r#"{ "Welcome": "مرحبا" }"#).unwrap();
    let server = TestServer::start_configured(|config| config.pages.texts = Some(directory.path().to_owned())).await;
    let story = Story::with(server, json!(["en", "ar"])).await;
    let page = story.page("", "ar-EG").await;
    assert!(page.body.contains("<html lang=\"ar\" dir=\"rtl\">") && page.body.contains("<h1>مرحبا</h1>"), "{}", page.body);
    assert!(page.body.contains(">Continue</button>"), "what it does not say is English");
}

#[tokio::test]
async fn the_whole_way_of_a_login_is_in_one_language() {
    let story = Story::begin(json!(["en", "de"])).await;
    let id = story.client.client_id.clone();
    story.server.app.directory.clients.modify(&id, |client| client.is_first_party = false).await.unwrap();
    let connections = &story.server.app.directory.connections;
    let connection = connections.find("name", "Username-Password-Authentication").await.unwrap().unwrap();
    connections.modify(&connection.id.clone(), |connection| connection.is_domain_connection = true).await.unwrap();
    let browser = Browser::new(&story.server);
    let german = authorize(&story.client, &[("ui_locales", "de"), ("scope", "openid profile email")]);
    let (path, page) = browser.begin(&german).await;
    let away = browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
    let consent = browser.get(away.location()).await;
    for says in
        ["<title>Shop erlauben | main</title>", "möchte auf Ihr Konto", "Ihre E-Mail-Adresse sehen", ">Ablehnen<", "Es geht weiter zu"]
    {
        assert!(consent.body.contains(says), "{says}: {}", consent.body);
    }
    let english = ["Authorize", "wants to access", "It will", "You go on", "Decline", "Accept<"];
    assert!(english.iter().all(|word| !consent.body.contains(word)), "{}", consent.body);
}
