//! Password hashes: argon2id in PHC form, computed by a bounded number of [threads] of their own that reuse their memory.
//!
//! Parameters are OWASP's m = 19 MiB, t = 2, p = 1. Each hash wants 19 MiB: without a bound, a burst of logins would take the
//! machine's memory, and with a fresh allocation each, a sixth of the time would go to page faults. So as many hashes run as
//! there are cores, each in a block of memory that the last one left, and who waits too long is told [`PasswordError::Busy`].
//!
//! - A password is compared in NFC, as RFC 8265 section 4.2.2 has it: keyboards differ in whether `é` is one character or two.
//!   NFKC is refused: it makes passwords equal that their owners see as different (`²` and `2`), for no keyboard's sake.
//! - More than [`MAX_BYTES`] bytes are refused before any work. bcrypt's 72 bytes do not apply: argon2 reads all of them.
//! - An unknown user costs a full hash against [`DUMMY`], so that time does not tell who has an account.
//! - A hash that [another system made](foreign) costs one of ours beside its own: a wrong password is compared with [`DUMMY`], a right one is
//!   hashed anew. A digest that takes no time then takes as long as an unknown user. What costs more than ours (bcrypt of 10 rounds is
//!   50 ms) shows that much until its owner has logged in once; to hide it, every unknown user would have to cost the dearest hash there is.

pub mod digests;
pub mod foreign;
mod threads;

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use argon2::password_hash::{Output, ParamsString, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use self::foreign::ForeignHash;
use self::threads::Threads;
use crate::random::Random;
use crate::storage::vault::Vault;

/// The longest password, in bytes of UTF-8 after normalisation and before.
pub const MAX_BYTES: usize = 1024;

/// Memory in KiB, passes and lanes of new hashes.
const COST: (u32, u32, u32) = (19_456, 2, 1);

/// Bytes of a hash.
const OUTPUT: usize = 32;

/// The largest memory, in KiB, that a stored hash may ask for: a hash from elsewhere must not take the machine.
const MAX_STORED_MEMORY: u32 = 262_144;

/// How many may wait for a thread. At 50 hashes a second and core, the last of them waits as long as [`PATIENCE`] allows.
const MAX_WAITING: usize = 512;

/// How long one waits for a thread before the answer is [`PasswordError::Busy`].
const PATIENCE: Duration = Duration::from_secs(5);

/// What an unknown user's password is compared with. Nobody knows a password for it; a match would not count either.
const DUMMY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW50ZXJvb20tbm9ib2R5$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why there is no hash, or no verdict.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// More than [`MAX_BYTES`] bytes.
    #[error("the password is longer than {MAX_BYTES} bytes")]
    TooLong,
    /// All threads are taken, and waiting did not help.
    #[error("too many passwords are being checked at the moment")]
    Busy,
    /// The stored hash is not one that this server can check. Never holds the hash.
    #[error("the stored password hash cannot be read: {0}")]
    Unreadable(String),
    /// A hashing thread died.
    #[error("the password could not be hashed: {0}")]
    Failed(String),
}

/// Hashes and verifies passwords.
pub struct Passwords {
    random: Arc<dyn Random>,
    /// Opens hashes that other systems made.
    vault: Vault,
    threads: Threads,
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    patience: Duration,
    memory: Arc<Memory>,
}

/// Blocks of memory between two hashes: at most as many as there are threads. Counts the hashes, too.
#[derive(Default)]
struct Memory {
    blocks: Mutex<Vec<Vec<Block>>>,
    computed: AtomicU64,
}

impl Memory {
    fn take(&self, blocks: usize) -> Vec<Block> {
        let mut memory = self.blocks.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        memory
    }

    /// Keeps the block unless a stored hash with other parameters made it larger than the usual.
    fn give_back(&self, memory: Vec<Block>) {
        if memory.len() <= COST.0 as usize {
            self.blocks.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
        }
    }
}

