//! From ranges to exact versions, level by level.
//!
//! A version that was chosen before is used again wherever it fits, as npm does when it lifts packages to the top; otherwise the
//! registry decides. Within a level packages are settled in the order of their names, so that the same registry gives the same
//! lock. A peer is looked for among what was asked for first, and may be missing where the package says so.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use futures_util::{StreamExt, TryStreamExt, stream};
use nodejs_semver::Version;

use super::manifest::{Manifest, Packument};
use super::pick::{Wanted, pick};
use super::{Dependency, Lock, Locked, NpmError, NpmLimits, Source, integrity, name};

/// A need that is not settled yet.
#[derive(Debug, Clone)]
struct Need {
    /// The `name@version` that needs it; none for the Action.
    by: Option<String>,
    /// The name that its files use.
    alias: String,
    /// The package's own name.
    name: String,
    wanted: String,
    optional: bool,
    peer: bool,
}

/// Resolves the dependencies of an Action.
pub async fn resolve(source: &Source, limits: &NpmLimits, dependencies: &[Dependency]) -> Result<Lock, NpmError> {
    if dependencies.len() > limits.dependencies {
        let limit = limits.dependencies as u64;
        return Err(NpmError::TooMuch { package: "The Action".to_owned(), what: "too many dependencies", limit });
    }
    let mut state = State {
        source,
        limits,
        known: HashMap::new(),
        chosen: BTreeMap::new(),
        lock: Lock::default(),
        spare: BTreeSet::new(),
        wishes: Vec::new(),
    };
    let mut names = BTreeSet::new();
    let mut needs = Vec::new();
    for dependency in dependencies {
        if !names.insert(&dependency.name) {
            return Err(NpmError::Twice(dependency.name.clone()));
        }
        needs.extend(need(None, &dependency.name, &dependency.version, false, false)?);
    }
    while !needs.is_empty() {
        needs.sort_by(|a, b| (&a.name, &a.alias, &a.by).cmp(&(&b.name, &b.alias, &b.by)));
        state.learn(&needs).await?;
        let mut next = Vec::new();
        for need in needs {
            next.extend(state.settle(need)?);
        }
        needs = next;
    }
    Ok(state.finish())
}

/// A need, or `None` for one that cannot be met and need not be.
fn need(by: Option<&str>, alias: &str, wanted: &str, optional: bool, peer: bool) -> Result<Option<Need>, NpmError> {
    // `npm:other@^1`: another package under this name.
    let (name, wanted) = match wanted.strip_prefix("npm:") {
        Some(target) => match target.char_indices().skip(1).find(|(_, c)| *c == '@') {
            Some((at, _)) => target.split_at(at),
            None => (target, "@*"),
        },
        None => (alias, wanted),
    };
    let wanted = wanted.strip_prefix('@').unwrap_or(wanted);
    match name::check(alias).and_then(|()| name::check(name)) {
        Err(_) if optional => return Ok(None),
        checked => checked?,
    }
    Ok(Some(Need { by: by.map(str::to_owned), alias: alias.to_owned(), name: name.to_owned(), wanted: wanted.to_owned(), optional, peer }))
}

struct State<'a> {
    source: &'a Source,
    limits: &'a NpmLimits,
    known: HashMap<String, Option<Packument>>,
    /// Versions that were chosen, by name.
    chosen: BTreeMap<String, Vec<Version>>,
    lock: Lock,
    /// Edges that may be missing: who needs, under which name.
    spare: BTreeSet<(String, String)>,
    /// Peers that may be missing: used if something else brings them.
    wishes: Vec<Need>,
}

