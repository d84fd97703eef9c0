//! Which version a range, tag or version means: npm's own rules, so that an Action gets here what it gets elsewhere.

use nodejs_semver::{Range, Version};

use super::manifest::{Manifest, Packument};

/// What stands for a version.
#[derive(Debug)]
pub enum Wanted {
    /// A range; an exact version is one.
    Range(Range),
    /// A tag: `latest`, `next`.
    Tag(String),
}

impl Wanted {
    /// Reads what stands for a version; `None` for places (git, addresses, paths) and for nonsense.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(range) = Range::parse(text) {
            return Some(Self::Range(range));
        }
        let tag = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~');
        (text.len() <= 100 && !text.is_empty() && text.chars().all(tag)).then(|| Self::Tag(text.to_owned()))
    }

    /// Whether a version that is there already will do. A tag means what the registry says, so nothing else does.
    pub fn fits(&self, version: &Version) -> bool {
        matches!(self, Self::Range(range) if range.satisfies(version))
    }
}

/// The version that is meant: `latest` if it fits, else the highest that fits, one that is not deprecated before one that is.
pub fn pick<'p>(packument: &'p Packument, wanted: &Wanted) -> Option<(Version, &'p Manifest)> {
    let named = |name: &str| Some((Version::parse(name).ok()?, packument.versions.get(name)?));
    let range = match wanted {
        Wanted::Tag(tag) => return packument.tags.get(tag).and_then(|version| named(version)),
        Wanted::Range(range) => range,
    };
    let latest = packument.tags.get("latest").and_then(|version| named(version));
    if let Some(latest) = latest.filter(|(version, _)| range.satisfies(version)) {
        return Some(latest);
    }
    let versions = packument.versions.iter().filter_map(|(name, manifest)| Some((Version::parse(name).ok()?, manifest)));
    versions.filter(|(version, _)| range.satisfies(version)).max_by(|(a, of_a), (b, of_b)| {
        let current = |manifest: &Manifest| !manifest.deprecated;
        (current(of_a), a).cmp(&(current(of_b), b))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn packument(versions: &[&str], latest: Option<&str>, deprecated: &[&str]) -> Packument {
        Packument {
            tags: latest.map(|latest| ("latest".to_owned(), latest.to_owned())).into_iter().collect(),
            versions: versions
                .iter()
                .map(|version| ((*version).to_owned(), Manifest { deprecated: deprecated.contains(version), ..Manifest::default() }))
                .collect(),
        }
    }

    fn picked(packument: &Packument, wanted: &str) -> Option<String> {
        pick(packument, &Wanted::parse(wanted)?).map(|(version, _)| version.to_string())
    }

    #[test]
    fn ranges_and_tags_mean_what_they_mean_to_npm() {
        let all = packument(&["1.0.0", "1.2.0", "1.9.9", "2.0.0-rc.1", "2.0.0", "2.1.0", "0.3.1", "0.3.9", "0.4.0"], Some("2.0.0"), &[]);
        for (wanted, expected) in [
            ("latest", "2.0.0"),
            ("^1.0.0", "1.9.9"),
            ("~1.2.0", "1.2.0"),
            ("1.x", "1.9.9"),
            ("*", "2.0.0"),
            ("", "2.0.0"),
            (">=2", "2.0.0"),
            (">2.0.0", "2.1.0"),
            ("^0.3.0", "0.3.9"),
            ("1.0.0 - 1.5.0", "1.2.0"),
            ("^1.2 || ^2.1", "2.1.0"),
            ("v1.0.0", "1.0.0"),
            ("=1.0.0", "1.0.0"),
            ("2.0.0-rc.1", "2.0.0-rc.1"),
            ("^2.0.0-rc.0", "2.0.0"),
        ] {
            assert_eq!(picked(&all, wanted).as_deref(), Some(expected), "{wanted}");
        }
        for wanted in ["^3", "next", "17.7.1", "file:../x", "git+ssh://host/x", "user/repo", "https://host/x.tgz", "workspace:*"] {
            assert_eq!(picked(&all, wanted), None, "{wanted}");
        }
    }

    #[test]
    fn a_deprecated_version_is_the_last_resort() {
        let all = packument(&["1.0.0", "1.1.0"], None, &["1.1.0"]);
        assert_eq!(picked(&all, "^1").as_deref(), Some("1.0.0"));
        assert_eq!(picked(&all, "^1.1").as_deref(), Some("1.1.0"));
    }

    proptest! {
        #[test]
        fn what_is_picked_fits_and_nothing_that_fits_is_higher(
            versions in prop::collection::hash_set((0u64..4, 0u64..4, 0u64..4).prop_map(|(a, b, c)| format!("{a}.{b}.{c}")), 1..20),
            wanted in prop::sample::select(vec!["^1.0.0", "~2.1", "1 || 3", ">=1.2 <3", "*", "0.x", "^0.2.1", "<=2.2.2", "1.1 - 2.1"]),
        ) {
            let versions: Vec<&str> = versions.iter().map(String::as_str).collect();
            let all = packument(&versions, None, &[]);
            let range = Range::parse(wanted).unwrap();
            let fitting: Vec<Version> = versions.iter().map(|v| Version::parse(v).unwrap()).filter(|v| range.satisfies(v)).collect();
            prop_assert_eq!(picked(&all, wanted), fitting.iter().max().map(ToString::to_string));
        }

        #[test]
        fn a_version_fits_itself_and_no_text_panics(a in 0u64..1000, b in 0u64..1000, c in 0u64..1000, text in "\\PC{0,40}") {
            let version = format!("{a}.{b}.{c}");
            prop_assert!(Wanted::parse(&version).unwrap().fits(&Version::parse(&version).unwrap()));
            let _ = Wanted::parse(&text);
        }
    }
}
