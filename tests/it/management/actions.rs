//! `/api/v2/actions`: the life of an Action.

use anteroom::actions::lifecycle::{LifecycleError, bindings};
use anteroom::actions::{Action, ActionSecret};
use anteroom::bootstrap::first_start;
use anteroom::contract::Trigger;
use anteroom::storage::StoreError;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};
use crate::support::guests::Guest;
use crate::support::meeting::Meeting;

const ALL: &str = "read:actions create:actions update:actions delete:actions";

fn component(body: &str) -> Vec<u8> {
    Guest::new(body).for_trigger(Trigger::PreUserRegistration).component().to_vec()
}

fn draft(name: &str) -> Value {
    json!({ "name": name, "supported_triggers": [{ "id": "pre-user-registration", "version": "v2" }] })
}

async fn create(api: &Api<'_>, name: &str) -> String {
    let (status, action) = api.post("/actions/actions", draft(name)).await;
    assert_eq!(status, 201, "{action}");
    action["id"].as_str().unwrap().to_owned()
}

async fn upload(api: &Api<'_>, id: &str, body: &str) -> (u16, Value) {
    api.put_bytes(&format!("/actions/actions/{id}/component"), "application/wasm", component(body)).await
}

async fn deployed(api: &Api<'_>, name: &str) -> String {
    let id = create(api, name).await;
    assert_eq!(upload(api, &id, "(nop)").await.0, 200);
    assert_eq!(api.post(&format!("/actions/actions/{id}/deploy"), json!({})).await.0, 200);
    id
}

fn bind(kind: &str, value: &str) -> Value {
    json!({ "bindings": [{ "ref": { "type": kind, "value": value } }] })
}

const BINDINGS: &str = "/actions/triggers/pre-user-registration/bindings";

#[tokio::test]
async fn an_action_goes_from_draft_to_deployed_to_rolled_back() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (status, action) = api.post("/actions/actions", draft("Restrict")).await;
    assert_eq!((status, &action["status"], &action["all_changes_deployed"]), (201, &json!("pending"), &json!(false)));
    assert_eq!((action.get("deployed_version"), action.get("current_version")), (None, None));
    assert_eq!(action["created_at"], "2026-11-20T10:00:00.000000000Z");
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());

    let early = api.send("POST", &format!("{path}/deploy"), None).await;
    assert_eq!(early.0, 400);
    assert!(message(&early).contains("must be in the 'built' state"));

    let (status, built) = upload(&api, action["id"].as_str().unwrap(), "(nop)").await;
    assert_eq!((status, &built["status"]), (200, &json!("built")), "{built}");

    let (status, first) = api.send("POST", &format!("{path}/deploy"), None).await;
    assert_eq!((status, &first["number"], &first["status"]), (200, &json!(1), &json!("built")));
    assert_eq!((&first["deployed"], &first["action"]["all_changes_deployed"]), (&json!(false), &json!(false)), "as recorded");
    let (_, shown) = api.get(&path).await;
    assert_eq!((&shown["deployed_version"]["deployed"], &shown["all_changes_deployed"]), (&json!(true), &json!(true)));
    assert_eq!(shown["current_version"]["status"], "BUILT");
    assert_eq!(shown["deployed_version"]["id"], first["id"]);

    let (_, changed) = api.patch(&path, json!({ "code": "// a note" })).await;
    assert_eq!((&changed["all_changes_deployed"], &changed["deployed_version"]["code"]), (&json!(false), &json!("")));
    assert_eq!(api.send("POST", &format!("{path}/deploy"), None).await.1["number"], 2);

    let back = format!("{path}/versions/{}/deploy", first["id"].as_str().unwrap());
    let (status, third) = api.post(&back, json!({ "update_draft": true })).await;
    assert_eq!((status, &third["number"], &third["code"]), (200, &json!(3), &json!("")));
    let (_, shown) = api.get(&path).await;
    assert_eq!((&shown["code"], &shown["deployed_version"]["number"]), (&json!(""), &json!(3)));
    let (_, versions) = api.get(&format!("{path}/versions")).await;
    let numbers: Vec<&Value> = versions["versions"].as_array().unwrap().iter().map(|v| &v["number"]).collect();
    assert_eq!(numbers, [&json!(3), &json!(2), &json!(1)]);
    assert_eq!((&versions["total"], &versions["per_page"], versions.get("page")), (&json!(3), &json!(50), None));
    let (_, one) = api.get(&format!("{path}/versions/{}", first["id"].as_str().unwrap())).await;
    assert_eq!((&one["number"], &one["deployed"]), (&json!(1), &json!(false)));
}

