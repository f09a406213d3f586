//! Who the client is to the backend: a token that someone gave it, or an anonymous one that it got
//! for itself and must keep, because a client id gets a new one only every 7 days.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::draft::sha256_hex;

/// The longest client id that the service takes, in characters.
const CLIENT_ID_LIMIT: usize = 64;

/// Where the token comes from.
#[derive(Clone)]
pub enum Credential {
    /// A token that the user set. It is never replaced: an anonymous one would be another account.
    Fixed(SecretString),
    Anonymous {
        client_id: String,
        /// The folder that keeps the token between runs; None keeps it in memory only.
        store: Option<PathBuf>,
    },
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Credential::Fixed(_) => f.write_str("Fixed"),
            Credential::Anonymous { store, .. } => f.debug_struct("Anonymous").field("store", store).finish(),
        }
    }
}

/// The account that a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The user's id, where an answer has told it; anonymous ones begin with `anon_`.
    pub id: Option<String>,
    pub anonymous: bool,
    /// Equal for the same account on the same backend, and not reversible. An anonymous account
    /// keeps it when its token is renewed.
    pub fingerprint: String,
}

impl Account {
    /// `issued_to` is the user that the token's own answer named, and `id` what any answer named.
    pub(super) fn new(origin: &str, credential: &Credential, issued_to: Option<&str>, id: Option<String>) -> Account {
        let (anonymous, secret) = match credential {
            Credential::Fixed(token) => (false, token.expose_secret()),
            Credential::Anonymous { client_id, .. } => (true, issued_to.unwrap_or(client_id)),
        };
        let fingerprint = sha256_hex(format!("account\n{origin}\n{secret}").as_bytes())[..16].to_owned();
        Account { id, anonymous, fingerprint }
    }
}

/// The client id: the user's own choice, else the one in `folder/client_id`, else a new one that is
/// saved there. The file holds the id only, and no secret.
///
/// # Errors
/// Where a new id cannot be saved, since asking with a new id on each run soon meets the quota.
pub fn client_id(chosen: Option<&str>, folder: &Path) -> io::Result<String> {
    let usable = |text: &str| {
        let text = text.trim();
        let plain = text.chars().all(|c| c.is_ascii_graphic());
        (plain && !text.is_empty() && text.len() <= CLIENT_ID_LIMIT).then(|| text.to_owned())
    };
    if let Some(id) = chosen.and_then(usable) {
        return Ok(id);
    }
    let path = folder.join("client_id");
    if let Some(id) = fs::read_to_string(&path).ok().as_deref().and_then(usable) {
        return Ok(id);
    }
    let id = Uuid::new_v4().to_string();
    fs::create_dir_all(folder)?;
    write(folder, &path, format!("{id}\n").as_bytes())?;
    // Another process may have been first or last; what the file says now is what all will read.
    Ok(fs::read_to_string(&path).ok().as_deref().and_then(usable).unwrap_or(id))
}

/// A token that the service gave to a client id.
#[derive(Clone)]
pub(super) struct Issued {
    pub(super) token: SecretString,
    pub(super) user: Option<String>,
    /// The id that it was given to; it differs from the configured one where that was refused.
    pub(super) client_id: String,
    /// As the service wrote it. Kept for people: whether a token still works is for the service to
    /// say, since clocks jump.
    pub(super) expires_at: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    origin: String,
    token: String,
    user_id: Option<String>,
    client_id: String,
    expires_at: Option<String>,
}

/// The place on disk of the token that one origin gave to one client id.
pub(super) struct Shelf {
    folder: PathBuf,
    origin: String,
    name: String,
}

impl Shelf {
    pub(super) fn new(folder: &Path, origin: &str, client_id: &str) -> Shelf {
        let name = format!("anonymous-{}", &sha256_hex(format!("{origin}\n{client_id}").as_bytes())[..16]);
        Shelf { folder: folder.to_owned(), origin: origin.to_owned(), name }
    }

    /// Waits until no other process is asking for this token. Without a usable folder there is
    /// nothing to lock, and the token is kept in memory.
    pub(super) async fn lock(&self) -> Option<File> {
        fs::create_dir_all(&self.folder).ok()?;
        let path = self.folder.join(format!("{}.lock", self.name));
        let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
        loop {
            match file.try_lock() {
                Ok(()) => return Some(file),
                Err(TryLockError::WouldBlock) => tokio::time::sleep(Duration::from_millis(50)).await,
                Err(TryLockError::Error(_)) => return None,
            }
        }
    }

    pub(super) fn read(&self) -> Option<Issued> {
        let text = fs::read_to_string(self.path()).ok()?;
        let record: Record = serde_json::from_str(&text).ok()?;
        (record.origin == self.origin && !record.token.is_empty()).then(|| Issued {
            token: record.token.into(),
            user: record.user_id,
            client_id: record.client_id,
            expires_at: record.expires_at,
        })
    }

    pub(super) fn write(&self, issued: &Issued) -> io::Result<()> {
        let record = Record {
            origin: self.origin.clone(),
            token: issued.token.expose_secret().to_owned(),
            user_id: issued.user.clone(),
            client_id: issued.client_id.clone(),
            expires_at: issued.expires_at.clone(),
        };
        write(&self.folder, &self.path(), serde_json::to_string(&record)?.as_bytes())
    }

    fn path(&self) -> PathBuf {
        self.folder.join(format!("{}.json", self.name))
    }
}

/// Replaces a file at once. A temporary file is readable by its owner only, and stays so.
fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    File::open(folder)?.sync_all()
}
