//! Which variant of a package an Action gets.
//!
//! An Action is written for Node, so packages are resolved as Node resolves them. The exceptions are packages whose Node variant
//! is made of sockets and compression and whose browser variant does the same with `fetch`, which the engine has; and what is in the way.

use nodejs_semver::{Range, Version};

/// What a package is resolved for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// As Node does.
    Node,
    /// As bundlers for browsers do: the condition and the field `browser`.
    Browser,
    /// Not from its files: the engine's own `fetch` under its name.
    Fetch,
    /// Not at all: an empty object in its place.
    Empty,
}

/// The variant of `name@version` for a file of the package `importer`; `None` is the Action.
pub fn of(name: &str, version: &str, importer: Option<&str>) -> Variant {
    let is =
        |range: &str| Range::parse(range).ok().zip(Version::parse(version).ok()).is_some_and(|(range, version)| range.satisfies(&version));
    match name {
        // A stream of Node's http, unpacked with zlib, around what the engine does in one call.
        "node-fetch" => Variant::Fetch,
        // Since 1.7 its browser build can use fetch; before, only XMLHttpRequest.
        "axios" if is(">=1.7.0") => Variant::Browser,
        // WebCrypto instead of KeyObject. jwks-rsa needs KeyObject, which it exports keys with.
        "jose" if importer != Some("jwks-rsa") => Variant::Browser,
        // For answers of multipart/form-data, which hardly any server gives. It writes files, which are not here, and draws randomness
        // while it loads, so that nothing that needs superagent (auth0 before 3.0) could be loaded ahead of a call.
        "formidable" if importer == Some("superagent") => Variant::Empty,
        _ => Variant::Node,
    }
}

/// The text of the module that stands for [`Variant::Fetch`].
pub const FETCH: &str = "\
function fetch(input, init) { return globalThis.fetch(input, init); }
var AbortError = class AbortError extends Error { constructor(message) { super(message); this.name = this.type = 'AbortError'; } };
var FetchError = class FetchError extends Error { constructor(message, type) { super(message); this.name = 'FetchError'; this.type = type; } };
for (var name of ['Headers', 'Request', 'Response', 'FormData', 'Blob', 'File']) (function (name) {
  Object.defineProperty(fetch, name, { enumerable: true, configurable: true, get: function () { return globalThis[name]; } });
})(name);
module.exports = Object.assign(fetch, { default: fetch, AbortError: AbortError, FetchError: FetchError,
  isRedirect: function (status) { return [301, 302, 303, 307, 308].indexOf(status) >= 0; } });
";