#[tokio::test]
async fn a_refused_component_is_not_stored_and_says_what_to_change() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let id = create(&api, "Restrict").await;
    let path = format!("/actions/actions/{id}/component");
    for garbage in [Vec::new(), b"garbage".to_vec(), b"\0asm\x01\0\0\0".to_vec(), Guest::new("(nop)").component().to_vec()] {
        let answer = api.put_bytes(&path, "application/wasm", garbage).await;
        assert_eq!(answer.0, 400, "{}", answer.1);
        assert!(message(&answer).len() > 20);
    }
    assert_eq!(api.put_bytes(&path, "application/json", b"{}".to_vec()).await.0, 415);
    assert_eq!(api.put_bytes("/actions/actions/nothing/component", "application/wasm", component("(nop)")).await.0, 404);
    assert_eq!(api.get(&format!("/actions/actions/{id}")).await.1["status"], "pending");
    assert!(server.app.actions.components.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_of_fifty_megabytes_is_refused_with_a_sentence_over_the_wire() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let id = create(&api, "Restrict").await;
    let path = format!("/actions/actions/{id}/component");
    for _ in 0..3 {
        let answer = api.put_bytes(&path, "application/wasm", vec![0; 50 << 20]).await;
        assert_eq!((answer.0, message(&answer)), (413, "The component is larger than 32 MiB. Optimise it for size."));
    }
    assert!(server.app.actions.components.all().await.unwrap().is_empty());
    assert_eq!(upload(&api, &id, "(nop)").await.0, 200);
}

#[tokio::test]
async fn components_need_the_tenants_setting() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(&format!("{ALL} update:tenant_settings"));
    let id = create(&api, "Restrict").await;
    assert_eq!(api.patch("/tenants/settings", json!({ "allow_component_upload": false })).await.0, 200);
    let answer = upload(&api, &id, "(nop)").await;
    assert_eq!(answer.0, 403);
    assert!(message(&answer).contains("allow_component_upload"));
}

#[tokio::test]
async fn secrets_are_never_shown_and_are_sealed() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(&format!("{ALL} read:logs"));
    let mut body = draft("Restrict");
    body["secrets"] = json!([{ "name": "KEY", "value": "hush-hush" }, { "name": "OTHER", "value": "hush-too" }]);
    let (_, action) = api.post("/actions/actions", body).await;
    let id = action["id"].as_str().unwrap();
    assert_eq!(action["secrets"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["name", "updated_at"]);
    // The list is complete: OTHER goes, KEY stays as it is, NEW comes.
    let change = json!({ "secrets": [{ "name": "KEY" }, { "name": "NEW", "value": "hush-new" }] });
    let (_, changed) = api.patch(&format!("/actions/actions/{id}"), change).await;
    assert_eq!(changed["secrets"].as_array().unwrap().len(), 2);
    let everything = format!("{action}{changed}{}{}", api.get("/actions/actions").await.1, api.get("/logs").await.1);
    assert!(!everything.contains("hush"), "{everything}");
    let stored = server.app.actions.actions.get(id).await.unwrap().unwrap();
    let ActionSecret { name, sealed, .. } = &stored.secrets[0];
    assert_eq!(*server.app.vault.open_text(&Action::secret_purpose(id, name), sealed).unwrap(), "hush-hush");
    let nameless = api.patch(&format!("/actions/actions/{id}"), json!({ "secrets": [{ "name": "GONE" }] })).await;
    assert_eq!((nameless.0, message(&nameless)), (400, "The secret GONE has no value."));
}

#[tokio::test]
async fn what_is_wrong_with_a_draft_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    create(&api, "Taken").await;
    let with = |name: &str, value: Value| {
        let mut body = draft("A");
        body[name] = value;
        body
    };
    for (body, status, expected) in [
        (json!({ "name": "A" }), 400, "Missing required property: supported_triggers"),
        (json!({ "name": "A", "supported_triggers": [] }), 400, "Array is too short (0), minimum 1"),
        (json!({ "name": "A", "supported_triggers": [{ "id": "nothing" }] }), 400, "No enum match for: nothing"),
        (json!({ "name": "A", "supported_triggers": [{ "id": "post-login", "version": "v1" }] }), 400, "This server runs v3"),
        (with("id", json!("mine")), 400, "Additional properties not allowed: id"),
        (with("status", json!("built")), 400, "Additional properties not allowed: status"),
        (with("deployed_version", json!({})), 400, "Additional properties not allowed: deployed_version"),
        (with("program", json!({})), 400, "Additional properties not allowed: program"),
        (with("code", json!("x".repeat(100_001))), 400, "String is too long (100001 chars)"),
        (with("secrets", json!([{ "name": "A", "value": 1 }])), 400, "secrets[0].value"),
        (with("limits", json!({ "feul": 1 })), 400, "feul"),
        (with("limits", json!({ "fuel": 1 })), 400, "limits.fuel must be from"),
        (with("allowed_hosts", json!(["api.example.com"])), 400, "allowed_hosts[0]"),
        (with("allowed_hosts", json!(["https://api.example.com/path"])), 400, "allowed_hosts[0]"),
        (with("deploy", json!(true)), 400, "must be in the 'built' state"),
        (draft("Taken"), 409, "An action with the same name already exists."),
    ] {
        let answer = api.post("/actions/actions", body.clone()).await;
        assert_eq!(answer.0, status, "{body} {}", answer.1);
        assert!(message(&answer).contains(expected), "{} does not say {expected}", message(&answer));
    }
    assert_eq!(server.app.actions.actions.all().await.unwrap().len(), 1);
    let missing = api.patch("/actions/actions/nothing", json!({ "name": "B" })).await;
    assert_eq!(missing.1, json!({"statusCode":404,"error":"Not Found","message":"That action does not exist."}));
}

