//! The endpoints of connections, users, and what is done for them.

use super::super::users::factors;
use super::super::{connections, device_credentials, grants, jobs, logs, refresh_tokens, sessions, tickets, user_blocks, users};
use super::Routes;
use crate::http::Shared;

/// Adds them.
pub fn add(app: &Shared, routes: Routes) -> Routes {
    routes
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
}
