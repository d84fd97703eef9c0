//! Codes of authenticator apps (RFC 6238): six digits, half a minute, SHA-1, because that is all that every app can do.
//!
//! The code of the period before and the one after are taken as well, for clocks that differ (RFC 6238 section 6). A code counts once: the
//! period of the last one that was taken is kept, and none up to it is taken again (section 5.2).

use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, TOTP};

use crate::random::Random;

/// Bytes of a key: as many as its hash has (RFC 4226 section 4).
const KEY: usize = 20;
/// Seconds of a period.
const PERIOD: u64 = 30;
/// Digits of a code.
const DIGITS: usize = 6;
/// Characters of the account and of the issuer that an app is told.
const SHOWN: usize = 64;

/// A new key.
pub fn new_key(random: &dyn Random) -> [u8; KEY] {
    let mut key = [0; KEY];
    random.fill(&mut key);
    key
}

fn generator(key: &[u8]) -> Option<TOTP> {
    TOTP::new(Algorithm::SHA1, DIGITS, 0, PERIOD, key.to_vec(), None, String::new()).ok()
}

/// The period of which `typed` is the code, if it is one of now and none up to `last`. All three are compared, whichever fits.
pub fn period_of(key: &[u8], typed: &str, unix_seconds: u64, last: Option<u64>) -> Option<u64> {
    let generator = generator(key)?;
    let now = unix_seconds / PERIOD;
    let mut found = None;
    for period in now.saturating_sub(1)..=now + 1 {
        let code = generator.generate(period.saturating_mul(PERIOD));
        let same: bool = code.as_bytes().ct_eq(typed.as_bytes()).into();
        if same && last.is_none_or(|last| period > last) {
            found = Some(period);
        }
    }
    found
}

/// The key as apps are told it: in an `otpauth:` URL for a picture, and in base32 to be typed.
pub struct Shown {
    /// `otpauth://totp/…`
    pub url: String,
    /// In groups of four.
    pub typed: String,
}

/// How an app is told of the key: whose account it is, and where.
pub fn shown(key: &[u8], issuer: &str, account: &str) -> Option<Shown> {
    // A colon parts the two in the label.
    let plain = |text: &str| text.chars().filter(|c| *c != ':' && !c.is_control()).take(SHOWN).collect::<String>();
    let totp = TOTP::new(Algorithm::SHA1, DIGITS, 0, PERIOD, key.to_vec(), Some(plain(issuer)), plain(account)).ok()?;
    let base32: Vec<char> = totp.get_secret_base32().chars().collect();
    let typed = base32.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    Some(Shown { url: totp.get_url(), typed })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The key of RFC 6238 appendix B.
    const RFC: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        // The last six digits of the eight in the RFC's table.
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert_eq!(period_of(RFC, code, time, None), Some(time / 30), "{time}");
        }
    }

    #[test]
    fn a_code_is_good_a_period_before_and_after_its_own_and_once() {
        for (time, taken) in [(0, false), (29, false), (30, true), (60, true), (119, true), (120, false)] {
            // The code of period 2.
            let code = generator(RFC).unwrap().generate(60);
            assert_eq!(period_of(RFC, &code, time, None).is_some(), taken, "{time}");
        }
        let code = generator(RFC).unwrap().generate(60);
        assert_eq!(period_of(RFC, &code, 60, Some(1)), Some(2));
        assert_eq!(period_of(RFC, &code, 60, Some(2)), None, "it was taken");
        assert_eq!(period_of(RFC, &code, 60, Some(3)), None, "a later one was taken");
    }

    #[test]
    fn nothing_but_six_digits_is_a_code() {
        for typed in ["", "0", "28708", "2870820", "287 082", "٢٨٧٠٨٢", "-87082", "287082\0"] {
            assert_eq!(period_of(RFC, typed, 59, None), None, "{typed:?}");
        }
    }

    #[test]
    fn apps_are_told_whose_account_it_is_and_where() {
        let shown = shown(RFC, "Acme: \u{7}Inc", "ada:x@example.com").unwrap();
        assert!(shown.url.starts_with("otpauth://totp/Acme%20Inc:adax%40example.com?"), "{}", shown.url);
        assert!(shown.url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") && shown.url.contains("issuer=Acme%20Inc"), "{}", shown.url);
        assert_eq!(shown.typed, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
