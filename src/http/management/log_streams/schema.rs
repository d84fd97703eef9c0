//! What a log stream may hold, type by type.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::audit::category::CATEGORIES;
use crate::http::management::body::body_of;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::sandbox;

const TYPE: Kind = Kind::OneOf(&["http", "eventbridge", "eventgrid", "datadog", "splunk", "sumo", "segment", "mixpanel"]);
const NAME: Kind = Kind::Text(1, 255);
const SECRET: Kind = Kind::Text(1, 2_048);
const WORD: Kind = Kind::Checked(word);

const FILTERS: Kind = Kind::List(
    &Kind::Object(&Schema(&[Field::required("type", Kind::OneOf(&["category"])), Field::required("name", Kind::OneOf(&CATEGORIES))])),
    CATEGORIES.len(),
);

const PII: Kind = Kind::Object(&Schema(&[
    Field::required("log_fields", Kind::Set(&Kind::OneOf(&["first_name", "last_name", "username", "email", "phone", "address"]), 6)),
    Field::new("method", Kind::OneOf(&["mask", "hash"])),
    Field::new("algorithm", Kind::OneOf(&["xxhash"])),
]));

/// `POST /log-streams`; the sink is checked by [`sink`].
pub const CREATE: Schema = Schema(&[
    Field::new("name", NAME),
    Field::required("type", TYPE),
    Field::new("isPriority", Kind::Bool),
    Field::new("filters", FILTERS),
    Field::nullable("pii_config", PII),
    Field::required("sink", Kind::Map),
    Field::new("startFrom", Kind::Checked(date)),
]);
body_of!(Create = CREATE);

/// `PATCH /log-streams/{id}`.
pub const UPDATE: Schema = Schema(&[
    Field::new("name", NAME),
    Field::new("status", Kind::OneOf(&["active", "paused", "suspended"])),
    Field::new("isPriority", Kind::Bool),
    Field::new("filters", FILTERS),
    Field::nullable("pii_config", PII),
    Field::new("sink", Kind::Map),
]);
body_of!(Update = UPDATE);

const HTTP: Schema = Schema(&[
    Field::required("httpEndpoint", Kind::Text(1, 2_048)),
    Field::new("httpAuthorization", Kind::Checked(header_value)),
    Field::new("httpContentFormat", Kind::OneOf(&["JSONARRAY", "JSONLINES", "JSONOBJECT"])),
    Field::new("httpContentType", Kind::Checked(header_value)),
    Field::new(
        "httpCustomHeaders",
        Kind::List(
            &Kind::Object(&Schema(&[
                Field::required("header", Kind::Checked(header_name)),
                Field::required("value", Kind::Checked(header_value)),
            ])),
            10,
        ),
    ),
]);
const EVENTBRIDGE: Schema = Schema(&[
    Field::required("awsAccountId", Kind::Checked(digits)),
    Field::required("awsRegion", WORD),
    Field::new("awsPartnerEventSource", Kind::Text(1, 1_024)),
]);
const EVENTGRID: Schema = Schema(&[
    Field::required("azureSubscriptionId", WORD),
    Field::required("azureRegion", WORD),
    Field::required("azureResourceGroup", Kind::Text(1, 255)),
    Field::new("azurePartnerTopic", Kind::Text(1, 1_024)),
]);
const DATADOG: Schema =
    Schema(&[Field::required("datadogApiKey", SECRET), Field::required("datadogRegion", Kind::OneOf(&["us", "eu", "us3", "us5"]))]);
const SPLUNK: Schema = Schema(&[
    Field::required("splunkDomain", Kind::Text(1, 255)),
    Field::required("splunkPort", Kind::Checked(digits)),
    Field::required("splunkToken", SECRET),
    Field::required("splunkSecure", Kind::Bool),
]);
const SUMO: Schema = Schema(&[Field::required("sumoSourceAddress", Kind::Text(1, 2_048))]);
const SEGMENT: Schema = Schema(&[Field::required("segmentWriteKey", SECRET)]);
const MIXPANEL: Schema = Schema(&[
    Field::required("mixpanelRegion", Kind::OneOf(&["us", "eu"])),
    Field::required("mixpanelProjectId", Kind::Text(1, 255)),
    Field::required("mixpanelServiceAccountUsername", Kind::Text(1, 255)),
    Field::required("mixpanelServiceAccountPassword", SECRET),
]);

/// What the sink of a type holds.
pub const fn sink(kind: &str) -> &'static Schema {
    match kind.as_bytes() {
        b"eventbridge" => &EVENTBRIDGE,
        b"eventgrid" => &EVENTGRID,
        b"datadog" => &DATADOG,
        b"splunk" => &SPLUNK,
        b"sumo" => &SUMO,
        b"segment" => &SEGMENT,
        b"mixpanel" => &MIXPANEL,
        _ => &HTTP,
    }
}

/// A moment, or a day that begins at midnight of UTC.
pub fn start(text: &str) -> Option<Timestamp> {
    let day = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok().map(|midnight| midnight.timestamp());
    text.parse().ok().or_else(day)
}

fn date(text: &str) -> Result<(), String> {
    start(text).map(drop).ok_or_else(|| "Object didn't pass validation for format date-time".to_owned())
}

fn word(text: &str) -> Result<(), String> {
    let good = (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if good { Ok(()) } else { Err("The text is made of letters, digits and hyphens".to_owned()) }
}

fn digits(text: &str) -> Result<(), String> {
    let good = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if good { Ok(()) } else { Err("The text is made of digits".to_owned()) }
}

/// Visible ASCII and blanks: nothing that ends a line.
fn header_value(text: &str) -> Result<(), String> {
    let good = (1..=2_048).contains(&text.len()) && text.bytes().all(|b| (b' '..=b'~').contains(&b));
    if good { Ok(()) } else { Err("The text is no value of a header field".to_owned()) }
}

/// A name that a request may set, and not one that has a member of its own.
fn header_name(text: &str) -> Result<(), String> {
    let name =
        sandbox::header_name(text).ok().filter(|name| text.len() <= 128 && !["content-type", "authorization"].contains(&name.as_str()));
    name.map(drop).ok_or_else(|| "The text is no name of a header field that can be set".to_owned())
}
