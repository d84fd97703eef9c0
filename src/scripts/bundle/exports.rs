//! `exports` and `imports` of a `package.json`: which file a name means under some conditions (Node, "Packages").

use serde_json::Value;

/// What a name came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// A path from the package's root, with `./`; for imports a name of another package as well.
    Path(String),
    /// The package says that there is nothing.
    Nothing,
}

/// Looks up `name` (`.`, `./sub`, `#inside`) in a map.
pub fn find(map: &Value, name: &str, conditions: &[&str]) -> Target {
    let is_map = |value: &Value| value.as_object().is_some_and(|map| map.keys().any(|key| key.starts_with(['.', '#'])));
    if !is_map(map) {
        // Only the package itself: sugar for `{ ".": … }`.
        return if name == "." { resolve(map, None, conditions) } else { Target::Nothing };
    }
    let Some(map) = map.as_object() else { return Target::Nothing };
    if let Some(target) = map.get(name).filter(|_| !name.contains('*')) {
        return resolve(target, None, conditions);
    }
    // The longest text before the star wins (PATTERN_KEY_COMPARE).
    let best = map
        .iter()
        .filter_map(|(key, target)| {
            let (before, after) = key.split_once('*')?;
            let matched = name.strip_prefix(before)?.strip_suffix(after).filter(|matched| !matched.is_empty())?;
            Some((before.len(), key.len(), matched, target))
        })
        .max_by_key(|(before, length, ..)| (*before, *length));
    if let Some((_, _, matched, target)) = best {
        return resolve(target, Some(matched), conditions);
    }
    // Folders, as packages for Node 12 wrote them.
    let folder =
        map.iter().filter(|(key, _)| key.ends_with('/')).filter_map(|(key, target)| Some((name.strip_prefix(key.as_str())?, target)));
    match folder.min_by_key(|(rest, _)| rest.len()) {
        Some((rest, Value::String(target))) => Target::Path(format!("{target}{rest}")),
        _ => Target::Nothing,
    }
}

fn resolve(target: &Value, matched: Option<&str>, conditions: &[&str]) -> Target {
    match target {
        Value::String(path) => Target::Path(matched.map_or_else(|| path.clone(), |matched| path.replace('*', matched))),
        Value::Array(targets) => {
            let found = targets.iter().map(|target| resolve(target, matched, conditions));
            found.into_iter().find(|target| *target != Target::Nothing).unwrap_or(Target::Nothing)
        }
        Value::Object(branches) => {
            let chosen = branches.iter().filter(|(condition, _)| *condition == "default" || conditions.contains(&condition.as_str()));
            let found = chosen.map(|(_, target)| resolve_branch(target, matched, conditions));
            // A branch that has nothing for these conditions is passed over; one that is `null` says that there is nothing.
            found.into_iter().flatten().next().unwrap_or(Target::Nothing)
        }
        _ => Target::Nothing,
    }
}

fn resolve_branch(target: &Value, matched: Option<&str>, conditions: &[&str]) -> Option<Target> {
    match resolve(target, matched, conditions) {
        Target::Nothing if !target.is_null() => None,
        target => Some(target),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(map: &Value, name: &str, conditions: &[&str]) -> Option<String> {
        match find(map, name, conditions) {
            Target::Path(path) => Some(path),
            Target::Nothing => None,
        }
    }

    #[test]
    fn conditions_are_taken_in_the_order_of_the_package() {
        let map = json!({ ".": { "browser": "./b.js", "node": { "import": "./n.mjs", "require": "./n.cjs" }, "default": "./d.js" } });
        assert_eq!(path(&map, ".", &["node", "require"]).unwrap(), "./n.cjs");
        assert_eq!(path(&map, ".", &["node", "import"]).unwrap(), "./n.mjs");
        assert_eq!(path(&map, ".", &["browser", "require"]).unwrap(), "./b.js");
        // Node without a branch for the kind falls through to what comes after it.
        assert_eq!(path(&map, ".", &["node"]).unwrap(), "./d.js");
        assert_eq!(path(&json!("./x.js"), ".", &[]).unwrap(), "./x.js");
        assert_eq!(path(&json!({ "import": "./x.mjs" }), ".", &["require"]), None);
        assert_eq!(path(&json!(["./a.js", "./b.js"]), ".", &[]).unwrap(), "./a.js");
    }

    #[test]
    fn subpaths_match_exactly_then_by_the_longest_pattern_then_by_folder() {
        let map = json!({
            "./a": "./a.js", "./*": "./lib/*.js", "./features/*": "./f/*.js", "./features/private/*": null, "./*.css": "./c/*.css",
            "./old/": "./older/"
        });
        assert_eq!(path(&map, "./a", &[]).unwrap(), "./a.js");
        assert_eq!(path(&map, "./x/y", &[]).unwrap(), "./lib/x/y.js");
        assert_eq!(path(&map, "./features/z", &[]).unwrap(), "./f/z.js");
        assert_eq!(path(&map, "./features/private/z", &[]), None);
        assert_eq!(path(&map, ".", &[]), None);
        assert_eq!(path(&json!({ "./old/": "./older/" }), "./old/x.js", &[]).unwrap(), "./older/x.js");
    }
}
