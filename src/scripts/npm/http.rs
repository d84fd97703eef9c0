//! A registry over HTTP.
//!
//! The operator chose the registry, so it may be anywhere, in the operator's own network as well. What the registry points to was
//! chosen by others: archives and redirects elsewhere are fetched only over https and only from public addresses.

use std::io::Read as _;

use bytes::Bytes;
use flate2::read::GzDecoder;
use url::Url;

use super::manifest::Packument;
use super::{NpmError, NpmLimits};
use crate::sandbox::{Answer, Egress, EgressError, EgressOptions, EgressPolicy, Request, RequestLimits};

/// Hops after the first request.
const MAX_REDIRECTS: usize = 5;
/// The form of what is said about a package that leaves out what installing does not need.
const ABBREVIATED: &str = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

/// A registry.
pub struct Remote {
    base: Url,
    /// For the registry itself.
    own: Egress,
    own_policy: EgressPolicy,
    /// For everybody else.
    others: Egress,
    limits: NpmLimits,
}

impl Remote {
    /// A registry at `base`.
    ///
    /// # Errors
    /// The address is not http or https, or the machine's certificates cannot be loaded.
    pub fn new(mut base: Url, limits: &NpmLimits) -> Result<Self, NpmError> {
        let unusable = |reason: String| NpmError::Unavailable { what: "any package".to_owned(), reason };
        if !matches!(base.scheme(), "http" | "https") || !base.has_host() {
            return Err(unusable("its address is not an http or https URL".to_owned()));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let client = |allow_private| {
            let options = EgressOptions { allow_private, connect_timeout: limits.request_time, ..EgressOptions::default() };
            Egress::new(&options).map_err(|error| unusable(error.to_string()))
        };
        let own_policy = EgressPolicy::Hosts(vec![base.origin().ascii_serialization()]);
        Ok(Self { own: client(true)?, own_policy, others: client(false)?, base, limits: *limits })
    }

    /// Whether `registry` is this one.
    pub fn is(&self, registry: &str) -> bool {
        Url::parse(registry).is_ok_and(|url| {
            url.origin() == self.base.origin() && url.path().trim_end_matches('/') == self.base.path().trim_end_matches('/')
        })
    }

    /// What the registry says about a package.
    ///
    /// # Errors
    /// No usable answer.
    pub async fn packument(&self, name: &str) -> Result<Option<Packument>, NpmError> {
        let unusable = |reason: String| NpmError::Unavailable { what: name.to_owned(), reason };
        // A scope's slash is a part of the name and not of the path.
        let url = self.base.join(&format!("./{}", name.replace('/', "%2f"))).map_err(|error| unusable(error.to_string()))?;
        let limit = self.limits.packument;
        let answer = self.get(url, Some(ABBREVIATED), limit).await.map_err(|error| unusable(error.to_string()))?;
        if answer.status == 404 {
            return Ok(None);
        }
        if answer.status != 200 {
            return Err(unusable(format!("it answered {}", answer.status)));
        }
        let zipped = answer.headers.iter().any(|(name, value)| name == "content-encoding" && value.contains("gzip"));
        let parsed = tokio::task::spawn_blocking(move || {
            let body = if zipped { unzip(&answer.body, limit)? } else { answer.body };
            serde_json::from_slice(&body).map_err(|error| format!("its answer is not about a package ({error})"))
        });
        parsed.await.map_err(|error| unusable(error.to_string()))?.map_err(unusable).map(Some)
    }

    /// An archive.
    ///
    /// # Errors
    /// No usable answer.
    pub async fn tarball(&self, id: &str, url: &str) -> Result<Bytes, NpmError> {
        let unusable = |reason: String| NpmError::Unavailable { what: format!("the archive of {id}"), reason };
        let url = self.base.join(url).map_err(|error| unusable(error.to_string()))?;
        let answer = self.get(url, None, self.limits.tarball).await.map_err(|error| unusable(error.to_string()))?;
        match answer.status {
            200 => Ok(answer.body.into()),
            status => Err(unusable(format!("it answered {status}"))),
        }
    }

    async fn get(&self, url: Url, accept: Option<&str>, most: usize) -> Result<Answer, EgressError> {
        let first = self.follow(url.clone(), accept, most).await;
        let again = match &first {
            Ok(answer) => answer.status >= 500 || answer.status == 429,
            Err(error) => matches!(error, EgressError::Connection(_)),
        };
        if again { self.follow(url, accept, most).await } else { first }
    }

    async fn follow(&self, mut url: Url, accept: Option<&str>, most: usize) -> Result<Answer, EgressError> {
        let limits = RequestLimits { time: self.limits.request_time, request: 64 << 10, response: most };
        for _ in 0..=MAX_REDIRECTS {
            let own = url.origin() == self.base.origin();
            let (client, policy) = if own { (&self.own, &self.own_policy) } else { (&self.others, &EgressPolicy::PublicHosts) };
            let headers = accept.into_iter().flat_map(|accept| [("accept", accept), ("accept-encoding", "gzip")]);
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            let request = Request { method: "GET".to_owned(), url: url.to_string(), headers, body: None, follow_redirects: false };
            let answer = client.send(client.check(request, policy, limits)?).await?;
            let location = answer.headers.iter().find(|(name, _)| name == "location").map(|(_, value)| value);
            url = match location.filter(|_| matches!(answer.status, 301 | 302 | 303 | 307 | 308)) {
                None => return Ok(answer),
                Some(to) => url.join(to).map_err(|_| EgressError::Connection("it redirects to a malformed address".to_owned()))?,
            };
        }
        Err(EgressError::Connection(format!("more than {MAX_REDIRECTS} redirects")))
    }
}

fn unzip(body: &[u8], most: usize) -> Result<Vec<u8>, String> {
    let mut unzipped = Vec::new();
    GzDecoder::new(body).take(most as u64 + 1).read_to_end(&mut unzipped).map_err(|error| error.to_string())?;
    if unzipped.len() > most { Err(EgressError::TooLarge(most).to_string()) } else { Ok(unzipped) }
}
