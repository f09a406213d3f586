//! What outlives the process: sessions, media by content, renders and their results, below one folder.
//!
//! Every record is replaced whole by one rename, so that a killed process leaves the old one or the
//! new one. An edit's draft and its attempt id are in the same record, and so become true together.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::probe::{Kind, Probe};
use crate::draft::sha256_hex;

/// Drafts that undo can go back to.
const PAST: usize = 100;

#[derive(Debug, Clone)]
pub struct Store {
    pub root: PathBuf,
    /// Who this account is; the same for every process on this folder.
    pub id: Uuid,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    pub id: String,
    pub task: String,
    pub name: String,
    #[serde(default)]
    pub language: Option<String>,
    pub media: Vec<Medium>,
    pub draft: Option<Value>,
    /// Drafts before this one, oldest first, and drafts that were undone.
    #[serde(default)]
    pub past: Vec<Value>,
    #[serde(default)]
    pub undone: Vec<Value>,
    #[serde(default)]
    pub turns: Vec<TurnRecord>,
    /// Credits that its edits have cost.
    #[serde(default)]
    pub charged: u64,
}

/// A file that was uploaded into a session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Medium {
    /// Its name in this session, and what a draft calls it.
    pub name: String,
    /// The unguessable part of its URL.
    pub link: String,
    pub sha256: String,
    pub bytes: u64,
    pub probe: Probe,
    /// Made by the editor and not uploaded.
    #[serde(default)]
    pub made: bool,
}

/// How a prompt ended, kept under its attempt id for good.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TurnRecord {
    pub attempt: Uuid,
    pub reply: String,
    /// A code of the API and its text, where the prompt was refused and nothing was changed.
    #[serde(default)]
    pub refused: Option<(String, String)>,
    /// Whether the timeline became another one.
    #[serde(default)]
    pub changed: bool,
}

/// What a link in a URL leads to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    /// Relative to the store.
    pub file: PathBuf,
    pub mime: String,
    pub etag: String,
}

#[derive(Serialize, Deserialize)]
struct Account {
    version: u32,
    id: Uuid,
}

impl Store {
    /// # Errors
    /// Where the folder cannot be made or read.
    pub fn open(root: &Path) -> io::Result<Store> {
        for folder in ["media", "levels", "sessions", "renders", "results", "links", "tmp"] {
            fs::create_dir_all(root.join(folder))?;
        }
        let root = root.canonicalize()?;
        let account = root.join("store.json");
        let id = match read::<Account>(&account)? {
            Some(found) if found.version == 1 => found.id,
            Some(found) => {
                return Err(io::Error::other(format!(
                    "the store was written in version {} by a newer `flow`",
                    found.version
                )));
            }
            None => {
                let id = Uuid::new_v4();
                write(&root, &account, &Account { version: 1, id })?;
                id
            }
        };
        let store = Store { root, id };
        store.sweep();
        Ok(store)
    }

    /// Takes away what killed processes left half-made; a day's grace spares those that still run.
    fn sweep(&self) {
        let Ok(entries) = fs::read_dir(self.root.join("tmp")) else { return };
        for entry in entries.flatten() {
            let old = entry.metadata().and_then(|data| data.modified()).is_ok_and(|at| {
                SystemTime::now().duration_since(at).is_ok_and(|age| age > Duration::from_secs(86_400))
            });
            if old {
                let path = entry.path();
                let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            }
        }
    }

    pub fn media(&self, sha256: &str) -> PathBuf {
        self.root.join("media").join(sha256)
    }

    pub fn levels(&self, sha256: &str) -> PathBuf {
        self.root.join("levels").join(sha256)
    }

    pub fn result(&self, key: &str, extension: &str) -> PathBuf {
        self.root.join("results").join(format!("{key}.{extension}"))
    }

    /// A new folder that nobody else uses.
    ///
    /// # Errors
    /// Where it cannot be made.
    pub fn folder(&self) -> io::Result<tempfile::TempDir> {
        tempfile::Builder::new().prefix("job-").tempdir_in(self.root.join("tmp"))
    }

    /// # Errors
    /// Where it cannot be made.
    pub fn temp(&self) -> io::Result<tempfile::NamedTempFile> {
        tempfile::NamedTempFile::new_in(self.root.join("tmp"))
    }

