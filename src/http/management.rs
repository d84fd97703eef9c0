//! `/api/v2`: the Management API (reference 2 and 4). One flat list of its endpoints; one file each.
//!
//! Around every handler stands the [`guard`]: token, scope, tenant log. A handler checks its query and its body against
//! tables, acts, and answers.

mod absent;
mod actions;
mod attack_protection;
pub mod auth;
pub mod body;
mod branding;
mod client_grants;
mod clients;
mod connections;
mod custom_domains;
mod device_credentials;
mod documents;
pub mod emails;
mod entity_metadata;
mod grants;
pub mod guard;
mod guardian;
pub mod home;
mod hooks;
mod jobs;
mod log_streams;
mod logs;
pub mod merge;
pub mod openapi;
pub mod operation;
mod organizations;
pub mod paging;
pub mod path;
pub mod prompts;
pub mod query;
pub mod redact;
mod refresh_tokens;
mod resource_servers;
mod roles;
pub mod routes;
mod rules;
pub mod schema;
pub mod search;
mod sessions;
mod signing_keys;
mod stats;
mod tenant_settings;
mod tickets;
pub mod urls;
mod user_blocks;
mod users;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{any, get};

use self::actions::modules;
use self::clients::credentials;
use self::organizations::connections as connections_of;
use self::routes::{Endpoint, Routes};
use self::users::factors;
use super::Shared;
use super::error::ApiError;
use crate::sandbox::MAX_COMPONENT;

