//! Settings that are one document each: attack protection, prompts, branding; and what reads as not there.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:attack_protection update:attack_protection read:prompts update:prompts read:branding update:branding \
                   delete:branding read:guardian_factors update:guardian_factors read:device_credentials read:logs";

#[tokio::test]
async fn attack_protection_is_read_with_its_defaults_and_changed_member_by_member() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let path = "/attack-protection/suspicious-ip-throttling";
    let (status, before) = api.get(path).await;
    assert_eq!((status, &before["stage"]["pre-login"]), (200, &json!({"max_attempts":100,"rate":864_000})));
    let change = json!({ "allowlist": ["192.0.2.0/24", "2001:db8::1"], "stage": { "pre-login": { "max_attempts": 5, "rate": 10 } } });
    let (status, after) = api.patch(path, change).await;
    assert_eq!((status, &after["stage"]["pre-login"]), (200, &json!({"max_attempts":5,"rate":10})));
    assert_eq!(after["stage"]["pre-user-registration"], before["stage"]["pre-user-registration"]);
    assert_eq!(after["enabled"], before["enabled"]);
    assert_eq!(api.get(path).await.1, after);

    let brute = "/attack-protection/brute-force-protection";
    assert_eq!(api.patch(brute, json!({ "mode": "count_per_identifier" })).await.1["mode"], "count_per_identifier");
    assert_eq!(api.get(brute).await.1["max_attempts"], 10);
    let breached = "/attack-protection/breached-password-detection";
    assert_eq!(api.get(breached).await.1["enabled"], false);
    let (_, changed) = api.patch(breached, json!({ "stage": { "pre-user-registration": { "shields": ["block"] } } })).await;
    assert_eq!(changed["stage"], json!({"pre-user-registration":{"shields":["block"]},"pre-change-password":{"shields":[]}}));
    for (path, body, expected) in [
        (brute, json!({ "max_attempts": 0 }), "is less than minimum"),
        (brute, json!({ "max_attempts": 101 }), "is greater than maximum"),
        (brute, json!({ "shields": ["admin_notification"] }), "No enum match"),
        (path, json!({ "allowlist": ["192.0.2.0/33"] }), "on property allowlist[0]."),
        (path, json!({ "allowlist": ["example.com"] }), "on property allowlist[0]."),
        (path, json!({ "stage": { "pre-logout": {} } }), "Additional properties not allowed: pre-logout"),
        (breached, json!({ "method": "psychic" }), "No enum match"),
    ] {
        let answer = api.patch(path, body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
}

#[tokio::test]
async fn texts_of_prompts_are_kept_by_language_and_removed_by_none() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    assert_eq!(api.get("/prompts").await.1["universal_login_experience"], "new");
    let (status, after) = api.patch("/prompts", json!({ "identifier_first": true })).await;
    assert_eq!((status, &after["identifier_first"]), (200, &json!(true)));
    assert_eq!(api.patch("/prompts", json!({ "identifier_first": null })).await.1["identifier_first"], false);
    assert_eq!(api.patch("/prompts", json!({ "universal_login_experience": "baroque" })).await.0, 400);

    let put = async |path: &str, body: Value| api.send("PUT", path, Some(body)).await;
    let (english, german) = ("/prompts/login/custom-text/en", "/prompts/login/custom-text/de");
    assert_eq!(api.get(english).await, (200, json!({})));
    let texts = json!({ "login": { "title": "Welcome", "description": "Sign in" } });
    assert_eq!(put(english, texts.clone()).await, (200, Value::Null));
    assert_eq!(api.get(english).await.1, texts);
    assert_eq!(api.get(german).await.1, json!({}));
    assert_eq!(put(english, json!({ "login": { "title": "Hello" } })).await.0, 200);
    assert_eq!(api.get(english).await.1, json!({"login":{"title":"Hello"}}), "texts are replaced whole");
    assert_eq!(put(english, json!({})).await.0, 200);
    assert_eq!(api.get(english).await.1, json!({}));
    assert_eq!(api.get("/prompts/nothing/custom-text/en").await.0, 404);
    assert_eq!(api.get("/prompts/login/partials").await, (200, json!({})));
    assert_eq!(api.get("/prompts/nothing/partials").await.1["errorCode"], "inexistent_prompt");
    assert_eq!(api.get("/prompts/login/custom-text/tlh").await.1["errorCode"], "invalid_uri");
    for bad in [json!([]), json!({ "login": 1 }), json!({ "login": { "title": {} } }), json!({ "login": { "title": "x".repeat(5_000) } })] {
        assert_eq!(put(english, bad.clone()).await.1["errorCode"], "invalid_body", "{bad}");
    }
}

