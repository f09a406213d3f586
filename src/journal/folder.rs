//! The run's folder, held by one process at a time.

use std::fs::{File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::draft::{Draft, DraftHash, Drafts};

/// A run's folder. While it is held, no other process can go on with the run; the system lets go of
/// the lock when the process ends, however it ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// None where the folder is only read.
    _lock: Option<File>,
}

impl Folder {
    /// Makes a new run's folder and holds it.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn create(runs: &Path, id: &str) -> io::Result<Folder> {
        std::fs::create_dir_all(runs)?;
        let path = runs.join(id);
        std::fs::create_dir(&path)?;
        std::fs::create_dir(path.join("drafts"))?;
        let lock = hold(&path)?.ok_or_else(|| io::Error::other("the run is held by another process"))?;
        sync(&path)?;
        sync(runs)?;
        Ok(Folder { path, _lock: Some(lock) })
    }

    /// Holds an old run's folder; none where another process does.
    ///
    /// A process that was killed while it started a program leaves the lock to that program for the
    /// moment until it begins, so a lock that is held is tried again for a second.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn take(path: PathBuf) -> io::Result<Option<Folder>> {
        for _ in 0..20 {
            if let Some(lock) = hold(&path)? {
                return Ok(Some(Folder { path, _lock: Some(lock) }));
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        Ok(None)
    }

    /// Looks into a folder without holding it.
    pub fn look(path: PathBuf) -> Folder {
        Folder { path, _lock: None }
    }

    /// Whether a process works on the run now.
    pub fn is_held(&self) -> bool {
        // Whoever wants to hold it tries again, so that this moment takes it from nobody.
        let lock = File::open(self.path.join("lock"));
        lock.is_ok_and(|lock| matches!(lock.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn journal(&self) -> PathBuf {
        self.path.join("journal.jsonl")
    }

    pub fn answers(&self) -> PathBuf {
        self.path.join("answers.jsonl")
    }

    /// Writes a file of the run durably.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        durable(&self.path.join(name), bytes)
    }

    fn draft(&self, hash: &DraftHash) -> PathBuf {
        self.path.join("drafts").join(format!("{hash}.json"))
    }
}

impl Drafts for Folder {
    fn keep(&self, draft: &Draft) -> io::Result<()> {
        let path = self.draft(draft.hash());
        if path.exists() {
            return Ok(());
        }
        durable(&path, draft.text().as_bytes())
    }

    fn load(&self, hash: &DraftHash) -> io::Result<Draft> {
        if hash.0.len() != 64 || !hash.0.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(io::Error::other("that is no draft's hash"));
        }
        let draft = Draft::parse(std::fs::read_to_string(self.draft(hash))?)?;
        if draft.hash() != hash {
            return Err(io::Error::other("the draft is not the one that its name says"));
        }
        Ok(draft)
    }
}

fn hold(path: &Path) -> io::Result<Option<File>> {
    let file = File::options().create(true).truncate(false).write(true).open(path.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
/// Where the disk does not take it.
pub fn durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // Who may read it is the person's affair, by way of their umask.
    let rights = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    let mut file = tempfile::Builder::new().permissions(rights).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync(folder)
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The runs of a folder, oldest first: their ids sort by time.
pub fn list(runs: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(runs) else { return Vec::new() };
    let mut ids: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().join("journal.jsonl").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| uuid::Uuid::parse_str(name).is_ok())
        .collect();
    ids.sort();
    ids
}
