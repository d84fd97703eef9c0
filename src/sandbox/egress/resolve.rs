//! Names to addresses, of which only allowed ones come out.
//!
//! The HTTP client connects to what comes out of here and to nothing else, so there is no moment between the check and the
//! connection at which a name could change its meaning (DNS rebinding). One address that is not allowed refuses the name: a
//! name that is half public and half internal is either a mistake or an attack.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use super::address::is_public;
use crate::sandbox::options::EgressOptions;

/// Look-ups that run at once. Each holds a thread of the runtime, and a guest chooses how slowly its name is answered.
const LOOKUPS: usize = 32;

/// Which addresses guests may reach.
#[derive(Debug, Clone)]
pub struct Addresses {
    allow_private: bool,
    exceptions: Vec<IpAddr>,
}

impl Addresses {
    /// As the settings say.
    pub fn new(options: &EgressOptions) -> Self {
        Self { allow_private: options.allow_private, exceptions: options.private_exceptions.clone() }
    }

    /// Whether a guest may reach `address`.
    pub fn allow(&self, address: IpAddr) -> bool {
        self.allow_private || is_public(address) || self.exceptions.contains(&address)
    }
}

/// The address behind a name, or written out, is not allowed.
#[derive(Debug, thiserror::Error)]
#[error("the address of {host} is not a public one")]
pub struct NotPublic {
    /// The host as it was asked for.
    pub host: String,
}

/// Resolves names with the system's resolver and checks the addresses.
pub struct Resolver {
    addresses: Addresses,
    fixed: Arc<HashMap<String, Vec<IpAddr>>>,
    lookups: Arc<Semaphore>,
}

impl Resolver {
    /// As the settings say.
    pub fn new(options: &EgressOptions) -> Self {
        let fixed = options.hosts.iter().map(|(name, to)| (name.to_ascii_lowercase(), to.clone())).collect();
        Self { addresses: Addresses::new(options), fixed: Arc::new(fixed), lookups: Arc::new(Semaphore::new(LOOKUPS)) }
    }
}

/// Asks on a thread. The permit stays with the thread and not with whoever waits: a look-up cannot be called off, and a guest that
/// gave up after a millisecond, again and again, would take every thread that passwords are hashed on.
async fn look_up<T: Send + 'static>(
    lookups: Arc<Semaphore>,
    ask: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Box<dyn std::error::Error + Send + Sync>> {
    let permit = lookups.acquire_owned().await?;
    let asked = tokio::task::spawn_blocking(move || {
        let answer = ask();
        drop(permit);
        answer
    });
    Ok(asked.await??)
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().trim_end_matches('.').to_ascii_lowercase();
        let (addresses, fixed, lookups) = (self.addresses.clone(), Arc::clone(&self.fixed), Arc::clone(&self.lookups));
        Box::pin(async move {
            let found: Vec<SocketAddr> = match fixed.get(&host) {
                Some(to) => to.iter().map(|ip| SocketAddr::new(*ip, 0)).collect(),
                None => {
                    let asked = host.clone();
                    look_up(lookups, move || Ok((asked.as_str(), 0).to_socket_addrs()?.collect())).await?
                }
            };
            if found.iter().any(|found| !addresses.allow(found.ip())) {
                return Err(NotPublic { host }.into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_gives_up_waiting_frees_no_thread() {
        let lookups = Arc::new(Semaphore::new(1));
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (answer, answered) = std::sync::mpsc::channel();
        let waiting = tokio::spawn(look_up(Arc::clone(&lookups), move || {
            let _ = begun.send(());
            answered.recv().map_err(std::io::Error::other)
        }));
        has_begun.await.unwrap();
        waiting.abort();
        assert!(waiting.await.unwrap_err().is_cancelled());
        assert_eq!(lookups.available_permits(), 0);
        answer.send(()).unwrap();
        drop(lookups.acquire().await.unwrap());
    }
}
