//! A file that is still arriving: hidden beside its place, locked, and kept over a crash together
//! with what is needed to go on with it.

use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::task::{JoinHandle, spawn_blocking};

use super::{Downloaded, boxes};
use crate::draft::{hex, sha256_hex};

/// So much of the beginning is looked at.
const HEAD: usize = 512;
/// So much goes to the disk at once.
const PIECE: usize = 512 << 10;

pub(super) struct Part {
    path: PathBuf,
    note: PathBuf,
    render: String,
    /// None while it is at work.
    disk: Option<Disk>,
    behind: Option<Behind>,
    /// What has come and was not sent off yet.
    come: Vec<u8>,
    /// The buffer of what was sent off before, which goes round.
    spare: Vec<u8>,
    tag: Option<String>,
    head: Vec<u8>,
    bytes: u64,
}

/// The file, and the hash of what is in it.
struct Disk {
    file: File,
    hash: Sha256,
}

/// A piece that is being hashed and written, each on a thread of its own.
struct Behind {
    piece: Arc<Vec<u8>>,
    hashing: JoinHandle<Sha256>,
    writing: JoinHandle<(File, io::Result<()>)>,
}

/// What is written down about a part, in a file beside it.
#[derive(Serialize, Deserialize)]
struct Note {
    render: String,
    tag: String,
}

impl Part {
    /// Opens the part of `to`, with what an earlier call left of the same render. Its name follows
    /// from `to` alone, so that a later process finds it.
    pub(super) async fn open(to: &Path, render: &str) -> io::Result<Part> {
        let name = to.file_name().ok_or_else(|| io::Error::other("the path names no file"))?.to_string_lossy();
        let name = if name.len() > 200 { sha256_hex(name.as_bytes()) } else { name.into_owned() };
        let folder = folder(to);
        fs::create_dir_all(folder).await?;
        let path = folder.join(format!(".{name}.flow-part"));
        let note = folder.join(format!(".{name}.flow-part.json"));
        for path in [&path, &note] {
            // A link would lead the writing elsewhere.
            if fs::symlink_metadata(path).await.is_ok_and(|metadata| !metadata.is_file()) {
                fs::remove_file(path).await?;
            }
        }
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(io::Error::other("another process is fetching it")),
            // Where the file system has no locks there is nothing to wait for.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        let disk = Some(Disk { file, hash: Sha256::new() });
        let (render, head, come, spare) = (render.to_owned(), Vec::new(), Vec::new(), Vec::new());
        let mut part = Part { path, note, render, disk, behind: None, come, spare, tag: None, head, bytes: 0 };
        let noted = fs::read(&part.note).await.ok().and_then(|text| serde_json::from_slice::<Note>(&text).ok());
        match noted.filter(|noted| noted.render == part.render) {
            Some(noted) => {
                part.tag = Some(noted.tag);
                part.read_back().await?;
            }
            None => part.clear().await?,
        }
        Ok(part)
    }

    /// What is there already counts for the hash.
    async fn read_back(&mut self) -> io::Result<()> {
        let mut disk = self.idle().await?;
        let work = move || {
            let (mut head, mut bytes, mut piece) = (Vec::new(), 0, vec![0; 256 << 10]);
            loop {
                let length = disk.file.read(&mut piece)?;
                if length == 0 {
                    return io::Result::Ok((disk, head, bytes));
                }
                disk.hash.update(&piece[..length]);
                bytes += length as u64;
                let wanted = (HEAD - head.len()).min(length);
                head.extend_from_slice(&piece[..wanted]);
            }
        };
        let (disk, head, bytes) = spawn_blocking(work).await.map_err(io::Error::other)??;
        (self.disk, self.head, self.bytes) = (Some(disk), head, bytes);
        Ok(())
    }

    /// The file, once what was sent off to it is there.
    async fn idle(&mut self) -> io::Result<Disk> {
        if let Some(Behind { piece, hashing, writing }) = self.behind.take() {
            let hash = hashing.await.map_err(io::Error::other)?;
            let (file, written) = writing.await.map_err(io::Error::other)?;
            self.spare = Arc::try_unwrap(piece).unwrap_or_default();
            self.spare.clear();
            self.disk = Some(Disk { file, hash });
            written?;
        }
        self.disk.take().ok_or_else(|| io::Error::other("the file was lost"))
    }

    /// Sends what has come off to the disk, which has its own time with it: meanwhile more comes.
    async fn send_off(&mut self) -> io::Result<()> {
        let Disk { mut file, mut hash } = self.idle().await?;
        self.spare.reserve(PIECE);
        let piece = Arc::new(std::mem::replace(&mut self.come, std::mem::take(&mut self.spare)));
        let (hashed, written) = (Arc::clone(&piece), Arc::clone(&piece));
        let hashing = spawn_blocking(move || {
            hash.update(&*hashed);
            hash
        });
        let writing = spawn_blocking(move || {
            let done = file.write_all(&written);
            (file, done)
        });
        self.behind = Some(Behind { piece, hashing, writing });
        Ok(())
    }

