//! A device that waits to be connected: what it asked for, and what became of it (RFC 8628).
//!
//! The device holds a long secret, of which only the hash is here, and asks with it again and again. A person brings the short code
//! that the device shows, logs in by it, and the answer is laid down here. The short code opens nothing by itself: who has it can
//! connect the device to an account of their own, or refuse it, and that is all.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::authorization_code::TokenEffects;
use super::transaction::AuthorizeRequest;
use crate::clock;
use crate::storage::Entity;

/// Seconds that a record stays after its end, so that a device which asks once more hears that it came too late.
const MEMORY: u64 = 300;

/// One device that asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceAuthorization {
    /// SHA-256 of the device code, base64url.
    pub device_hash: String,
    /// The code that the person enters, without what makes it readable.
    pub user_code: String,
    /// What the device asked for, as a login by a browser asks for it.
    pub request: AuthorizeRequest,
    /// What the device called itself: its user agent.
    pub device_name: Option<String>,
    /// When it asked.
    pub created_at: Timestamp,
    /// When it must ask anew.
    pub expires_at: Timestamp,
    /// What became of it.
    pub state: DeviceState,
}

/// What became of a device's request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum DeviceState {
    /// Nobody has answered it.
    Waiting,
    /// Somebody logged in, and the device may have their tokens.
    Approved(Box<Approval>),
    /// Somebody refused, or was refused.
    Denied {
        /// What the device is told.
        reason: String,
    },
}

/// Whose tokens the device may have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Approval {
    /// The user.
    pub user_id: String,
    /// The browser session.
    pub session_id: String,
    /// The scopes granted.
    pub scope: Vec<String>,
    /// The organization that the login was with.
    pub organization_id: Option<String>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: TokenEffects,
}

impl DeviceAuthorization {
    /// Whether somebody may still answer it.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == DeviceState::Waiting && now < self.expires_at
    }
}

impl Entity for DeviceAuthorization {
    const COLLECTION: &'static str = "device-authorizations";

    fn id(&self) -> String {
        self.device_hash.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("user_code", self.user_code.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(clock::after(self.expires_at, MEMORY))
    }
}
