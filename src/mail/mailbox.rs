//! Where development finds its mails: the last few, in memory, forgotten at the end.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::Message;

/// Mails that are kept.
const MOST: usize = 50;
/// Characters of a text that are kept.
const MOST_TEXT: usize = 100_000;

/// One mail.
#[derive(Debug, Clone)]
pub struct Caught {
    /// When.
    pub at: Timestamp,
    /// The mail.
    pub message: Message,
}

/// The last mails.
#[derive(Debug, Default)]
pub struct Mailbox(Mutex<VecDeque<Caught>>);

impl Mailbox {
    /// Keeps a mail; the oldest makes room.
    pub fn put(&self, at: Timestamp, mut message: Message) {
        message.body = message.body.chars().take(MOST_TEXT).collect();
        let mut mails = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        mails.truncate(MOST - 1);
        mails.push_front(Caught { at, message });
    }

    /// The mails, the newest first.
    pub fn all(&self) -> Vec<Caught> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
