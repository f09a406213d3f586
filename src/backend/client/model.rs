//! Models that whisper.cpp publishes: fetched when a person asks for one, gone on with where a fetch broke
//! off, and kept only where their bytes are those that were published.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT_ENCODING, CONTENT_RANGE, RANGE};
use sha2::{Digest, Sha256};
use tokio::fs::{File, OpenOptions, create_dir_all, metadata, remove_file, rename};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::wire::USER_AGENT;
use crate::draft::hex;
use crate::outcome::{Code, Failure};

/// Where whisper.cpp's own script, `models/download-ggml-model.sh`, fetches them.
pub const MODELS_FROM: &str = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main";
const CONNECT: Duration = Duration::from_secs(30);
/// How long nothing may arrive.
const STALL: Duration = Duration::from_secs(60);

/// A model by the name that whisper.cpp gives it; those that end in `.en` know English alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Model {
    pub name: &'static str,
    pub bytes: u64,
    /// Hex, as the place that holds the files publishes it.
    pub sha256: &'static str,
}

pub const MODELS: [Model; 6] = [
    model("tiny", 77_691_713, "be07e048e1e599ad46341c8d2a135645097a538221678b7acdd1b1919c6e1b21"),
    model("tiny.en", 77_704_715, "921e4cf8686fdd993dcd081a5da5b6c365bfde1162e72b08d75ac75289920b1f"),
    model("base", 147_951_465, "60ed5bc3dd14eea856493d334349b405782ddcaf0028d4b5df4088345fba2efe"),
    model("base.en", 147_964_211, "a03779c86df3323075f5e796cb2ce5029f00ec8869eee3fdfb897afe36c6d002"),
    model("small", 487_601_967, "1be3a9b2063867b937e64e2ec7483364a79917e157fa98c5d94b5c1fffea987b"),
    model("small.en", 487_614_201, "c6138d6d58ecc8322097e0f987c32f1be8bb0a18532a3f88f734d1bbf9c41e5d"),
];

const fn model(name: &'static str, bytes: u64, sha256: &'static str) -> Model {
    Model { name, bytes, sha256 }
}

impl Model {
    /// The file's name, at the place it comes from and here.
    pub fn file(&self) -> String {
        format!("ggml-{}.bin", self.name)
    }

    /// Fetches it from below the address `from` into `folder`, and gives its path. A file that is there
    /// already is looked through and kept. `progress` hears the bytes that are there.
    ///
    /// # Errors
    /// Where it does not come, is not what was published, or the disk does not take it. What came stays
    /// beside its place, and a later call goes on with it.
    pub async fn fetch(&self, from: &str, folder: &Path, progress: &dyn Fn(u64)) -> Result<PathBuf, Failure> {
        let to = folder.join(self.file());
        let part = folder.join(format!("{}.part", self.file()));
        create_dir_all(folder).await.map_err(|error| unwritable(folder, &error))?;
        if metadata(&to).await.is_ok_and(|file| file.len() == self.bytes)
            && let Ok((sum, _)) = sum_of(&to).await
            && hex(&sum.finalize()) == self.sha256
        {
            return Ok(to);
        }
        let (mut sum, mut there) = match sum_of(&part).await {
            Ok((sum, there)) if there <= self.bytes => (sum, there),
            _ => (Sha256::new(), 0),
        };
        if there < self.bytes {
            let address = format!("{from}/{}", self.file());
            let client = reqwest::Client::builder().user_agent(USER_AGENT).connect_timeout(CONNECT).build();
            let request = client.map_err(|error| self.broken(&error, there))?.get(&address);
            let request = request.header(ACCEPT_ENCODING, "identity").header(RANGE, format!("bytes={there}-"));
            let sent = timeout(STALL, request.send()).await.map_err(|_| self.silent(there))?;
            let mut answer = sent.map_err(|error| self.broken(&error.without_url(), there))?;
            let goes_on = answer.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
            let goes_on = goes_on.is_some_and(|range| range.starts_with(&format!("bytes {there}-")));
            match answer.status() {
                StatusCode::PARTIAL_CONTENT if goes_on => {}
                StatusCode::OK => (sum, there) = (Sha256::new(), 0),
                other => return Err(self.broken(&format!("the answer was {other}"), there)),
            }
            let mut options = OpenOptions::new();
            let file = options.create(true).write(true).append(there > 0).truncate(there == 0).open(&part).await;
            let mut file = file.map_err(|error| unwritable(&part, &error))?;
            loop {
                let piece = timeout(STALL, answer.chunk()).await.map_err(|_| self.silent(there))?;
                let Some(piece) = piece.map_err(|error| self.broken(&error.without_url(), there))? else { break };
                there += piece.len() as u64;
                if there > self.bytes {
                    break;
                }
                sum.update(&piece);
                let written = file.write_all(&piece).await;
                written.map_err(|error| unwritable(&part, &error))?;
                progress(there);
            }
            let whole = async { file.flush().await.and(file.sync_all().await) }.await;
            whole.map_err(|error| unwritable(&part, &error))?;
        }
        if there < self.bytes {
            return Err(self.broken(&"the connection ended", there));
        }
        if there > self.bytes || hex(&sum.finalize()) != self.sha256 {
            let _ = remove_file(&part).await;
            let message = format!("what came for the model `{}` is not what was published, and was removed", self.name);
            let fix = "something between here and there gives another file; try another network";
            return Err(Failure::new(Code::FetchFailed, message).fix(fix));
        }
        rename(&part, &to).await.map_err(|error| unwritable(&to, &error))?;
        Ok(to)
    }

    fn broken(&self, why: &dyn std::fmt::Display, there: u64) -> Failure {
        let message =
            format!("the model `{}` did not come whole ({there} of {} bytes are here): {why}", self.name, self.bytes);
        Failure::new(Code::FetchFailed, message).fix("try again: what is here stays, and the rest is fetched")
    }

    fn silent(&self, there: u64) -> Failure {
        self.broken(&format!("nothing came for {} s", STALL.as_secs()), there)
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(Code::FetchFailed, format!("{} cannot be written: {error}", path.display()))
        .fix("make room, or mend the folder's permissions")
}

/// The sum of a file's bytes so far, and their number.
async fn sum_of(path: &Path) -> io::Result<(Sha256, u64)> {
    let mut file = File::open(path).await?;
    let (mut sum, mut length) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer).await? {
            0 => return Ok((sum, length)),
            count => {
                sum.update(&buffer[..count]);
                length += count as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests;
