//! What of a user can be searched, and how the users are found.
//!
//! A search that pins an id, an address or a name is answered by an index, and what else it says is asked of those few. Any other is
//! asked of the roster in memory, as far as the roster knows the fields; what it leaves is read from the store and asked for the rest.
//! Where it leaves too many, or knows none of the fields, the users are read one by one, up to [`MAX_SCANNED`], and only those decoded
//! whose bytes hold what is asked for. Where that is not enough the search is refused rather than answered in part.

use std::collections::BTreeMap;

use axum::http::StatusCode;

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::http::management::search::{Document, Leaf, Needles, Node, Test, Vocabulary, visit};
use crate::identity::User;
use crate::identity::roster::{Basics, Row};
use crate::identity::user::{normalize_identifier, scoped};
use crate::storage::{Direction, StoreError, Stored};

/// Users that one request reads: at some microseconds each, a second or two.
const MAX_SCANNED: usize = 500_000;
/// Users of the roster that are read one after the other; to read more so takes longer than to read all in their order.
const MAX_SINGLE: usize = 5000;
/// Users read from the store at a time.
const CHUNK: usize = 1000;

/// Fields whose letters count in either case, as at Auth0; user names are compared so everywhere.
const FOLDED: [&str; 7] = ["email", "email.domain", "name", "given_name", "family_name", "nickname", "username"];

const FIELDS: [&str; 25] = [
    "user_id",
    "email",
    "email.domain",
    "email_verified",
    "username",
    "phone_number",
    "phone_verified",
    "name",
    "nickname",
    "given_name",
    "family_name",
    "picture",
    "blocked",
    "created_at",
    "updated_at",
    "last_login",
    "last_ip",
    "last_password_reset",
    "logins_count",
    "identities",
    "identities.connection",
    "identities.provider",
    "identities.user_id",
    "user_metadata",
    "app_metadata",
];

/// Fields of which a user has one value at most, and searches and lists ask most.
const BASICS: [&str; 16] = [
    "user_id",
    "email",
    "email.domain",
    "username",
    "phone_number",
    "name",
    "nickname",
    "given_name",
    "family_name",
    "email_verified",
    "phone_verified",
    "blocked",
    "logins_count",
    "created_at",
    "updated_at",
    "last_login",
];

/// What a term without a field is about: never metadata.
const BARE: [&str; 8] = ["user_id", "email", "username", "phone_number", "name", "nickname", "given_name", "family_name"];

/// The fields of users.
pub const VOCABULARY: Vocabulary = Vocabulary {
    knows: |field| {
        let inner = ["user_metadata.", "app_metadata.", "identities.profileData."];
        FIELDS.contains(&field) || field == "identities.isSocial" || inner.iter().any(|prefix| field.starts_with(prefix))
    },
    folds: |field| field.is_none_or(|field| FOLDED.contains(&field)),
    prose: |field| field.is_none(),
    fields: "those of a user, email.domain, identities.connection, and paths into user_metadata and app_metadata",
};

/// Fields that are not stored as they are shown.
pub fn derived(field: &str) -> bool {
    matches!(field, "created_at" | "updated_at" | "last_login" | "last_password_reset")
}

/// A user as a document.
struct Searched<'a>(&'a User);

impl Document for Searched<'_> {
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
        match field {
            Some(field) => of_user(self.0, field, found),
            None => BARE.iter().any(|field| of_user(self.0, field, found)),
        }
    }
}

impl Document for Row {
    fn any(&self, field: Option<&str>, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
        let basics = self.basics();
        match field {
            Some("identities.connection") => self.connections().any(|name| found(Leaf::Text(name))),
            Some(field) => of_basics(&basics, field, found),
            None => BARE.iter().any(|field| of_basics(&basics, field, found)),
        }
    }
}

/// The fields that a [`Row`] holds, with all that a term without a field is about.
fn in_rows(field: Option<&str>) -> bool {
    field.is_none_or(|field| field == "identities.connection" || BASICS.contains(&field))
}

