//! The triggers around an account: it was made, its password was changed, its password is to be changed.

use anteroom::contract::password_reset_post_challenge::Event as PasswordReset;
use anteroom::contract::post_change_password::{Event as ChangedPassword, Transaction, User};
use anteroom::contract::post_user_registration::Event as Registered;

use super::{
    authentication, authorization, client, connection, custom_domain, open, organization, request, security_context, stats, tenant, text,
    transaction, user,
};

pub fn registered() -> Registered {
    Registered {
        authentication: Some(authentication()),
        connection: connection(),
        custom_domain: Some(custom_domain()),
        request: Some(request()),
        security_context: Some(security_context()),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
    }
}

pub fn changed_password() -> ChangedPassword {
    ChangedPassword {
        authentication: Some(authentication()),
        connection: connection(),
        custom_domain: Some(custom_domain()),
        request: request(),
        tenant: tenant(),
        transaction: Some(Transaction { correlation_id: text("correlation") }),
        user: User {
            user_id: text("auth0|1"),
            email: text("a@example.com"),
            email_verified: Some(true),
            last_password_reset: text("2026-01-01T00:00:00.013Z"),
            phone_number: text("+15550100"),
            phone_verified: Some(false),
            username: text("user-name"),
        },
    }
}

pub fn password_reset() -> PasswordReset {
    PasswordReset {
        authentication: Some(authentication()),
        authorization: Some(authorization()),
        client: Some(client()),
        connection: connection(),
        organization: Some(organization()),
        prompt: open("prompt"),
        request: request(),
        stats: stats(),
        tenant: tenant(),
        transaction: Some(transaction()),
        user: user(),
    }
}