impl State<'_> {
    /// Asks about every package of a level that nothing is known of yet.
    async fn learn(&mut self, needs: &[Need]) -> Result<(), NpmError> {
        let unknown: BTreeSet<&str> = needs.iter().map(|need| need.name.as_str()).filter(|name| !self.known.contains_key(*name)).collect();
        if unknown.len() + self.known.len() > self.limits.packages {
            return Err(self.limits.too_many_packages());
        }
        let unknown: Vec<String> = unknown.into_iter().map(str::to_owned).collect();
        let source = self.source;
        let learnt: Vec<_> = stream::iter(unknown)
            .map(|name| async move { Ok::<_, NpmError>((source.packument(&name).await?, name)) })
            .buffer_unordered(self.limits.concurrency)
            .try_collect()
            .await?;
        self.known.extend(learnt.into_iter().map(|(packument, name)| (name, packument)));
        Ok(())
    }

    /// Settles one need, and says what the chosen package needs in turn if it is new.
    fn settle(&mut self, need: Need) -> Result<Vec<Need>, NpmError> {
        match self.choose(&need) {
            Ok((id, manifest)) => {
                self.link(&need, &id);
                match manifest {
                    Some((version, manifest)) => self.add(&need, &id, version, &manifest),
                    None => Ok(Vec::new()),
                }
            }
            // Whoever can do without says so by catching the error of `require`.
            Err(_) if need.optional => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// The package that meets a need; with its manifest if it is not in the lock yet.
    fn choose(&self, need: &Need) -> Result<(String, Option<(Version, Manifest)>), NpmError> {
        let by = || need.by.clone();
        let wanted = Wanted::parse(&need.wanted).ok_or_else(|| NpmError::Unsupported {
            name: need.name.clone(),
            wanted: need.wanted.chars().take(100).collect(),
            by: by(),
        })?;
        if need.peer
            && let Some(id) = self.lock.requested.get(&need.alias)
        {
            return Ok((id.clone(), None));
        }
        let there = self.chosen.get(&need.name).into_iter().flatten().filter(|version| wanted.fits(version)).max();
        if let Some(version) = there {
            return Ok((format!("{}@{version}", need.name), None));
        }
        let packument = self.known.get(&need.name).and_then(Option::as_ref);
        let packument = packument.ok_or_else(|| NpmError::NoPackage { name: need.name.clone(), by: by() })?;
        let picked = pick(packument, &wanted);
        let (version, manifest) =
            picked.ok_or_else(|| NpmError::NoVersion { name: need.name.clone(), wanted: need.wanted.clone(), by: by() })?;
        let id = format!("{}@{version}", need.name);
        if self.lock.packages.contains_key(&id) {
            return Ok((id, None));
        }
        if let Some(reason) = manifest.machine() {
            return Err(NpmError::Native { package: id, reason });
        }
        Ok((id, Some((version, manifest.clone()))))
    }

    fn link(&mut self, need: &Need, id: &str) {
        if let Some(by) = need.by.as_ref().filter(|_| need.optional) {
            self.spare.insert((by.clone(), need.alias.clone()));
        }
        let edges = match &need.by {
            None => Some(&mut self.lock.requested),
            Some(by) => self.lock.packages.get_mut(by).map(|package| &mut package.dependencies),
        };
        if let Some(edges) = edges {
            edges.insert(need.alias.clone(), id.to_owned());
        }
    }

    fn add(&mut self, need: &Need, id: &str, version: Version, manifest: &Manifest) -> Result<Vec<Need>, NpmError> {
        if integrity::sha512(&manifest.dist.integrity).is_none() {
            return Err(NpmError::NoIntegrity(id.to_owned()));
        }
        if self.lock.packages.len() >= self.limits.packages {
            return Err(self.limits.too_many_packages());
        }
        let locked = Locked {
            name: need.name.clone(),
            version: version.to_string(),
            integrity: manifest.dist.integrity.clone(),
            tarball: manifest.dist.tarball.clone(),
            optional: true,
            dependencies: BTreeMap::new(),
        };
        self.lock.packages.insert(id.to_owned(), locked);
        self.chosen.entry(need.name.clone()).or_default().push(version);
        let mut needs = Vec::new();
        for (alias, wanted) in &manifest.optional_dependencies {
            needs.extend(need_of(id, alias, wanted, true, false)?);
        }
        // npm lets the optional ones win where a name is in both.
        for (alias, wanted) in manifest.dependencies.iter().filter(|(alias, _)| !manifest.optional_dependencies.contains_key(*alias)) {
            needs.extend(need_of(id, alias, wanted, false, false)?);
        }
        for (alias, wanted) in manifest.peer_dependencies.iter().filter(|(alias, _)| !manifest.dependencies.contains_key(*alias)) {
            let optional = manifest.peer_dependencies_meta.get(alias).is_some_and(|meta| meta.optional);
            let peer = need_of(id, alias, wanted, optional, true)?;
            if optional { self.wishes.extend(peer) } else { needs.extend(peer) }
        }
        Ok(needs)
    }

    fn finish(mut self) -> Lock {
        for wish in std::mem::take(&mut self.wishes) {
            let there = self.lock.requested.get(&wish.alias).cloned().or_else(|| {
                let wanted = Wanted::parse(&wish.wanted)?;
                let version = self.chosen.get(&wish.name)?.iter().filter(|version| wanted.fits(version)).max()?;
                Some(format!("{}@{version}", wish.name))
            });
            if let Some(id) = there {
                self.link(&wish, &id);
            }
        }
        self.require();
        self.lock
    }

    /// Marks what the Action reaches without an edge that may be missing.
    fn require(&mut self) {
        let mut reached: Vec<String> = self.lock.requested.values().cloned().collect();
        while let Some(id) = reached.pop() {
            let Some(package) = self.lock.packages.get_mut(&id).filter(|package| package.optional) else { continue };
            package.optional = false;
            let firm = package.dependencies.iter().filter(|(alias, _)| !self.spare.contains(&(id.clone(), (*alias).clone())));
            reached.extend(firm.map(|(_, to)| to.clone()));
        }
    }
}

fn need_of(by: &str, alias: &str, wanted: &str, optional: bool, peer: bool) -> Result<Option<Need>, NpmError> {
    need(Some(by), alias, wanted, optional, peer)
}