fn of_basics(user: &Basics<'_>, field: &str, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    let mut text = |value: Option<&str>| value.is_some_and(|text| found(Leaf::Text(text)));
    let facts = &user.facts;
    match field {
        "user_id" => text(Some(user.user_id)),
        "email" => text(user.email),
        "email.domain" => text(user.email.and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain)),
        "username" => text(user.username),
        "phone_number" => text(user.phone_number),
        "name" => text(user.name),
        "nickname" => text(user.nickname),
        "given_name" => text(user.given_name),
        "family_name" => text(user.family_name),
        "email_verified" => found(Leaf::Flag(facts.email_verified)),
        "phone_verified" => user.phone_number.is_some() && found(Leaf::Flag(facts.phone_verified)),
        // As the user is shown: what is not said there cannot be found.
        "blocked" => facts.blocked && found(Leaf::Flag(true)),
        "logins_count" => facts.logins_count > 0 && found(Leaf::Number(facts.logins_count as f64)),
        "created_at" => found(Leaf::Date(&iso_millis(facts.created_at))),
        "updated_at" => found(Leaf::Date(&iso_millis(facts.updated_at))),
        "last_login" => facts.last_login.is_some_and(|at| found(Leaf::Date(&iso_millis(at)))),
        _ => false,
    }
}

fn of_user(user: &User, field: &str, found: &mut dyn FnMut(Leaf<'_>) -> bool) -> bool {
    let mut text = |value: Option<&str>| value.is_some_and(|text| found(Leaf::Text(text)));
    match field {
        _ if BASICS.contains(&field) => of_basics(&Basics::from(user), field, found),
        "picture" => text(user.picture.as_deref()),
        "last_ip" => text(user.last_ip.as_deref()),
        "last_password_reset" => user.last_password_reset.is_some_and(|at| found(Leaf::Date(&iso_millis(at)))),
        "identities" => !user.identities.is_empty() && found(Leaf::Whole),
        "user_metadata" => !user.user_metadata.is_empty() && found(Leaf::Whole),
        "app_metadata" => !user.app_metadata.is_empty() && found(Leaf::Whole),
        _ => {
            if let Some(path) = field.strip_prefix("user_metadata.") {
                return visit(&user.user_metadata, path, found);
            }
            if let Some(path) = field.strip_prefix("app_metadata.") {
                return visit(&user.app_metadata, path, found);
            }
            user.identities.iter().any(|identity| match field {
                "identities.connection" => found(Leaf::Text(&identity.connection)),
                "identities.provider" => found(Leaf::Text(&identity.provider)),
                "identities.user_id" => found(Leaf::Text(&identity.user_id)),
                "identities.isSocial" => found(Leaf::Flag(identity.is_social)),
                _ => match (field.strip_prefix("identities.profileData."), &identity.profile_data) {
                    (Some(path), Some(profile)) => visit(profile, path, found),
                    _ => false,
                },
            })
        }
    }
}

/// An order by one field. Who lacks it comes last in either direction, and the id decides among equals.
#[derive(Clone)]
pub struct Sort {
    field: String,
    descending: bool,
}

impl Sort {
    /// Reads `field:1` or `field:-1`.
    ///
    /// # Errors
    /// 400 for anything else.
    pub fn of(text: &str) -> Result<Self, ApiError> {
        let fault = || ApiError::invalid_query("'Users are sorted by a field and 1 or -1, such as created_at:-1' on property sort.");
        let (field, direction) = text.rsplit_once(':').ok_or_else(fault)?;
        let descending = match direction {
            "1" | "+1" => false,
            "-1" => true,
            _ => return Err(fault()),
        };
        if !(VOCABULARY.knows)(field) || field.len() > 256 || matches!(field, "identities" | "user_metadata" | "app_metadata") {
            return Err(fault());
        }
        Ok(Self { field: field.to_owned(), descending })
    }

    fn key(&self, user: &dyn Document) -> Key {
        let mut key = Key::Missing;
        user.any(Some(&self.field), &mut |leaf| {
            key = match leaf {
                Leaf::Text(text) | Leaf::Date(text) => Key::Text(text.to_lowercase()),
                Leaf::Number(number) => Key::Number(number),
                Leaf::Flag(flag) => Key::Number(f64::from(u8::from(flag))),
                Leaf::Whole => return false,
            };
            true
        });
        key
    }

    fn order(&self, one: &Key, other: &Key) -> std::cmp::Ordering {
        use std::cmp::Ordering;
        match (one, other) {
            (Key::Missing, Key::Missing) => Ordering::Equal,
            (Key::Missing, _) => Ordering::Greater,
            (_, Key::Missing) => Ordering::Less,
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (Key::Number(one), Key::Number(other)) if self.descending => other.total_cmp(one),
            (Key::Number(one), Key::Number(other)) => one.total_cmp(other),
            (Key::Text(one), Key::Text(other)) if self.descending => other.cmp(one),
            (Key::Text(one), Key::Text(other)) => one.cmp(other),
        }
    }
}

enum Key {
    Missing,
    Number(f64),
    Text(String),
}

/// What is asked for.
pub struct Asked<'a> {
    /// Whom.
    pub node: &'a Node,
    /// In which order; by id without one.
    pub sort: Option<&'a Sort>,
    /// How many from the first.
    pub wanted: usize,
    /// Whether all are to be counted.
    pub count: bool,
}

