//! What a provider, its credentials and a template may hold.

use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::signup::is_email;

const NAME: Kind = Kind::OneOf(&["mailgun", "mandrill", "sendgrid", "resend", "ses", "sparkpost", "smtp", "azure_cs", "ms365", "custom"]);
const SECRET: Kind = Kind::Text(1, 2_048);

/// `POST /emails/provider`.
pub const CREATE: Schema = Schema(&[
    Field::required("name", NAME),
    Field::new("enabled", Kind::Bool),
    Field::new("default_from_address", Kind::Checked(sender)),
    Field::required("credentials", Kind::Map),
    Field::nullable("settings", SETTINGS),
]);
body_of!(Create = CREATE);

/// `PATCH /emails/provider`.
pub const UPDATE: Schema = Schema(&[
    Field::new("name", NAME),
    Field::new("enabled", Kind::Bool),
    Field::new("default_from_address", Kind::Checked(sender)),
    Field::new("credentials", Kind::Map),
    Field::nullable("settings", SETTINGS),
]);
body_of!(Update = UPDATE);

const HEADERS: Kind = Kind::Object(&Schema(&[
    Field::new("X-MC-ViewContentLink", Kind::OneOf(&["true", "false"])),
    Field::new("X-SES-Configuration-Set", Kind::Text(1, 64)),
]));
const SETTINGS: Kind = Kind::Object(&Schema(&[
    Field::new("headers", HEADERS),
    Field::new(
        "message",
        Kind::Object(&Schema(&[Field::new("view_content_link", Kind::Bool), Field::new("configuration_set_name", Kind::Text(1, 64))])),
    ),
]));

const API_KEY: Schema = Schema(&[Field::required("api_key", SECRET)]);
const MAILGUN: Schema = Schema(&[
    Field::required("api_key", SECRET),
    Field::required("domain", Kind::Text(4, 255)),
    Field::nullable("region", Kind::OneOf(&["eu"])),
]);
const SPARKPOST: Schema = Schema(&[Field::required("api_key", SECRET), Field::nullable("region", Kind::OneOf(&["eu"]))]);
const SES: Schema = Schema(&[
    Field::required("accessKeyId", SECRET),
    Field::required("secretAccessKey", SECRET),
    Field::required("region", Kind::Text(1, 64)),
]);
const SMTP: Schema = Schema(&[
    Field::required("smtp_host", Kind::Checked(host)),
    Field::required("smtp_port", Kind::Integer(1, 65_535)),
    Field::new("smtp_user", Kind::Text(1, 255)),
    Field::new("smtp_pass", SECRET),
]);
const AZURE: Schema = Schema(&[Field::required("connectionString", SECRET)]);
const MS365: Schema =
    Schema(&[Field::required("tenantId", SECRET), Field::required("clientId", SECRET), Field::required("clientSecret", SECRET)]);
const NONE: Schema = Schema(&[]);

/// What the credentials of a provider hold.
pub const fn credentials(provider: &str) -> &'static Schema {
    match provider.as_bytes() {
        b"smtp" => &SMTP,
        b"mailgun" => &MAILGUN,
        b"sparkpost" => &SPARKPOST,
        b"ses" => &SES,
        b"azure_cs" => &AZURE,
        b"ms365" => &MS365,
        b"custom" => &NONE,
        _ => &API_KEY,
    }
}

/// The members of a provider's credentials that no answer shows.
pub fn secrets(provider: &str) -> impl Iterator<Item = &'static str> {
    credentials(provider).0.iter().map(|field| field.name).filter(|name| !SHOWN.contains(name))
}

/// What of the credentials is shown.
pub const SHOWN: [&str; 5] = ["api_user", "region", "smtp_host", "smtp_port", "smtp_user"];

/// The names of templates.
pub const TEMPLATES: [&str; 14] = [
    "verify_email",
    "verify_email_by_code",
    "auth_email_by_code",
    "reset_email",
    "reset_email_by_code",
    "welcome_email",
    "blocked_account",
    "stolen_credentials",
    "enrollment_email",
    "mfa_oob_code",
    "user_invitation",
    "change_password",
    "password_reset",
    "async_approval",
];

/// Characters of a template's body.
const BODY: Kind = Kind::Text(0, 150_000);
const LINE: Kind = Kind::Checked(line);

/// `POST /email-templates` and `PUT /email-templates/{templateName}`.
pub const WHOLE_TEMPLATE: Schema = Schema(&[
    Field::required("template", Kind::OneOf(&TEMPLATES)),
    Field::required_nullable("body", BODY),
    Field::required_nullable("from", LINE),
    Field::required_nullable("subject", LINE),
    Field::required_nullable("syntax", Kind::OneOf(&["liquid"])),
    Field::required_nullable("enabled", Kind::Bool),
    Field::nullable("resultUrl", LINE),
    Field::nullable("urlLifetimeInSeconds", Kind::Integer(1, 2_592_000)),
    Field::new("includeEmailInRedirect", Kind::Bool),
]);
body_of!(WholeTemplate = WHOLE_TEMPLATE);

/// `PATCH /email-templates/{templateName}`.
pub const PART_OF_TEMPLATE: Schema = Schema(&[
    Field::new("template", Kind::OneOf(&TEMPLATES)),
    Field::nullable("body", BODY),
    Field::nullable("from", LINE),
    Field::nullable("subject", LINE),
    Field::nullable("syntax", Kind::OneOf(&["liquid"])),
    Field::nullable("enabled", Kind::Bool),
    Field::nullable("resultUrl", LINE),
    Field::nullable("urlLifetimeInSeconds", Kind::Integer(1, 2_592_000)),
    Field::new("includeEmailInRedirect", Kind::Bool),
]);
body_of!(PartOfTemplate = PART_OF_TEMPLATE);

/// One line: what would stand in a header holds nothing that ends it.
fn line(text: &str) -> Result<(), String> {
    match text.chars().count() {
        n if n > 1_024 => Err(format!("String is too long ({n} chars), maximum 1024")),
        _ if text.chars().any(char::is_control) => Err("The text is one line".to_owned()),
        _ => Ok(()),
    }
}

/// An address, or a name and an address in angle brackets.
fn sender(text: &str) -> Result<(), String> {
    line(text)?;
    let address = text.strip_suffix('>').and_then(|rest| rest.split_once('<')).map_or(text, |(_, address)| address);
    if is_email(address) { Ok(()) } else { Err("Object didn't pass validation for format email".to_owned()) }
}

/// A host name or address.
fn host(text: &str) -> Result<(), String> {
    let good = (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b));
    if good { Ok(()) } else { Err("Object didn't pass validation for format hostname".to_owned()) }
}