#[tokio::test]
async fn the_primary_colour_and_the_logo_show_on_the_pages() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    assert_eq!(api.get("/branding").await, (200, json!({})));
    let look = json!({ "colors": { "primary": "#ffcc00", "page_background": "#fff" }, "logo_url": "https://cdn.example.com/logo.png" });
    assert_eq!(api.patch("/branding", look.clone()).await, (200, look));
    let (_, cleared) = api.patch("/branding", json!({ "colors": { "page_background": null } })).await;
    assert_eq!(cleared["colors"], json!({"primary":"#ffcc00"}));

    let page = server.http.get(format!("{}/authorize", server.url)).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("https://cdn.example.com"), "{policy}");
    let html = page.text().await.unwrap().replace("&#x2f;", "/");
    assert!(html.contains("https://cdn.example.com/logo.png"), "{html}");
    let sheet = html.split('"').find(|part| part.starts_with("/u/assets/") && part.ends_with(".css")).unwrap();
    let css = server.http.get(format!("{}{sheet}", server.url)).send().await.unwrap().text().await.unwrap();
    assert!(css.contains("--button: #ffcc00"));

    for (body, expected) in [
        (json!({ "colors": { "primary": "red" } }), "on property colors.primary."),
        (json!({ "colors": { "page_background": "red" } }), "on property colors.page_background."),
        (json!({ "colors": { "page_background": { "type": "image" } } }), "No enum match"),
        (json!({ "logo_url": "http://cdn.example.com/x.png" }), "on property logo_url."),
        (json!({ "css": "body{}" }), "Additional properties not allowed: css"),
    ] {
        let answer = api.patch("/branding", body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
}

pub fn theme() -> Value {
    let font = json!({ "bold": false, "size": 80 });
    let mut colors = json!({});
    for name in [
        "body_text",
        "error",
        "header",
        "icons",
        "input_background",
        "input_border",
        "input_filled_text",
        "input_labels_placeholders",
        "links_focused_components",
        "primary_button",
        "primary_button_label",
        "secondary_button_border",
        "secondary_button_label",
        "success",
        "widget_background",
        "widget_border",
    ] {
        colors[name] = json!("#112233");
    }
    json!({
        "borders": {
            "button_border_radius": 3, "button_border_weight": 1, "buttons_style": "rounded", "input_border_radius": 3,
            "input_border_weight": 1, "inputs_style": "sharp", "show_widget_shadow": true, "widget_border_weight": 0,
            "widget_corner_radius": 5,
        },
        "colors": colors,
        "fonts": {
            "body_text": font, "buttons_text": font, "font_url": "", "input_labels": font, "links": font, "links_style": "normal",
            "reference_text_size": 16, "subtitle": font, "title": font,
        },
        "page_background": { "background_color": "#000000", "background_image_url": "", "page_layout": "center" },
        "widget": {
            "header_text_alignment": "center", "logo_height": 52, "logo_position": "center", "logo_url": "", "social_buttons_layout": "bottom",
        },
    })
}

#[tokio::test]
async fn there_is_one_theme_at_most() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    assert_eq!(api.get("/branding/themes/default").await.0, 404);
    let (status, made) = api.post("/branding/themes", theme()).await;
    assert_eq!(status, 200, "{made}");
    assert_eq!(api.get("/branding/themes/default").await.1, made);
    assert_eq!(api.post("/branding/themes", theme()).await.0, 409);
    let path = format!("/branding/themes/{}", made["themeId"].as_str().unwrap());
    let mut other = theme();
    other["displayName"] = json!("Night");
    assert_eq!(api.patch(&path, other).await.1["displayName"], "Night");
    assert_eq!(api.get(&path).await.1["themeId"], made["themeId"]);
    let mut bad = theme();
    bad["colors"]["error"] = json!("red");
    assert_eq!(api.patch(&path, bad).await.0, 400);
    assert_eq!(api.patch("/branding/themes/nothing", theme()).await.0, 404);
    assert_eq!(api.delete(&path).await.0, 204);
    assert_eq!(api.delete(&path).await.0, 404);
    assert_eq!(api.post("/branding/themes", theme()).await.0, 200);
}

#[tokio::test]
async fn a_page_template_holds_its_tags() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let path = "/branding/templates/universal-login";
    assert_eq!(api.get(path).await.0, 404);
    let text = "<html><head>{%- auth0:head -%}</head><body>{%- auth0:widget -%}</body></html>";
    assert_eq!(api.send("PUT", path, Some(json!({ "template": text }))).await.0, 201);
    assert_eq!(api.send("PUT", path, Some(json!(text))).await.0, 204);
    assert_eq!(api.get(path).await, (200, json!({ "body": text })));
    let answer = api.send("PUT", path, Some(json!("<html></html>"))).await;
    assert!(answer.0 == 400 && message(&answer).contains("auth0:head"), "{}", message(&answer));
    assert_eq!(api.delete(path).await.0, 204);
    assert_eq!(api.get(path).await.0, 404);
}

#[tokio::test]
async fn what_is_not_there_reads_as_off_and_cannot_be_switched_on() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (status, factors) = api.get("/guardian/factors").await;
    assert_eq!((status, factors.as_array().unwrap().len()), (200, 8));
    assert!(factors.as_array().unwrap().iter().all(|factor| factor["enabled"] == false));
    let put = async |name: &str, body: Value| api.send("PUT", &format!("/guardian/factors/{name}"), Some(body)).await;
    assert_eq!(put("sms", json!({ "enabled": false })).await, (200, json!({"enabled":false})));
    assert_eq!(put("sms", json!({ "enabled": true })).await.0, 501);
    assert_eq!(put("otp", json!({})).await.0, 400);
    assert_eq!(put("telepathy", json!({ "enabled": false })).await.0, 404);

    assert_eq!(api.get("/device-credentials").await, (200, json!([])));
    let totals = json!({"start":0,"limit":50,"total":0,"device_credentials":[]});
    assert_eq!(api.get("/device-credentials?include_totals=true&type=refresh_token").await.1, totals);
    assert_eq!(api.get("/device-credentials?type=x").await.1["errorCode"], "invalid_query_string");
}