/// The first `wanted` users, and how many there are where that is asked for.
///
/// # Errors
/// 400 for a search that reads too many users.
pub async fn find(app: &App, asked: &Asked<'_>) -> Result<(Vec<Stored<User>>, usize), ApiError> {
    let mut found = Found::new(asked.sort, asked.wanted, asked.count);
    let from = source(asked.node);
    if let Source::Pinned(pins) = &from {
        for user in pinned(app, pins).await? {
            found.take_user(asked.node, user);
        }
        return Ok(found.done());
    }
    match by_roster(app, asked).await? {
        Some(Told::Found(ids, total)) => {
            let mut users = Vec::with_capacity(ids.len());
            for id in ids {
                // Gone or changed since it was found: not there.
                users.extend(app.directory.users.get(&id).await?.filter(|user| asked.node.matches(&Searched(user))));
            }
            return Ok((users, total));
        }
        Some(Told::Among(ids)) => {
            for id in ids {
                if let Some(user) = app.directory.users.get(&id).await? {
                    found.take_user(asked.node, user);
                }
                if found.is_enough() {
                    break;
                }
            }
            return Ok(found.done());
        }
        None => {}
    }
    let needles = Needles::of(asked.node, derived);
    let mut after: Option<String> = None;
    for _ in 0..MAX_SCANNED / CHUNK {
        let next = match &from {
            Source::Connection(name) => {
                let users = app.directory.users.page_by("connection", name, after.as_deref(), CHUNK, Direction::Forward).await?;
                let next = users.last().filter(|_| users.len() == CHUNK).map(|user| user.user_id.clone());
                users.into_iter().for_each(|user| found.take_user(asked.node, user));
                next
            }
            _ => {
                let (users, next) = app.directory.users.sift(after.as_deref(), CHUNK, |record| needles.may_be_in(record)).await?;
                users.into_iter().for_each(|user| found.take_user(asked.node, user));
                next
            }
        };
        if next.is_none() || found.is_enough() {
            return Ok(found.done());
        }
        after = next;
        tokio::task::yield_now().await;
    }
    let message = "The search reads too many users. Refine it, best by user_id, email, username or identities.connection.";
    Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("operation_not_supported"))
}

/// What the roster knows of a search.
enum Told {
    /// The first users, and how many there are.
    Found(Vec<String>, usize),
    /// All that may be asked for.
    Among(Vec<String>),
}

/// Asks the roster; `None` where there is none, or where it leaves more users than are worth reading one by one.
async fn by_roster(app: &App, asked: &Asked<'_>) -> Result<Option<Told>, StoreError> {
    let (wide, exact) = asked.node.widened(in_rows);
    if exact && asked.sort.is_none_or(|sort| in_rows(Some(&sort.field))) {
        let (sort, wanted, count) = (asked.sort.cloned(), asked.wanted, asked.count);
        let told = app.roster.ask(move |rows| {
            let mut found = Found::new(sort.as_ref(), wanted, count);
            for row in rows.values().filter(|row| wide.matches(*row)) {
                found.take(found.key(row), row);
                if found.is_enough() {
                    break;
                }
            }
            let (rows, total) = found.done();
            Told::Found(rows.into_iter().map(|row| row.user_id().to_owned()).collect(), total)
        });
        return told.await;
    }
    if wide == Node::All(Vec::new()) {
        return Ok(None);
    }
    let among = app.roster.ask(move |rows| {
        let ids = rows.values().filter(|row| wide.matches(*row)).map(|row| row.user_id().to_owned());
        ids.take(MAX_SINGLE + 1).collect::<Vec<_>>()
    });
    Ok(among.await?.filter(|ids| ids.len() <= MAX_SINGLE).map(Told::Among))
}

/// The first of what is found in the order of ids.
struct Found<'a, T> {
    sort: Option<&'a Sort>,
    wanted: usize,
    count: bool,
    items: Vec<(Key, T)>,
    total: usize,
}