#[tokio::test]
async fn bindings_are_ordered_kept_and_replaced_whole() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    assert_eq!(api.get(BINDINGS).await.1, json!({"bindings":[],"per_page":50}));
    let (one, two) = (deployed(&api, "One").await, deployed(&api, "Two").await);
    let body = json!({ "bindings": [
        { "ref": { "type": "action_name", "value": "Two" }, "display_name": "Second", "on_failure": "skip" },
        { "ref": { "type": "action_id", "value": one } },
    ]});
    let (status, bound) = api.patch(BINDINGS, body).await;
    assert_eq!(status, 200, "{bound}");
    assert_eq!(bound["bindings"][0]["action"]["id"], *two);
    assert_eq!((&bound["bindings"][0]["display_name"], &bound["bindings"][0]["on_failure"]), (&json!("Second"), &json!("skip")));
    assert_eq!((&bound["bindings"][1]["display_name"], &bound["bindings"][1]["on_failure"]), (&json!("One"), &json!("deny")));
    let (_, listed) = api.get(BINDINGS).await;
    assert_eq!((&listed["bindings"], &listed["total"]), (&bound["bindings"], &json!(2)));

    let kept = bound["bindings"][0]["id"].as_str().unwrap();
    let (_, one_left) = api.patch(BINDINGS, bind("binding_id", kept)).await;
    assert_eq!(one_left["bindings"], json!([bound["bindings"][0]]));
}

#[tokio::test]
async fn what_cannot_be_bound_is_refused_and_the_list_stays() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let good = deployed(&api, "Good").await;
    create(&api, "Draft").await;
    assert_eq!(api.patch(BINDINGS, bind("action_id", &good)).await.0, 200);
    let twice = json!({ "bindings": [bind("action_id", &good)["bindings"][0], bind("action_name", "Good")["bindings"][0]] });
    for (body, expected) in [
        (bind("action_name", "Draft"), "Trying to create a binding for an action that has"),
        (bind("action_name", "Nobody"), "That action does not exist."),
        (bind("binding_id", "nothing"), "That binding does not exist."),
        (bind("nonsense", "x"), "No enum match for: nonsense"),
        (twice, "is bound twice"),
        (json!({}), "Missing required property: bindings"),
        (json!({ "bindings": [{}] }), "Missing required property: ref"),
        (json!({ "bindings": [{ "ref": { "type": "action_id", "value": good }, "on_failure": "ignore" }] }), "No enum match for: ignore"),
    ] {
        let answer = api.patch(BINDINGS, body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    let wrong = api.patch("/actions/triggers/post-login/bindings", bind("action_id", &good)).await;
    assert_eq!(wrong.0, 400);
    assert!(message(&wrong).contains("is for the trigger pre-user-registration"));
    assert_eq!(api.patch("/actions/triggers/nothing/bindings", bind("action_id", &good)).await.0, 404);
    assert_eq!(api.get(BINDINGS).await.1["total"], 1);
}

#[tokio::test]
async fn of_two_editors_who_race_one_wins_and_one_is_told() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (one, two) = (deployed(&api, "One").await, deployed(&api, "Two").await);
    let trigger = Trigger::PreUserRegistration;
    let wanted =
        |id: &str| vec![bindings::Wanted { reference: bindings::Reference::Action(id.to_owned()), display_name: None, on_failure: None }];
    // Both have read the list before either writes: first the one that is not there yet, then the one that is.
    for _ in 0..2 {
        let before = bindings::read(&server.app, trigger).await.unwrap();
        let (first, second) = tokio::join!(
            bindings::replace(&server.app, trigger, before.as_ref(), wanted(&one)),
            bindings::replace(&server.app, trigger, before.as_ref(), wanted(&two)),
        );
        let outcomes = [first, second];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().any(|o| matches!(o, Err(LifecycleError::Store(StoreError::Conflict(_))))));
        assert_eq!(bindings::read(&server.app, trigger).await.unwrap().unwrap().bindings.len(), 1);
    }
}