impl Passwords {
    /// Passwords with as many threads as the machine has cores.
    pub fn new(random: Arc<dyn Random>, vault: Vault) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        Self::with_threads(random, vault, cores)
    }

    /// Passwords with this many threads.
    pub fn with_threads(random: Arc<dyn Random>, vault: Vault, threads: usize) -> Self {
        let threads = threads.max(1);
        Self {
            random,
            vault,
            threads: Threads::new(threads),
            places: Arc::new(Semaphore::new(threads)),
            waiting: AtomicUsize::new(0),
            patience: PATIENCE,
            memory: Arc::default(),
        }
    }

    /// How many argon2 hashes were computed, whatever for. What tells accounts apart by time shows in it first.
    pub fn computed(&self) -> u64 {
        self.memory.computed.load(Ordering::Relaxed)
    }

    /// The PHC string of a new hash of `password`, with a fresh salt.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let password = normalize(password).ok_or(PasswordError::TooLong)?;
        let mut salt = [0u8; 16];
        self.random.fill(&mut salt);
        self.run(move |memory| hash_now(&password, &salt, memory)).await
    }

    /// Whether `password` is the one that `phc` was made from. With `None` (no such user, or one without a password) it takes as
    /// long and is false. A password that is too long is false at once: its length is known to who sent it.
    pub async fn verify(&self, typed: &str, phc: Option<&str>) -> Result<bool, PasswordError> {
        let Some(password) = normalize(typed) else { return Ok(false) };
        if let Some(foreign) = phc.and_then(|column| ForeignHash::open(&self.vault, column)) {
            return self.verify_foreign(typed, password, foreign).await;
        }
        let known = phc.is_some();
        let stored = Zeroizing::new(phc.unwrap_or(DUMMY).to_owned());
        let verdict = self.run(move |memory| {
            let verdict = verify_now(&password, &stored, memory);
            if matches!(verdict, Err(PasswordError::Unreadable(_))) {
                // As long as for everybody else: which account is broken is nobody's business.
                verify_now(&password, DUMMY, memory)?;
            }
            verdict
        });
        Ok(verdict.await? && known)
    }

    async fn verify_foreign(
        &self,
        typed: &str,
        password: Zeroizing<String>,
        foreign: Result<ForeignHash, PasswordError>,
    ) -> Result<bool, PasswordError> {
        let typed = Zeroizing::new(typed.to_owned());
        self.run(move |memory| {
            let verdict = foreign.and_then(|foreign| foreign.matches(&typed, memory));
            // Who is right is hashed anew, which costs the same.
            if !matches!(verdict, Ok(true)) {
                verify_now(&password, DUMMY, memory)?;
            }
            verdict
        })
        .await
    }

    /// Whether a verified password should be hashed anew, because the parameters have changed since `phc` was made.
    pub fn needs_rehash(phc: &str) -> bool {
        let Ok(hash) = PasswordHash::new(phc) else { return true };
        let current = |params: Params| (params.m_cost(), params.t_cost(), params.p_cost()) == COST;
        hash.algorithm != argon2::ARGON2ID_IDENT || !Params::try_from(&hash).is_ok_and(current)
    }

    /// Runs `work` on a thread once one is free.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Memory) -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let place = Place::take(&self.waiting).ok_or(PasswordError::Busy)?;
        let acquired = tokio::time::timeout(self.patience, self.places.clone().acquire_owned()).await;
        drop(place);
        let permit = acquired.map_err(|_| PasswordError::Busy)?.map_err(|closed| PasswordError::Failed(closed.to_string()))?;
        let memory = self.memory.clone();
        // The permit goes with the work: a client that hangs up must not free a thread that is still hashing.
        let work = move || {
            let done = work(&memory);
            drop(permit);
            done
        };
        self.threads.run(work).await
    }
}

/// A place in the queue, given up when dropped.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn take(waiting: &'a AtomicUsize) -> Option<Self> {
        if waiting.fetch_add(1, Ordering::AcqRel) >= MAX_WAITING {
            waiting.fetch_sub(1, Ordering::AcqRel);
            return None;
        }
        Some(Self(waiting))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// NFC; `None` if it is too long before or after.
fn normalize(password: &str) -> Option<Zeroizing<String>> {
    if password.len() > MAX_BYTES {
        return None;
    }
    // Room for the worst growth from the start: a reallocation would leave a copy of the password behind.
    let mut out = Zeroizing::new(String::with_capacity(MAX_BYTES * 3));
    out.extend(password.nfc());
    (out.len() <= MAX_BYTES).then_some(out)
}

fn failed(error: impl std::fmt::Display) -> PasswordError {
    PasswordError::Failed(error.to_string())
}

fn unreadable(error: impl std::fmt::Display) -> PasswordError {
    PasswordError::Unreadable(error.to_string())
}

fn hash_now(password: &str, salt: &[u8], memory: &Memory) -> Result<String, PasswordError> {
    let (m, t, p) = COST;
    let params = Params::new(m, t, p, Some(OUTPUT)).map_err(failed)?;
    let digest = digest(password.as_bytes(), salt, Algorithm::Argon2id, Version::V0x13, params.clone(), OUTPUT, memory).map_err(failed)?;
    let salt = SaltString::encode_b64(salt).map_err(failed)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(salt.as_salt()),
        hash: Some(Output::new(&digest).map_err(failed)?),
    };
    Ok(hash.to_string())
}

fn verify_now(password: &str, phc: &str, memory: &Memory) -> Result<bool, PasswordError> {
    verify_bytes(password.as_bytes(), phc, memory)
}

fn verify_bytes(password: &[u8], phc: &str, memory: &Memory) -> Result<bool, PasswordError> {
    let stored = PasswordHash::new(phc).map_err(unreadable)?;
    let algorithm = Algorithm::try_from(stored.algorithm).map_err(unreadable)?;
    let version = stored.version.map_or(Ok(Version::V0x13), Version::try_from).map_err(unreadable)?;
    let params = Params::try_from(&stored).map_err(unreadable)?;
    if params.m_cost() > MAX_STORED_MEMORY {
        return Err(unreadable(format!("it asks for {} KiB of memory", params.m_cost())));
    }
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else { return Err(unreadable("it has no salt or no hash")) };
    let mut bytes = [0u8; Salt::MAX_LENGTH];
    let salt = salt.decode_b64(&mut bytes).map_err(unreadable)?;
    let found = digest(password, salt, algorithm, version, params, expected.len(), memory).map_err(unreadable)?;
    Ok(found.ct_eq(expected.as_bytes()).into())
}

