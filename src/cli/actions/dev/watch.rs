//! When to look at a folder again: the operating system says, and this waits until it has nothing more to say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Folders under watch.
pub struct Watch {
    watcher: RecommendedWatcher,
    /// Absolute, as the watcher names them.
    watched: BTreeSet<PathBuf>,
    /// Each change, with the paths that went by it.
    woken: UnboundedReceiver<Vec<PathBuf>>,
}

impl Watch {
    /// Watches nothing yet.
    ///
    /// # Errors
    /// The system has no watches left.
    pub fn start() -> anyhow::Result<Self> {
        let (wake, woken) = unbounded_channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let went = match event {
                // That a file was read is no change: looking reads every file.
                Ok(event) if event.kind.is_access() => return,
                Ok(event) if event.kind.is_remove() || matches!(event.kind, EventKind::Modify(ModifyKind::Name(_))) => event.paths,
                _ => Vec::new(),
            };
            // Nobody listens any more when the command ends.
            let _ = wake.send(went);
        });
        Ok(Self { watcher: watcher.context("cannot watch for changes")?, watched: BTreeSet::new(), woken })
    }

    /// Watches a folder, unless it is watched. Folders in it are watched for themselves: one may be left out.
    ///
    /// # Errors
    /// The system has no watches left.
    pub fn add(&mut self, folder: &Path) -> anyhow::Result<()> {
        let absolute = std::path::absolute(folder).with_context(|| format!("cannot find {}", folder.display()))?;
        if self.watched.contains(&absolute) {
            return Ok(());
        }
        match self.watcher.watch(&absolute, RecursiveMode::NonRecursive) {
            Ok(()) => drop(self.watched.insert(absolute)),
            // Removed between being found and being watched.
            Err(_) if !folder.exists() => {}
            Err(error) => return Err(error).with_context(|| format!("cannot watch {}", folder.display())),
        }
        Ok(())
    }

    /// Waits for a change, and then until nothing changes for a while.
    ///
    /// # Errors
    /// The watcher has ended.
    pub async fn changed(&mut self, quiet: Duration) -> anyhow::Result<()> {
        let mut went = self.woken.recv().await.context("the watch over the folder has ended")?;
        while let Ok(Some(more)) = tokio::time::timeout(quiet, self.woken.recv()).await {
            went.extend(more);
        }
        for folder in went {
            // It may come back under the same name, and is then watched anew.
            if self.watched.remove(&folder) {
                let _ = self.watcher.unwatch(&folder);
            }
        }
        Ok(())
    }
}
