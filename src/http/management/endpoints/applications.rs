//! The endpoints of applications, APIs, roles and organizations.

use super::super::clients::{cimd, credentials};
use super::super::organizations::connections as connections_of;
use super::super::{client_grants, clients, organizations, resource_servers, roles};
use super::Routes;

/// Adds them.
pub fn add(routes: Routes) -> Routes {
    routes
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
        .post("/clients/cimd/preview", &["read:clients"], "Preview and validate Client ID Metadata Document", cimd::preview)
        .post(
            "/clients/cimd/register",
            &["create:clients", "update:clients"],
            "Register or update a CIMD client via metadata URI",
            cimd::register,
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
}