    /// # Errors
    /// Where the record cannot be read.
    pub fn session(&self, id: &str) -> io::Result<Option<Session>> {
        // The id comes from a URL; only digits make a file name.
        if id.is_empty() || id.len() > 20 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(None);
        }
        read(&self.root.join("sessions").join(format!("{id}.json")))
    }

    /// # Errors
    /// Where the record cannot be written; the old one is then still there.
    pub fn save(&self, session: &Session) -> io::Result<()> {
        write(&self.root, &self.root.join("sessions").join(format!("{}.json", session.id)), session)
    }

    /// Credits that all sessions have cost.
    pub fn charged(&self) -> u64 {
        let Ok(entries) = fs::read_dir(self.root.join("sessions")) else { return 0 };
        entries
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "json"))
            .filter_map(|entry| read::<Charge>(&entry.path()).ok().flatten())
            .map(|session| session.charged)
            .sum()
    }

    /// # Errors
    /// Where the record cannot be read.
    pub fn render<T: DeserializeOwned>(&self, id: &str) -> io::Result<Option<T>> {
        read(&self.render_file(id))
    }

    /// # Errors
    /// Where the record cannot be written.
    pub fn save_render(&self, id: &str, record: &impl Serialize) -> io::Result<()> {
        write(&self.root, &self.render_file(id), record)
    }

    /// The client chose the id, so it is not used as a name.
    fn render_file(&self, id: &str) -> PathBuf {
        self.root.join("renders").join(format!("{}.json", sha256_hex(id.as_bytes())))
    }

    /// # Errors
    /// Where the record cannot be read.
    pub fn link(&self, link: &str) -> io::Result<Option<Link>> {
        if link.len() != 32 || !link.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(None);
        }
        read(&self.root.join("links").join(format!("{link}.json")))
    }

    /// A new link of 128 random bits to a file in the store.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new_link(&self, file: &Path, mime: &str, etag: &str) -> io::Result<String> {
        let link = crate::draft::hex(&random());
        let file = file.strip_prefix(&self.root).unwrap_or(file).to_owned();
        let record = Link { file, mime: mime.into(), etag: etag.into() };
        write(&self.root, &self.root.join("links").join(format!("{link}.json")), &record)?;
        Ok(link)
    }
}

#[derive(Deserialize)]
struct Charge {
    #[serde(default)]
    charged: u64,
}

impl Session {
    /// A session with an id of nineteen digits, as the service gives them.
    pub fn new(name: String, language: Option<String>) -> Session {
        let digits = u64::from_le_bytes(random()[..8].try_into().unwrap_or_default()) % 8_000_000_000_000_000_000;
        Session {
            id: (digits + 1_000_000_000_000_000_000).to_string(),
            task: format!("task_{}", &crate::draft::hex(&random())[..16]),
            name,
            language,
            media: vec![],
            draft: None,
            past: vec![],
            undone: vec![],
            turns: vec![],
            charged: 0,
        }
    }

    pub fn turn(&self, attempt: Uuid) -> Option<&TurnRecord> {
        self.turns.iter().find(|turn| turn.attempt == attempt)
    }

    /// Puts a draft in the place of the present one, which undo will find. One that is the same
    /// leaves nothing to undo.
    pub fn replace(&mut self, draft: Value) {
        if self.draft.as_ref() == Some(&draft) {
            return;
        }
        if let Some(old) = self.draft.replace(draft) {
            self.past.push(old);
            if self.past.len() > PAST {
                self.past.remove(0);
            }
        }
        self.undone.clear();
    }

    pub fn medium(&self, name: &str) -> Option<&Medium> {
        self.media.iter().find(|medium| medium.name == name)
    }

    /// The name under which a new file is known here: its own, unless another file has it.
    pub fn free_name(&self, name: &str) -> String {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let taken = |name: &str| self.media.iter().any(|medium| medium.name == name);
        std::iter::once(name.to_owned())
            .chain((2..).map(|n| format!("{stem}-{n}.{extension}")))
            .find(|name| !taken(name))
            .unwrap_or_else(|| name.to_owned())
    }
}

impl Medium {
    pub fn stem(&self) -> &str {
        self.name.rsplit_once('.').map_or(&self.name, |(stem, _)| stem)
    }

    pub fn file_type(&self) -> &'static str {
        match self.probe.kind {
            Kind::Video => "video",
            Kind::Image => "image",
            Kind::Audio => "audio",
            Kind::Text => "text",
        }
    }
}

/// 122 random bits and six fixed ones, hashed: sixteen bytes that nobody can guess.
pub fn random() -> [u8; 16] {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(Uuid::new_v4().as_bytes());
    hash.update(Uuid::new_v4().as_bytes());
    hash.finalize()[..16].try_into().unwrap_or_default()
}

fn read<T: DeserializeOwned>(path: &Path) -> io::Result<Option<T>> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| io::Error::other(format!("`{}` is damaged: {error}", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes a record beside its place, so that a kill leaves nothing among the records that could be
/// taken for one of them.
fn write(root: &Path, path: &Path, record: &impl Serialize) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut temp = tempfile::NamedTempFile::new_in(root.join("tmp"))?;
    temp.write_all(&serde_json::to_vec(record)?)?;
    temp.as_file().sync_all()?;
    temp.persist(path)?;
    sync_folder(folder)
}

/// Makes a rename last. Only Unix lets a folder be opened for that.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_the_same_account_when_opened_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = Store::open(folder.path()).unwrap();
        let mut session = Session::new("project".into(), None);
        assert_eq!(session.id.len(), 19);
        session.charged = 50;
        first.save(&session).unwrap();
        let again = Store::open(folder.path()).unwrap();
        assert_eq!(again.id, first.id);
        assert_eq!(again.charged(), 50);
        // What a kill left of a record that was being written is no second charge.
        fs::copy(folder.path().join(format!("sessions/{}.json", session.id)), folder.path().join("sessions/.tmpx"))
            .unwrap();
        assert_eq!(again.charged(), 50);
        assert!(again.session("../store").unwrap().is_none());
        assert!(again.session(&session.id).unwrap().is_some());
    }
}