fn digest(
    password: &[u8],
    salt: &[u8],
    algorithm: Algorithm,
    version: Version,
    params: Params,
    length: usize,
    memory: &Memory,
) -> argon2::Result<Zeroizing<Vec<u8>>> {
    memory.computed.fetch_add(1, Ordering::Relaxed);
    let mut blocks = memory.take(params.block_count());
    let mut out = Zeroizing::new(vec![0u8; length]);
    let done = Argon2::new(algorithm, version, params).hash_password_into_with_memory(password, salt, &mut out, blocks.as_mut_slice());
    memory.give_back(blocks);
    done.map(|()| out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    fn passwords(threads: usize) -> Passwords {
        let random = Arc::new(SeededRandom::new([9; 32]));
        Passwords::with_threads(random.clone(), Vault::new(&[9; 32], random), threads)
    }

    #[tokio::test]
    async fn a_password_matches_its_own_hash_and_no_other_does() {
        let passwords = passwords(1);
        let phc = passwords.hash("correct horse").await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert!(passwords.verify("correct horse", Some(&phc)).await.unwrap());
        // The same block of memory is used again and must not carry anything over.
        assert!(!passwords.verify("correct horsf", Some(&phc)).await.unwrap());
        assert!(passwords.verify("correct horse", Some(&phc)).await.unwrap());
        assert_ne!(phc, passwords.hash("correct horse").await.unwrap(), "every hash has its own salt");
    }

    #[tokio::test]
    async fn the_hash_is_what_argon2_itself_computes() {
        use argon2::PasswordVerifier;
        let phc = passwords(1).hash("correct horse").await.unwrap();
        Argon2::default().verify_password(b"correct horse", &PasswordHash::new(&phc).unwrap()).unwrap();
    }

    #[tokio::test]
    async fn nobody_matches_the_dummy() {
        assert!(!passwords(1).verify("", None).await.unwrap());
        assert!(!Passwords::needs_rehash(DUMMY), "the dummy must cost what a real hash costs");
    }

    #[tokio::test]
    async fn composed_and_decomposed_letters_are_the_same_password() {
        let passwords = passwords(1);
        let phc = passwords.hash("caf\u{e9}").await.unwrap();
        assert!(passwords.verify("cafe\u{301}", Some(&phc)).await.unwrap());
        assert!(!passwords.verify("cafe", Some(&phc)).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_of_a_megabyte_is_refused_before_any_work() {
        let passwords = passwords(1);
        let long = "x".repeat(1024 * 1024);
        assert!(matches!(passwords.hash(&long).await, Err(PasswordError::TooLong)));
        assert!(!passwords.verify(&long, Some(DUMMY)).await.unwrap());
        assert_eq!(passwords.computed(), 0);
        // U+0958 grows from three bytes to six in NFC.
        assert!(matches!(passwords.hash(&"\u{958}".repeat(300)).await, Err(PasswordError::TooLong)));
    }

    #[tokio::test]
    async fn a_hash_of_other_parameters_still_matches_and_asks_to_be_made_anew() {
        let params = Params::new(64, 1, 1, Some(16)).unwrap();
        let memory = Memory::default();
        let digest = digest(b"old", b"0123456789abcdef", Algorithm::Argon2id, Version::V0x13, params, 16, &memory).unwrap();
        let phc = format!("$argon2id$v=19$m=64,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg${}", Output::new(&digest).unwrap());
        let passwords = passwords(1);
        assert!(passwords.verify("old", Some(&phc)).await.unwrap());
        assert!(Passwords::needs_rehash(&phc));
        assert!(!Passwords::needs_rehash(&passwords.hash("new").await.unwrap()));
    }

    #[tokio::test]
    async fn a_stored_hash_that_cannot_be_read_is_an_error_and_no_match() {
        for phc in ["", "plain", "$2b$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=4194304,t=2,p=1$YW50ZXJvb20$AAAAAAAAAAAAAAAAAAAAAA"] {
            assert!(matches!(passwords(1).verify("x", Some(phc)).await, Err(PasswordError::Unreadable(_))), "{phc}");
        }
    }

    #[tokio::test]
    async fn who_waits_too_long_for_a_thread_is_told_that_the_server_is_busy() {
        let passwords = Passwords { patience: Duration::ZERO, ..passwords(1) };
        let held = passwords.places.clone().acquire_owned().await.unwrap();
        assert!(matches!(passwords.verify("x", None).await, Err(PasswordError::Busy)));
        drop(held);
        assert_eq!(passwords.waiting.load(Ordering::Acquire), 0);
    }

    #[tokio::test]
    async fn the_queue_is_bounded() {
        let passwords = passwords(1);
        passwords.waiting.store(MAX_WAITING, Ordering::Release);
        assert!(matches!(passwords.verify("x", None).await, Err(PasswordError::Busy)));
        assert_eq!(passwords.waiting.load(Ordering::Acquire), MAX_WAITING);
    }
}