/// The endpoints.
pub fn routes(app: &Shared) -> (Router<Shared>, Vec<Endpoint>) {
    Routes::new(app.clone())
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
        // Applications
        .get("/clients", &["read:clients", "read:client_keys", "read:client_summary"], "Get clients", clients::list)
        .post("/clients", &["create:clients"], "Create a client", clients::create)
        .get("/clients/{id}", &["read:clients", "read:client_keys", "read:client_summary"], "Get client by ID", clients::read)
        .patch("/clients/{id}", &["update:clients", "update:client_keys"], "Update a client", clients::update)
        .delete("/clients/{id}", &["delete:clients"], "Delete a client", clients::delete)
        .get(
            "/clients/{id}/connections",
            &["read:connections", "read:clients", "read:client_summary"],
            "Get enabled connections for a client",
            clients::connections,
        )
        .get("/clients/{id}/credentials", &["read:client_credentials"], "Get client credentials", credentials::list)
        .post("/clients/{id}/credentials", &["create:client_credentials"], "Create a client credential", credentials::create)
        .get("/clients/{id}/credentials/{credential_id}", &["read:client_credentials"], "Get client credential details", credentials::read)
        .patch(
            "/clients/{id}/credentials/{credential_id}",
            &["update:client_credentials"],
            "Update a client credential",
            credentials::update,
        )
        .delete(
            "/clients/{id}/credentials/{credential_id}",
            &["delete:client_credentials"],
            "Delete a client credential",
            credentials::delete,
        )
        .post("/clients/{id}/rotate-secret", &["update:client_keys"], "Rotate a client secret", clients::rotate_secret)
        .get("/client-grants", &["read:client_grants"], "Get client grants", client_grants::list)
        .post("/client-grants", &["create:client_grants"], "Create client grant", client_grants::create)
        .also(&[404])
        .get("/client-grants/{id}", &["read:client_grants"], "Get client grant", client_grants::read)
        .patch("/client-grants/{id}", &["update:client_grants"], "Update client grant", client_grants::update)
        .delete("/client-grants/{id}", &["delete:client_grants"], "Delete client grant", client_grants::delete)
        .get(
            "/client-grants/{id}/organizations",
            &["read:organization_client_grants"],
            "Get the organizations associated to a client grant",
            client_grants::organizations,
        )
        // APIs
        .get("/resource-servers", &["read:resource_servers"], "Get resource servers", resource_servers::list)
        .post("/resource-servers", &["create:resource_servers"], "Create a resource server", resource_servers::create)
        .get("/resource-servers/{id}", &["read:resource_servers"], "Get a resource server", resource_servers::read)
        .patch("/resource-servers/{id}", &["update:resource_servers"], "Update a resource server", resource_servers::update)
        .delete("/resource-servers/{id}", &["delete:resource_servers"], "Delete a resource server", resource_servers::delete)
        // Roles
        .get("/roles", &["read:roles"], "Get roles", roles::list)
        .post("/roles", &["create:roles"], "Create a role", roles::create)
        .get("/roles/{id}", &["read:roles"], "Get a role", roles::read)
        .patch("/roles/{id}", &["update:roles"], "Update a role", roles::update)
        .delete("/roles/{id}", &["delete:roles"], "Delete a role", roles::delete)
        .get("/roles/{id}/permissions", &["read:roles"], "Get permissions granted by role", roles::list_permissions)
        .post("/roles/{id}/permissions", &["update:roles"], "Associate permissions with a role", roles::add_permissions)
        .delete("/roles/{id}/permissions", &["update:roles"], "Remove permissions from a role", roles::remove_permissions)
        .get("/roles/{id}/users", &["read:users", "read:roles", "read:role_members"], "Get a role's users", roles::list_users)
        .post("/roles/{id}/users", &["update:roles", "create:role_members"], "Assign users to a role", roles::assign_users)
        // Organizations
        .get("/organizations", &["read:organizations", "read:organizations_summary"], "Get organizations", organizations::list)
        .post("/organizations", &["create:organizations"], "Create an Organization", organizations::create)
        .get("/organizations/name/{name}", &["read:organizations"], "Get organization by name", organizations::read_by_name)
        .get("/organizations/{id}", &["read:organizations", "read:organizations_summary"], "Get organization", organizations::read)
        .patch("/organizations/{id}", &["update:organizations"], "Modify an Organization", organizations::update)
        .delete("/organizations/{id}", &["delete:organizations"], "Delete organization", organizations::delete)
        .get(
            "/organizations/{id}/client-grants",
            &["read:organization_client_grants"],
            "Get client grants associated to an organization",
            organizations::client_grants,
        )
        .get("/organizations/{id}/clients", &["read:organization_clients"], "Get the clients of an organization", organizations::clients)
        .get(
            "/organizations/{id}/connections",
            &["read:organization_connections"],
            "Get connections associated with an organization",
            connections_of::list_all,
        )
        .post(
            "/organizations/{id}/connections",
            &["create:organization_connections"],
            "Adds a connection to an organization",
            connections_of::add_any,
        )
        .get(
            "/organizations/{id}/connections/{connection_id}",
            &["read:organization_connections"],
            "Get a specific connection associated with an organization",
            connections_of::read_any,
        )
        .patch(
            "/organizations/{id}/connections/{connection_id}",
            &["update:organization_connections"],
            "Update a connection for an organization",
            connections_of::update_any,
        )
        .delete(
            "/organizations/{id}/connections/{connection_id}",
            &["delete:organization_connections"],
            "Delete a connection from an organization",
            connections_of::remove,
        )
        .get(
            "/organizations/{id}/enabled_connections",
            &["read:organization_connections"],
            "Get connections enabled for an organization",
            connections_of::list_enabled,
        )
        .post(
            "/organizations/{id}/enabled_connections",
            &["create:organization_connections"],
            "Add connections to an organization",
            connections_of::add_enabled,
        )
        .get(
            "/organizations/{id}/enabled_connections/{connection_id}",
            &["read:organization_connections"],
            "Get an enabled connection for an organization",
            connections_of::read_enabled,
        )
        .patch(
            "/organizations/{id}/enabled_connections/{connection_id}",
            &["update:organization_connections"],
            "Update the Connection of an Organization",
            connections_of::update_enabled,
        )
        .delete(
            "/organizations/{id}/enabled_connections/{connection_id}",
            &["delete:organization_connections"],
            "Delete connections from an organization",
            connections_of::remove,
        )
        .get(
            "/organizations/{id}/invitations",
            &["read:organization_invitations"],
            "Get invitations to an organization",
            organizations::list_invitations,
        )
        .post(
            "/organizations/{id}/invitations",
            &["create:organization_invitations"],
            "Create invitations to an organization",
            organizations::invite,
        )
        .get(
            "/organizations/{id}/invitations/{invitation_id}",
            &["read:organization_invitations"],
            "Get a specific invitation to an Organization",
            organizations::read_invitation,
        )
        .delete(
            "/organizations/{id}/invitations/{invitation_id}",
            &["delete:organization_invitations"],
            "Delete an invitation to an Organization",
            organizations::delete_invitation,
        )
        .get(
            "/organizations/{id}/members",
            &["read:organization_members"],
            "Get members who belong to an organization",
            organizations::list_members,
        )
        .post("/organizations/{id}/members", &["create:organization_members"], "Add members to an organization", organizations::add_members)
        .delete(
            "/organizations/{id}/members",
            &["delete:organization_members"],
            "Delete members from an organization",
            organizations::remove_members,
        )
        .get(
            "/organizations/{id}/members/{user_id}/roles",
            &["read:organization_member_roles"],
            "Get user roles assigned to an Organization member",
            organizations::list_member_roles,
        )
        .post(
            "/organizations/{id}/members/{user_id}/roles",
            &["create:organization_member_roles"],
            "Assign user roles to an Organization member",
            organizations::assign_member_roles,
        )
        .delete(
            "/organizations/{id}/members/{user_id}/roles",
            &["delete:organization_member_roles"],
            "Delete user roles from an Organization member",
            organizations::remove_member_roles,
        )
        // Connections
        .get("/connections", &["read:connections"], "Get all connections", connections::list)
        .post("/connections", &["create:connections"], "Create a connection", connections::create)
        .get("/connections/{id}", &["read:connections"], "Get a connection", connections::read)
        .patch("/connections/{id}", &["update:connections"], "Update a connection", connections::update)
        .delete("/connections/{id}", &["delete:connections"], "Delete a connection", connections::delete)
        .get("/connections/{id}/clients", &["read:connections"], "Get enabled clients for a connection", connections::list_clients)
        .patch("/connections/{id}/clients", &["update:connections"], "Update enabled clients for a connection", connections::update_clients)
        .get("/connections/{id}/status", &["read:connections"], "Check connection status", connections::status)
        .delete("/connections/{id}/users", &["delete:users"], "Delete a connection user", connections::delete_user)
        // Users
        .get("/users", &["read:users"], "List or Search Users", users::list)
        .post("/users", &["create:users"], "Create a User", users::create)
        .get("/users/{id}", &["read:users"], "Get a User", users::read)
        .patch("/users/{id}", &["update:users", "update:users_app_metadata"], "Update a User", users::update)
        .delete("/users/{id}", &["delete:users"], "Delete a User", users::delete)
        .get("/users/{id}/organizations", &["read:organizations"], "List user's organizations", users::organizations::list)
        .post("/users/{id}/identities", &["update:users"], "Link a User Account", users::link)
        .delete("/users/{id}/identities/{provider}/{user_id}", &["update:users"], "Unlink a User Identity", users::unlink)
        .get("/users/{id}/logs", &["read:logs", "read:logs_users"], "Get user's log events", logs::of_user)
        .get("/users/{id}/sessions", &["read:sessions"], "Get sessions for user", sessions::list_of_user)
        .delete("/users/{id}/sessions", &["delete:sessions"], "Delete sessions for user", sessions::delete_of_user)
        .get("/users/{id}/refresh-tokens", &["read:refresh_tokens"], "Get refresh tokens for a user", refresh_tokens::list_of_user)
        .delete(
            "/users/{id}/refresh-tokens",
            &["delete:refresh_tokens"],
            "Delete refresh tokens for a user",
            refresh_tokens::delete_of_user,
        )
        .post(
            "/users/{id}/revoke-access",
            &["delete:sessions", "delete:refresh_tokens"],
            "Revokes selected resources from a user",
            sessions::revoke_access,
        )
        .get(
            "/users/{id}/authentication-methods",
            &["read:authentication_methods"],
            "Get a list of authentication methods",
            factors::list_methods,
        )
        .post(
            "/users/{id}/authentication-methods",
            &["create:authentication_methods"],
            "Creates an authentication method for a given user",
            factors::no_methods,
        )
        .also(&[501])
        .put(
            "/users/{id}/authentication-methods",
            &["update:authentication_methods"],
            "Update all authentication methods by replacing them with the given ones",
            factors::no_methods,
        )
        .also(&[501])
        .delete(
            "/users/{id}/authentication-methods",
            &["delete:authentication_methods"],
            "Delete all authentication methods for the given user",
            factors::delete_methods,
        )
        .get(
            "/users/{id}/authentication-methods/{method}",
            &["read:authentication_methods"],
            "Get an authentication method by ID",
            factors::read_method,
        )
        .patch(
            "/users/{id}/authentication-methods/{method}",
            &["update:authentication_methods"],
            "Update an authentication method",
            factors::no_methods,
        )
        .also(&[501])
        .delete(
            "/users/{id}/authentication-methods/{method}",
            &["delete:authentication_methods"],
            "Delete an authentication method by ID",
            factors::delete_method,
        )
        .delete("/users/{id}/authenticators", &["delete:guardian_enrollments"], "Delete All Authenticators", factors::delete_authenticators)
        .get("/users/{id}/connected-accounts", &["read:users"], "Get a User's Connected Accounts", factors::list_connected_accounts)
        .get(
            "/users/{id}/enrollments",
            &["read:users"],
            "Get the First Confirmed Multi-factor Authentication (MFA) Enrollment",
            factors::list_enrollments,
        )
        .get(
            "/users/{id}/federated-connections-tokensets",
            &["read:federated_connections_tokens"],
            "Get tokensets for a user",
            factors::list_tokensets,
        )
        .delete(
            "/users/{id}/federated-connections-tokensets/{tokenset}",
            &["delete:federated_connections_tokens"],
            "Deletes a tokenset for federated connections by id.",
            factors::delete_tokenset,
        )
        .post(
            "/users/{id}/multifactor/actions/invalidate-remember-browser",
            &["update:users"],
            "Invalidate All Remembered Browsers for Multi-factor Authentication (MFA)",
            factors::forget_browsers,
        )
        .delete("/users/{id}/multifactor/{provider}", &["update:users"], "Delete a User's Multi-factor Provider", factors::delete_provider)
        .post(
            "/users/{id}/recovery-code-regeneration",
            &["update:users"],
            "Generate New Multi-factor Authentication (MFA) Recovery Code",
            factors::new_recovery_code,
        )
        .get("/users/{id}/permissions", &["read:users"], "Get a User's Permissions", users::permissions::list)
        .post("/users/{id}/permissions", &["update:users"], "Assign Permissions to a User", users::permissions::add)
        .delete("/users/{id}/permissions", &["update:users"], "Remove Permissions from a User", users::permissions::remove)
        .get("/users/{id}/roles", &["read:users", "read:roles", "read:role_members"], "Get a user's roles", users::roles::list)
        .post("/users/{id}/roles", &["update:users", "create:role_members"], "Assign roles to a user", users::roles::assign)
        .delete("/users/{id}/roles", &["update:users", "delete:role_members"], "Removes roles from a user", users::roles::remove)
        .get("/users-by-email", &["read:users"], "Search Users by Email", users::by_email)
        // Links for users, and what is done after its answer
        .post("/tickets/email-verification", &["create:user_tickets"], "Create an email verification ticket", tickets::email_verification)
        .also(&[404])
        .post("/tickets/password-change", &["create:user_tickets"], "Create a password change ticket", tickets::password_change)
        .also(&[404])
        .post("/jobs/users-exports", &["read:users"], "Create export users job", jobs::users_exports)
        .also(&[429])
        .post_form(
            "/jobs/users-imports",
            &["create:users"],
            "Create import users job",
            app.config.jobs.max_import_bytes + jobs::users_imports::MAX_REST,
            jobs::users_imports,
        )
        .also(&[429])
        .post("/jobs/verification-email", &["update:users"], "Send an email address verification email", jobs::verification_email)
        .also(&[404])
        .get("/jobs/{id}", &["create:users", "read:users"], "Get a job", jobs::read)
        .get("/jobs/{id}/errors", &["create:users", "read:users"], "Get job error details", jobs::errors)
        .get("/user-blocks", &["read:users"], "Get blocks by identifier", user_blocks::list)
        .delete("/user-blocks", &["update:users"], "Unblock by identifier", user_blocks::lift)
        .get("/user-blocks/{id}", &["read:users"], "Get a user's blocks", user_blocks::list_of_user)
        .delete("/user-blocks/{id}", &["update:users"], "Unblock a user", user_blocks::lift_of_user)
        .get("/sessions/{id}", &["read:sessions"], "Get session", sessions::read)
        .patch("/sessions/{id}", &["update:sessions"], "Update session", sessions::update)
        .delete("/sessions/{id}", &["delete:sessions"], "Delete session", sessions::delete)
        .post("/sessions/{id}/revoke", &["delete:sessions", "delete:refresh_tokens"], "Revokes a session", sessions::revoke)
        .get("/refresh-tokens", &["read:refresh_tokens"], "Get refresh tokens", refresh_tokens::list)
        .also(&[404])
        .post("/refresh-tokens/revoke", &["delete:refresh_tokens"], "Revoke refresh tokens", refresh_tokens::revoke)
        .get("/refresh-tokens/{id}", &["read:refresh_tokens"], "Get a refresh token", refresh_tokens::read)
        .patch("/refresh-tokens/{id}", &["update:refresh_tokens"], "Update a refresh token", refresh_tokens::update)
        .delete("/refresh-tokens/{id}", &["delete:refresh_tokens"], "Delete a refresh token", refresh_tokens::delete)
        // What users have allowed
        .get("/grants", &["read:grants"], "Get grants", grants::list)
        .delete("/grants", &["delete:grants"], "Delete a grant by user_id", grants::delete_of_user)
        .delete("/grants/{id}", &["delete:grants"], "Delete a grant by id", grants::delete)
        .get("/device-credentials", &["read:device_credentials"], "Retrieve device credentials", device_credentials::list)
        .delete("/device-credentials/{id}", &["delete:device_credentials"], "Delete a device credential", device_credentials::delete)
        // The tenant
        .get(
            "/attack-protection/breached-password-detection",
            &["read:attack_protection"],
            "Get Breached Password Detection settings",
            attack_protection::read_breached_password,
        )
        .patch(
            "/attack-protection/breached-password-detection",
            &["update:attack_protection"],
            "Update Breached Password Detection settings",
            attack_protection::update_breached_password,
        )
        .get(
            "/attack-protection/brute-force-protection",
            &["read:attack_protection"],
            "Get Brute-force settings",
            attack_protection::read_brute_force,
        )
        .patch(
            "/attack-protection/brute-force-protection",
            &["update:attack_protection"],
            "Update Brute-force settings",
            attack_protection::update_brute_force,
        )
        .get(
            "/attack-protection/suspicious-ip-throttling",
            &["read:attack_protection"],
            "Get Suspicious IP Throttling settings",
            attack_protection::read_suspicious_ip,
        )
        .patch(
            "/attack-protection/suspicious-ip-throttling",
            &["update:attack_protection"],
            "Update Suspicious IP Throttling settings",
            attack_protection::update_suspicious_ip,
        )
        .get("/branding", &["read:branding"], "Get branding settings", branding::read)
        .patch("/branding", &["update:branding"], "Update branding settings", branding::update)
        .get("/branding/templates/universal-login", &["read:branding"], "Get template for Universal Login", branding::template::read)
        .also(&[404])
        .put("/branding/templates/universal-login", &["update:branding"], "Set template for Universal Login", branding::template::set)
        .delete(
            "/branding/templates/universal-login",
            &["delete:branding"],
            "Delete template for Universal Login",
            branding::template::delete,
        )
        .post("/branding/themes", &["update:branding"], "Create branding theme", branding::themes::create)
        .get("/branding/themes/default", &["read:branding"], "Get default branding theme", branding::themes::read_default)
        .also(&[404])
        .get("/branding/themes/{id}", &["read:branding"], "Get branding theme", branding::themes::read)
        .patch("/branding/themes/{id}", &["update:branding"], "Update branding theme", branding::themes::update)
        .delete("/branding/themes/{id}", &["delete:branding"], "Delete branding theme", branding::themes::delete)
        .get("/custom-domains", &["read:custom_domains"], "Get custom domains configurations", custom_domains::list)
        .post("/custom-domains", &["create:custom_domains"], "Configure a new custom domain", custom_domains::create)
        .get("/custom-domains/default", &["read:custom_domains"], "Get the default domain", custom_domains::read_default)
        .get("/custom-domains/{id}", &["read:custom_domains"], "Get custom domain configuration", custom_domains::read)
        .patch("/custom-domains/{id}", &["update:custom_domains"], "Update custom domain configuration", custom_domains::update)
        .delete("/custom-domains/{id}", &["delete:custom_domains"], "Delete custom domain configuration", custom_domains::delete)
        .post("/email-templates", &["create:email_templates"], "Create an email template", emails::templates::create)
        .get("/email-templates/{name}", &["read:email_templates"], "Get an email template", emails::templates::read)
        .put("/email-templates/{name}", &["update:email_templates"], "Update an email template", emails::templates::replace)
        .patch("/email-templates/{name}", &["update:email_templates"], "Patch an email template", emails::templates::update)
        .get("/emails/provider", &["read:email_provider"], "Get email provider", emails::provider::read)
        .also(&[404])
        .post("/emails/provider", &["create:email_provider"], "Configure email provider", emails::provider::create)
        .patch("/emails/provider", &["update:email_provider"], "Update email provider", emails::provider::update)
        .also(&[404])
        .delete("/emails/provider", &["delete:email_provider"], "Delete email provider", emails::provider::delete)
        .also(&[404])
        .get("/guardian/factors", &["read:guardian_factors"], "Get Factors and multi-factor authentication details", guardian::list)
        .put("/guardian/factors/{name}", &["update:guardian_factors"], "Update multi-factor authentication type", guardian::update)
        .also(&[501])
        .get("/prompts", &["read:prompts"], "Get prompt settings", prompts::read)
        .patch("/prompts", &["update:prompts"], "Update prompt settings", prompts::update)
        .get("/prompts/{prompt}/partials", &["read:prompts"], "Get partials for a prompt", prompts::read_partials)
        .get("/prompts/{prompt}/custom-text/{language}", &["read:prompts"], "Get custom text for a prompt", prompts::read_texts)
        .put("/prompts/{prompt}/custom-text/{language}", &["update:prompts"], "Set custom text for a specific prompt", prompts::set_texts)
        .get("/keys/signing", &["read:signing_keys"], "Get all Application Signing Keys", signing_keys::list)
        .get("/keys/signing/{kid}", &["read:signing_keys"], "Get an Application Signing Key by its key id", signing_keys::read)
        .post(
            "/keys/signing/rotate",
            &["create:signing_keys", "update:signing_keys"],
            "Rotate the Application Signing Key",
            signing_keys::rotate,
        )
        .put(
            "/keys/signing/{kid}/revoke",
            &["update:signing_keys"],
            "Revoke an Application Signing Key by its key id",
            signing_keys::revoke,
        )
        .get("/logs", &["read:logs", "read:logs_users"], "Search log events", logs::list)
        .get("/logs/{id}", &["read:logs", "read:logs_users"], "Get a log event by id", logs::read)
        .get("/log-streams", &["read:log_streams"], "Get log streams", log_streams::list)
        .post("/log-streams", &["create:log_streams"], "Create a log stream", log_streams::create)
        .get("/log-streams/{id}", &["read:log_streams"], "Get log stream by ID", log_streams::read)
        .patch("/log-streams/{id}", &["update:log_streams"], "Update a log stream", log_streams::update)
        .delete("/log-streams/{id}", &["delete:log_streams"], "Delete log stream", log_streams::delete)
        .get("/stats/active-users", &["read:stats"], "Get active users count", stats::active_users)
        .get("/stats/daily", &["read:stats"], "Get daily stats", stats::daily)
        .get("/tenants/settings", &["read:tenant_settings"], "Get tenant settings", tenant_settings::read)
        .patch("/tenants/settings", &["update:tenant_settings"], "Update tenant settings", tenant_settings::update)
        // Empty, for clients that read everything
        .get("/attack-protection/bot-detection", &["read:attack_protection"], "Get Bot Detection settings", absent::bots)
        .get("/attack-protection/captcha", &["read:attack_protection"], "Get the CAPTCHA configuration for a tenant", absent::bots)
        .get("/branding/phone/providers", &["read:phone_providers"], "Get a list of phone providers", absent::phone_providers)
        .get("/branding/phone/templates", &["read:phone_templates"], "Get a list of phone notification templates", absent::phone_templates)
        .get("/event-streams", &["read:event_streams"], "Get event streams", absent::event_streams)
        .get("/flows", &["read:flows"], "Get flows", absent::flows)
        .get("/flows/vault/connections", &["read:flows_vault_connections"], "Get Flows Vault connection list", absent::flow_connections)
        .get("/forms", &["read:forms"], "Get forms", absent::forms)
        .get("/guardian/policies", &["read:mfa_policies"], "Get multi-factor authentication policies", absent::mfa_policies)
        .get("/prompts/rendering", &["read:prompts"], "Get render setting configurations for all screens", absent::renderings)
        .get("/self-service-profiles", &["read:self_service_profiles"], "Get self-service profiles", absent::self_service_profiles)
        .get(
            "/supplemental-signals",
            &["read:attack_protection"],
            "Get the supplemental signals configuration for a tenant",
            absent::supplemental_signals,
        )
        .get("/token-exchange-profiles", &["read:token_exchange_profiles"], "Get token exchange profiles", absent::token_exchange_profiles)
        .finish()
}

/// The whole API: its endpoints, and a JSON answer for every other path below `/api/v2`.
pub fn router(app: &Shared) -> Router<Shared> {
    let (router, _) = routes(app);
    let router = router.route(&format!("/api/v2{}", openapi::PATH), get(openapi::show));
    router.route("/api/v2", any(unknown)).route("/api/v2/{*rest}", any(unknown)).method_not_allowed_fallback(unknown)
}

async fn unknown() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found")
}
