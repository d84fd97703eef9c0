//! The triggers that deliver a message.

use anteroom::contract::custom_email_provider::{Event as Email, Notification as EmailNotification};
use anteroom::contract::custom_phone_provider::{Event as Phone, Notification as PhoneNotification};
use anteroom::contract::notification::Tenant;
use anteroom::contract::send_phone_message::{Event as SecondFactor, MessageOptions};

use super::{client, connection, custom_domain, organization, request, security_context, tenant, text, transaction, user};

pub fn second_factor() -> SecondFactor {
    SecondFactor {
        client: Some(client()),
        message_options: MessageOptions {
            action: "enrollment".to_owned(),
            code: "123456".to_owned(),
            message_type: "sms".to_owned(),
            recipient: "+15550100".to_owned(),
            text: "123456 is your code.".to_owned(),
        },
        request: request(),
        security_context: Some(security_context()),
        tenant: tenant(),
        user: user(),
    }
}

pub fn phone() -> Phone {
    Phone {
        client: Some(client()),
        connection: Some(connection()),
        custom_domain: Some(custom_domain()),
        notification: PhoneNotification {
            as_text: "read".to_owned(),
            as_voice: "spoken".to_owned(),
            code: text("123456"),
            delivery_method: "voice".to_owned(),
            from: text("+15550101"),
            locale: text("en-GB"),
            recipient: "+15550100".to_owned(),
            message_type: "otp_verify".to_owned(),
        },
        organization: Some(organization()),
        request: request(),
        tenant: messages_tenant(),
        transaction: Some(transaction()),
        user: user(),
    }
}

pub fn email() -> Email {
    Email {
        client: client(),
        connection: Some(connection()),
        custom_domain: Some(custom_domain()),
        notification: EmailNotification {
            from: "from@example.com".to_owned(),
            to: "to@example.com".to_owned(),
            subject: "Subject".to_owned(),
            html: "<p>Html</p>".to_owned(),
            text: "Text".to_owned(),
            locale: text("en-GB"),
            message_type: "welcome_email".to_owned(),
        },
        organization: Some(organization()),
        request: request(),
        tenant: messages_tenant(),
        transaction: Some(transaction()),
        user: user(),
    }
}

fn messages_tenant() -> Tenant {
    Tenant {
        id: "tenant".to_owned(),
        friendly_name: text("Friendly"),
        home_url: text("https://example.com/home"),
        logo_url: text("https://example.com/logo"),
        support_email: text("help@example.com"),
        support_url: text("https://example.com/help"),
    }
}