impl<'a, T> Found<'a, T> {
    fn new(sort: Option<&'a Sort>, wanted: usize, count: bool) -> Self {
        Self { sort, wanted, count, items: Vec::new(), total: 0 }
    }

    /// Where a user stands.
    fn key(&self, user: &dyn Document) -> Key {
        self.sort.map_or(Key::Missing, |sort| sort.key(user))
    }

    fn take(&mut self, key: Key, item: T) {
        self.total += 1;
        match self.sort {
            None if self.items.len() < self.wanted => self.items.push((key, item)),
            None => {}
            Some(sort) => {
                self.items.push((key, item));
                // Never many more than are wanted, and no sorting for each of them.
                if self.items.len() >= 2 * self.wanted + CHUNK {
                    self.cut(sort);
                }
            }
        }
    }

    /// Sorts, and keeps those that are wanted. Equals stay in the order of their ids.
    fn cut(&mut self, sort: &Sort) {
        self.items.sort_by(|(one, _), (other, _)| sort.order(one, other));
        self.items.truncate(self.wanted);
    }

    fn is_enough(&self) -> bool {
        self.sort.is_none() && !self.count && self.items.len() >= self.wanted
    }

    fn done(mut self) -> (Vec<T>, usize) {
        if let Some(sort) = self.sort {
            self.cut(sort);
        }
        (self.items.into_iter().map(|(_, item)| item).collect(), self.total)
    }
}

impl Found<'_, Stored<User>> {
    fn take_user(&mut self, node: &Node, user: Stored<User>) {
        if node.matches(&Searched(&user)) {
            self.take(self.key(&Searched(&user)), user);
        }
    }
}

/// Where the users of a search are read.
#[derive(Debug, PartialEq)]
enum Source {
    Pinned(Vec<Pin>),
    Connection(String),
    All,
}

/// One index and the value it is asked for.
#[derive(Debug, Clone, PartialEq)]
enum Pin {
    Id(String),
    Email(String),
    /// A unique index inside each connection.
    InConnections(&'static str, String),
}

fn source(node: &Node) -> Source {
    match node {
        Node::All(nodes) => {
            let mut best = Source::All;
            for node in nodes {
                match source(node) {
                    Source::Pinned(pins) => return Source::Pinned(pins),
                    Source::Connection(name) => best = Source::Connection(name),
                    Source::All => {}
                }
            }
            best
        }
        Node::Any(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                let Source::Pinned(pins) = source(node) else { return Source::All };
                all.extend(pins);
            }
            Source::Pinned(all)
        }
        Node::Not(_) => Source::All,
        Node::Term(term) => match (term.field.as_deref(), &term.test) {
            (Some("user_id"), Test::Is(id)) => Source::Pinned(vec![Pin::Id(id.clone())]),
            (Some("email"), Test::Is(email)) => Source::Pinned(vec![Pin::Email(email.clone())]),
            (Some("username"), Test::Is(name)) => Source::Pinned(vec![Pin::InConnections("username", name.clone())]),
            (Some("phone_number"), Test::Is(number)) => Source::Pinned(vec![Pin::InConnections("phone", number.clone())]),
            (Some("identities.connection"), Test::Is(name)) => Source::Connection(name.clone()),
            _ => Source::All,
        },
    }
}

/// The users of the pins, each once, in the order of their ids.
async fn pinned(app: &App, pins: &[Pin]) -> Result<Vec<Stored<User>>, StoreError> {
    let users = &app.directory.users;
    let mut found = BTreeMap::new();
    let mut connections: Option<Vec<String>> = None;
    for pin in pins {
        let these = match pin {
            Pin::Id(id) => users.get(id).await?.into_iter().collect(),
            // One address in more connections than there can be is no reason to go on reading.
            Pin::Email(email) => users.list_by("email", &normalize_identifier(email), None, CHUNK).await?,
            Pin::InConnections(index, value) => {
                let names = match connections.take() {
                    Some(names) => names,
                    None => app.directory.connections.all().await?.iter().map(|connection| connection.name.clone()).collect(),
                };
                let mut these = Vec::new();
                for name in &names {
                    these.extend(users.find(index, &scoped(name, value)).await?);
                }
                connections = Some(names);
                these
            }
        };
        found.extend(these.into_iter().map(|user| (user.user_id.clone(), user)));
    }
    Ok(found.into_values().collect())
}