    /// Waits until all that has come is in the file.
    pub(super) async fn settle(&mut self) -> io::Result<()> {
        if !self.come.is_empty() {
            self.send_off().await?;
        }
        self.disk = Some(self.idle().await?);
        Ok(())
    }

    /// What the file lacks to be a whole one of its format, as far as its structure tells.
    pub(super) async fn lacks(&mut self, format: &str) -> io::Result<Option<String>> {
        self.settle().await?;
        let (mut disk, length, format) = (self.idle().await?, self.bytes, format.to_owned());
        let work = move || {
            let lacks = boxes::lacks(&mut disk.file, length, &format)?;
            disk.file.seek(io::SeekFrom::End(0))?;
            io::Result::Ok((disk, lacks))
        };
        let (disk, lacks) = spawn_blocking(work).await.map_err(io::Error::other)??;
        self.disk = Some(disk);
        Ok(lacks)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The beginning of the file, as far as it is there.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The `ETag` of what is there; None where there is nothing to go on with.
    pub(super) fn tag(&self) -> Option<&str> {
        self.tag.as_deref().filter(|_| self.bytes > 0)
    }

    /// Throws away what is there.
    pub(super) async fn clear(&mut self) -> io::Result<()> {
        let mut disk = self.idle().await?;
        disk.file.set_len(0)?;
        disk.file.rewind()?;
        disk.hash = Sha256::new();
        self.disk = Some(disk);
        (self.bytes, self.tag) = (0, None);
        self.head.clear();
        self.come.clear();
        match fs::remove_file(&self.note).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Writes down the tag of what will come, so that it can be gone on with. Without a tag nobody
    /// can tell that it is still the same file.
    pub(super) async fn remember(&mut self, tag: Option<String>) -> io::Result<()> {
        self.tag = tag;
        let Some(tag) = self.tag.clone() else {
            return Ok(());
        };
        let note = serde_json::to_vec(&Note { render: self.render.clone(), tag })?;
        fs::write(&self.note, note).await
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        let wanted = (HEAD - self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..wanted]);
        self.come.extend_from_slice(bytes);
        if self.come.len() >= PIECE { self.send_off().await } else { Ok(()) }
    }

    /// Puts the whole file in its place, durably.
    pub(super) async fn finish(mut self, to: &Path) -> io::Result<Downloaded> {
        self.settle().await?;
        let disk = self.idle().await?;
        let disk = spawn_blocking(move || disk.file.sync_all().map(|()| disk)).await.map_err(io::Error::other)??;
        fs::rename(&self.path, to).await?;
        fs::File::open(folder(to)).await?.sync_all().await?;
        // A note that is left behind names a render, and so can do no harm.
        let _ = fs::remove_file(&self.note).await;
        Ok(Downloaded { bytes: self.bytes, sha256: hex(&disk.hash.finalize()) })
    }
}

fn folder(to: &Path) -> &Path {
    to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Whether the beginning of a file is that of its format; while more may come (`whole` is false) a
/// short beginning is given the benefit of the doubt.
///
/// # Errors
/// What it looks like instead.
pub(super) fn begins_like(head: &[u8], format: &str, whole: bool) -> Result<(), String> {
    if head.is_empty() && whole {
        return Err("an empty file".into());
    }
    if head.len() < 16 && !whole {
        return Ok(());
    }
    let at = |from: usize, mark: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(mark));
    let fits = match format.trim_start_matches('.').to_ascii_lowercase().as_str() {
        "mp4" | "m4v" | "m4a" => at(4, b"ftyp"),
        "mov" => [b"ftyp", b"moov", b"mdat", b"wide", b"free"].iter().any(|mark| at(4, *mark)),
        "webm" | "mkv" => at(0, b"\x1a\x45\xdf\xa3"),
        "avi" => at(0, b"RIFF") && at(8, b"AVI "),
        "wav" => at(0, b"RIFF") && at(8, b"WAVE"),
        "mp3" => at(0, b"ID3") || (at(0, b"\xff") && head.get(1).is_some_and(|byte| byte & 0xe0 == 0xe0)),
        "aac" => at(0, b"ADIF") || (at(0, b"\xff") && head.get(1).is_some_and(|byte| byte & 0xf0 == 0xf0)),
        "gif" => at(0, b"GIF8"),
        "png" => at(0, b"\x89PNG"),
        "jpg" | "jpeg" => at(0, b"\xff\xd8\xff"),
        "webp" => at(0, b"RIFF") && at(8, b"WEBP"),
        _ => !head.trim_ascii_start().starts_with(b"<") && !head.trim_ascii_start().starts_with(b"{"),
    };
    if fits {
        return Ok(());
    }
    let text = head.trim_ascii_start();
    if text.starts_with(b"<") || text.starts_with(b"{") {
        return Err(format!("a page instead of {format}: {}", String::from_utf8_lossy(text)));
    }
    Err(format!("a file that does not begin like {format}"))
}