#[tokio::test]
async fn of_two_requests_that_bind_at_once_one_is_answered_200_and_one_409() {
    let store = Meeting::at("main\0bindings\0d\0pre-user-registration");
    let server = TestServer::start_on(store.clone()).await;
    first_start(&server.app, Default::default()).await.unwrap().expect("the first start");
    let api = server.api(ALL);
    let (one, two) = (deployed(&api, "One").await, deployed(&api, "Two").await);
    // First the list is not there yet, then it is.
    for _ in 0..2 {
        store.arrange();
        let answers = tokio::join!(api.patch(BINDINGS, bind("action_id", &one)), api.patch(BINDINGS, bind("action_id", &two)));
        assert!(store.is_over());
        let (won, (status, lost), id) = match answers {
            (first, second) if first.0 == 200 => (first, second, &one),
            (first, second) => (second, first, &two),
        };
        assert_eq!((won.0, status, &lost["error"]), (200, 409, &json!("Conflict")), "{lost}");
        assert_eq!(won.1["bindings"][0]["action"]["id"], **id);
        assert_eq!(api.get(BINDINGS).await.1["bindings"], won.1["bindings"]);
    }
}

#[tokio::test]
async fn a_bound_action_is_deleted_only_with_force() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let id = deployed(&api, "Good").await;
    assert_eq!(api.patch(BINDINGS, bind("action_id", &id)).await.0, 200);
    let answer = api.delete(&format!("/actions/actions/{id}")).await;
    assert_eq!((answer.0, message(&answer)), (409, "Unable to delete an action bound to a trigger."));
    assert_eq!(api.delete(&format!("/actions/actions/{id}?force=true")).await.0, 204);
    assert_eq!(api.get(BINDINGS).await.1["bindings"], json!([]));
    assert_eq!(api.get(&format!("/actions/actions/{id}")).await.0, 404);
    assert_eq!(api.delete(&format!("/actions/actions/{id}")).await.0, 404);
    assert!(server.app.actions.versions.all().await.unwrap().is_empty());
    assert!(server.app.actions.components.all().await.unwrap().is_empty(), "what nobody runs is not kept");
}

#[tokio::test]
async fn a_program_that_another_action_runs_is_kept() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (one, _two) = (deployed(&api, "One").await, deployed(&api, "Two").await);
    assert_eq!(server.app.actions.components.all().await.unwrap().len(), 1);
    assert_eq!(api.delete(&format!("/actions/actions/{one}")).await.0, 204);
    assert_eq!(server.app.actions.components.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn lists_of_actions_and_triggers_have_auth0s_shape() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for name in ["One", "Two", "Three"] {
        create(&api, name).await;
    }
    let (_, all) = api.get("/actions/actions").await;
    assert_eq!((all["actions"].as_array().unwrap().len(), &all["total"], &all["per_page"]), (3, &json!(3), &json!(50)));
    assert_eq!(all.get("page"), None);
    let (_, past) = api.get("/actions/actions?page=5").await;
    assert_eq!((&past["actions"], &past["page"]), (&json!([]), &json!(5)));
    assert_eq!(api.get("/actions/actions?actionName=Two").await.1["total"], 1);
    assert_eq!(api.get("/actions/actions?triggerId=post-login").await.1["total"], 0);
    let totals = api.get("/actions/actions?include_totals=true").await;
    assert!(message(&totals).contains("Additional properties not allowed"));
    let (_, triggers) = api.get("/actions/triggers").await;
    assert_eq!((&triggers["triggers"][0]["id"], &triggers["triggers"][0]["version"]), (&json!("post-login"), &json!("v3")));
    let nothing = api.get("/actions/executions/nothing").await;
    assert_eq!(nothing, (404, json!({"statusCode":404,"error":"Not Found","message":"That execution does not exist."})));
}

#[tokio::test]
async fn an_upload_waits_for_a_place_before_its_body_is_read() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let id = create(&api, "Waits").await;
    let places = server.app.uploads.acquire_many(u32::try_from(anteroom::app::UPLOADS).unwrap()).await.unwrap();
    let waiting = upload(&api, &id, "(nop)");
    tokio::pin!(waiting);
    let others = async {
        for _ in 0..20 {
            assert_eq!(api.get(&format!("/actions/actions/{id}")).await.1["status"], "pending");
        }
    };
    tokio::select! {
        biased;
        answer = &mut waiting => panic!("answered without a place: {answer:?}"),
        () = others => {}
    }
    drop(places);
    assert_eq!(waiting.await.0, 200);
}
