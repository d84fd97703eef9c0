//! Where a request came from, as flows, events and logs need it. The wire layer fills it in.

use crate::audit::LogEvent;

/// Where a request came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address; forwarding headers counted only from a configured proxy.
    pub ip: String,
    /// The host name of the public URL: never taken from the request, so that nobody can poison a link.
    pub hostname: String,
    /// The HTTP method.
    pub method: String,
    /// The `User-Agent`, cut at 512 characters.
    pub user_agent: Option<String>,
    /// The first of `Accept-Language`.
    pub language: Option<String>,
}

impl Origin {
    /// Says in an event where its request came from.
    pub fn mark(&self, event: &mut LogEvent) {
        event.ip = Some(self.ip.clone());
        event.hostname = Some(self.hostname.clone());
        event.user_agent.clone_from(&self.user_agent);
    }
}
