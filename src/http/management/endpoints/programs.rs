//! The endpoints of Actions, of profiles that they are bound to, of Rules and Hooks.

use super::super::actions::modules;
use super::super::{actions, hooks, rules, token_exchange_profiles as profiles};
use super::Routes;
use crate::sandbox::MAX_COMPONENT;

/// Adds them.
pub fn add(routes: Routes) -> Routes {
    routes
        // Actions
        .get("/actions/actions", &["read:actions"], "Get actions", actions::list)
        .post("/actions/actions", &["create:actions"], "Create an action", actions::create)
        .get("/actions/actions/{id}", &["read:actions"], "Get an action", actions::read)
        .patch("/actions/actions/{id}", &["update:actions"], "Update an action", actions::update)
        .delete("/actions/actions/{id}", &["delete:actions"], "Delete an action", actions::delete)
        .upload("/actions/actions/{id}/component", &["create:actions"], "Upload a component", MAX_COMPONENT, actions::put_component)
        .post("/actions/actions/{id}/deploy", &["create:actions"], "Deploy an action", actions::deploy)
        .post("/actions/actions/{id}/test", &["update:actions"], "Test an Action", actions::test)
        .get("/actions/actions/{id}/versions", &["read:actions"], "Get an action's versions", actions::list_versions)
        .get("/actions/actions/{id}/versions/{version}", &["read:actions"], "Get a specific version of an action", actions::read_version)
        .post(
            "/actions/actions/{id}/versions/{version}/deploy",
            &["create:actions"],
            "Roll back to a previous action version",
            actions::roll_back,
        )
        .get("/actions/executions/{id}", &["read:actions"], "Get an execution", actions::read_execution)
        .get("/actions/modules", &["read:actions"], "List Actions Modules", modules::list)
        .post("/actions/modules", &["create:actions"], "Create a new Actions Module", modules::create)
        .get("/actions/modules/{id}", &["read:actions"], "Get a specific Actions Module by ID", modules::read)
        .patch("/actions/modules/{id}", &["update:actions"], "Update a specific Actions Module", modules::update)
        .delete("/actions/modules/{id}", &["delete:actions"], "Delete a specific Actions Module by ID", modules::delete)
        .also(&[412])
        .get("/actions/modules/{id}/actions", &["read:actions"], "List all actions using an Actions Module", modules::list_actions)
        .post("/actions/modules/{id}/rollback", &["update:actions"], "Rollback an Actions Module to a previous version", modules::roll_back)
        .get("/actions/modules/{id}/versions", &["read:actions"], "List all versions of an Actions Module", modules::list_versions)
        .post("/actions/modules/{id}/versions", &["update:actions"], "Create a new version of an Actions Module", modules::publish)
        .also(&[412])
        .get(
            "/actions/modules/{id}/versions/{version}",
            &["read:actions"],
            "Get a specific version of an Actions Module",
            modules::read_version,
        )
        .get("/actions/triggers", &["read:actions"], "Get triggers", actions::list_triggers)
        .get("/actions/triggers/{id}/bindings", &["read:actions"], "Get trigger bindings", actions::list_bindings)
        .patch("/actions/triggers/{id}/bindings", &["update:actions"], "Update trigger bindings", actions::replace_bindings)
        // Token exchange profiles
        .get("/token-exchange-profiles", &["read:token_exchange_profiles"], "Get token exchange profiles", profiles::list)
        .post("/token-exchange-profiles", &["create:token_exchange_profiles"], "Create a token exchange profile", profiles::create)
        .get("/token-exchange-profiles/{id}", &["read:token_exchange_profiles"], "Get a token exchange profile", profiles::read)
        .patch(
            "/token-exchange-profiles/{id}",
            &["update:token_exchange_profiles"],
            "Update an existing token exchange profile",
            profiles::update,
        )
        .delete("/token-exchange-profiles/{id}", &["delete:token_exchange_profiles"], "Delete a token exchange profile", profiles::delete)
        // Rules and Hooks
        .get("/rules", &["read:rules"], "Get rules", rules::list)
        .post("/rules", &["create:rules"], "Create a rule", rules::create)
        .get("/rules/{id}", &["read:rules"], "Get a rule", rules::read)
        .patch("/rules/{id}", &["update:rules"], "Update a rule", rules::update)
        .delete("/rules/{id}", &["delete:rules"], "Delete a rule", rules::delete)
        .post("/rules/{id}/test", &["update:rules"], "Test a rule", rules::test)
        .get("/rules-configs", &["read:rules_configs"], "Retrieve config variable keys for rules", rules::configs::list)
        .put("/rules-configs/{key}", &["update:rules_configs"], "Set rules config for a given key", rules::configs::set)
        .delete("/rules-configs/{key}", &["delete:rules_configs"], "Delete rules config for a given key", rules::configs::delete)
        .get("/hooks", &["read:hooks"], "Get hooks", hooks::list)
        .post("/hooks", &["create:hooks"], "Create a hook", hooks::create)
        .get("/hooks/{id}", &["read:hooks"], "Get a hook", hooks::read)
        .patch("/hooks/{id}", &["update:hooks"], "Update a hook", hooks::update)
        .delete("/hooks/{id}", &["delete:hooks"], "Delete a hook", hooks::delete)
        .get("/hooks/{id}/secrets", &["read:hooks"], "Get hook secrets", hooks::secrets::list)
        .post("/hooks/{id}/secrets", &["update:hooks"], "Add hook secrets", hooks::secrets::add)
        .patch("/hooks/{id}/secrets", &["update:hooks"], "Update hook secrets", hooks::secrets::set)
        .delete("/hooks/{id}/secrets", &["update:hooks"], "Delete hook secrets", hooks::secrets::remove)
}
