//! What the makers of an application do with it later, by the token that they were given (RFC 7592). An option of the server.
//!
//! It ends where the tenant steps in: an application that it has made its own, or whose settings it has changed, is changed by nobody
//! else any more. Otherwise a grant or a callback that an operator took away could be put back by a stranger.

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::{Registered, Wanted, give_secret, told};
use crate::app::App;
use crate::clock::after;
use crate::identity::client::ClientAuthMethod;
use crate::identity::client::forget;
use crate::identity::{Client, Origin, Registration};
use crate::storage::{Batch, StoreError, Stored};
use crate::token::hash;

/// An application whose makers have proved that they are.
#[derive(Debug)]
pub struct Own {
    client: Stored<Client>,
    registration: Stored<Registration>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The tenant decides now.
    #[error("The settings of this application were changed by the tenant, which alone changes them now.")]
    OfTheTenant,
    /// The store failed, or somebody else changed it at this moment.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The application, if the token is its own. Whether there is such an application is not told apart from a wrong token, and takes as
/// much work.
pub async fn authenticate(app: &App, client_id: &str, token: &str) -> Result<Option<Own>, StoreError> {
    let (given, registration) = (hash(token), app.directory.registrations.get(client_id).await?);
    let kept = registration.as_ref().and_then(|found| found.token_hash.as_deref()).unwrap_or_default();
    let same = !kept.is_empty() && bool::from(kept.as_bytes().ct_eq(given.as_bytes()));
    let Some(registration) = registration.filter(|_| same) else { return Ok(None) };
    let client = app.directory.clients.get(client_id).await?;
    Ok(client.map(|client| Own { client, registration }))
}

impl Own {
    /// Whether it is bound by the narrower rules.
    pub fn is_strict(&self) -> bool {
        self.client.is_strict()
    }

    /// Its secret, where it has one.
    fn secret(&self, app: &App) -> Result<Option<Zeroizing<String>>, StoreError> {
        let sealed = self.client.client_secret.as_deref().filter(|_| self.client.token_endpoint_auth_method != ClientAuthMethod::None);
        let purpose = Client::secret_purpose(&self.client.client_id);
        sealed.map(|sealed| app.vault.open_text(&purpose, sealed)).transpose().map_err(|error| StoreError::Backend(error.into()))
    }

    /// Whether `secret` is the one that it has.
    ///
    /// # Errors
    /// The secret could not be opened.
    pub fn has_secret(&self, app: &App, secret: &str) -> Result<bool, StoreError> {
        Ok(self.secret(app)?.is_some_and(|own| bool::from(own.as_bytes().ct_eq(secret.as_bytes()))))
    }

    /// What the application is told of itself.
    ///
    /// # Errors
    /// The secret could not be opened.
    pub fn told(&self, app: &App) -> Result<Registered, StoreError> {
        Ok(Registered { registration: self.registration.value.clone(), secret: self.secret(app)?, token: None })
    }

    /// Whether its makers may still change it.
    ///
    /// # Errors
    /// The tenant decides now.
    pub fn is_still_theirs(&self) -> Result<(), ChangeError> {
        let theirs = !self.client.is_first_party && self.registration.is_as_registered(&self.client);
        if theirs { Ok(()) } else { Err(ChangeError::OfTheTenant) }
    }

    /// The application that is named by the address of its document, whose makers are those who decide what is there.
    pub async fn of_document(app: &App, client: Stored<Client>) -> Result<Option<Self>, StoreError> {
        let registration = app.directory.registrations.get(&client.client_id).await?;
        Ok(registration.map(|registration| Self { client, registration }))
    }

    /// The hash of what its document said when it was last read.
    pub fn document(&self) -> Option<&String> {
        self.registration.document.as_ref()
    }

    /// Replaces what it says of itself by what its document says now.
    pub async fn read_again(&self, app: &App, origin: &Origin, wanted: &Wanted, hash: String) -> Result<(), ChangeError> {
        self.replace_with(app, origin, wanted, ("get", "/authorize"), Some(hash)).await.map(drop)
    }

    /// Replaces what the makers say of it.
    pub async fn replace(&self, app: &App, origin: &Origin, wanted: &Wanted) -> Result<Registered, ChangeError> {
        self.replace_with(app, origin, wanted, ("put", "/oidc/register"), None).await
    }

    async fn replace_with(
        &self,
        app: &App,
        origin: &Origin,
        wanted: &Wanted,
        request: (&str, &str),
        document: Option<String>,
    ) -> Result<Registered, ChangeError> {
        self.is_still_theirs()?;
        let mut client = self.client.value.clone();
        wanted.metadata.apply(&mut client);
        let kept = self.secret(app)?.filter(|_| client.token_endpoint_auth_method != ClientAuthMethod::None);
        let secret = if kept.is_some() { kept } else { give_secret(app, &mut client) };
        let before = self.registration.value.clone();
        let end = wanted.lifetime.map(|seconds| after(app.clock.now(), seconds));
        // Never later than was said before.
        let ends_at = before.ends_at.into_iter().chain(end).min();
        let unused = before.expires_at;
        let registration = Registration { metadata: wanted.metadata.clone(), ends_at, document, ..before }.kept_until(unused);
        let mut batch = Batch::new();
        app.directory.clients.stage_update(&mut batch, &self.client, &client)?;
        app.directory.registrations.stage_update(&mut batch, &self.registration, &registration)?;
        let event = told(app, origin, &client, request, 200, "Change an application that registered itself");
        let event = wanted.stage_run(app, &mut batch, event)?;
        app.audit.stage(&mut batch, &event)?;
        app.store.commit(batch).await?;
        Ok(Registered { registration, secret, token: None })
    }

    /// Removes the application.
    pub async fn withdraw(&self, app: &App, origin: &Origin) -> Result<(), ChangeError> {
        if self.client.is_first_party {
            return Err(ChangeError::OfTheTenant);
        }
        let mut batch = Batch::new();
        forget::stage(&app.directory, &mut batch, &self.client, Some(&self.registration)).await?;
        app.audit.stage(
            &mut batch,
            &told(app, origin, &self.client, ("delete", "/oidc/register"), 204, "Remove an application that registered itself"),
        )?;
        app.store.commit(batch).await?;
        Ok(forget::afterwards(&app.directory, &self.client.client_id).await?)
    }
}
