//! Fetches footage at an address for the embedded backend, which takes files alone: from public places
//! only, so that a recipe of anybody's reaches nothing on this machine or in its network.

mod replayed;

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use reqwest::{Response, Url};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::upload::media_type;
use super::wire::{Broken, USER_AGENT};
use super::{Client, Reach, Timing};
use crate::draft::hex;
use crate::outcome::{Code, Failure};

/// How often an answer may name another address.
const REDIRECTS: usize = 5;
const LIMIT: u64 = 2 << 30;
/// How long one fetch may take, however steadily it moves.
const TIME: Duration = Duration::from_secs(3600);
/// A file that is older belongs to a process that was killed.
const OLD: Duration = Duration::from_secs(24 * 3600);
const INSTEAD: &str = "download it first and give the file";

/// What may be fetched, and where it is put meanwhile.
#[derive(Debug, Clone)]
pub struct Fetch {
    /// None where every public host will do.
    hosts: Option<BTreeSet<String>>,
    folder: PathBuf,
    ground: Ground,
}

/// What the rules stand on. It differs in tests alone, which have no network and no certificates.
#[derive(Debug, Clone)]
struct Ground {
    scheme: &'static str,
    public: fn(IpAddr) -> bool,
    look_up: fn(String, u16) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>>,
    limit: u64,
}

/// A file that was fetched. It is gone when this is dropped.
#[derive(Debug)]
pub struct Fetched {
    pub path: PathBuf,
    /// Hex.
    pub sha256: String,
    _folder: TempDir,
}

impl Fetch {
    /// `hosts` are those that the person named. Where there are any, and in CI always, nothing is fetched
    /// from another. `folder` is for files that are under way.
    pub fn new(hosts: &[String], ci: bool, folder: PathBuf) -> Fetch {
        let hosts = (ci || !hosts.is_empty()).then(|| hosts.iter().map(|host| host.to_lowercase()).collect());
        let ground = Ground {
            scheme: "https",
            public: is_public,
            look_up: |host, port| Box::pin(async move { Ok(tokio::net::lookup_host((host, port)).await?.collect()) }),
            limit: LIMIT,
        };
        Fetch { hosts, folder, ground }
    }

    /// Whether the word is the name of a host and nothing more.
    pub fn is_host(word: &str) -> bool {
        let url = Url::parse(&format!("https://{word}/"));
        url.is_ok_and(|url| url.host_str() == Some(&word.to_lowercase()))
    }

    /// Looks at an address without a network: its scheme, its host, and whether that may be asked.
    ///
    /// # Errors
    /// Where it may not. Messages name the host alone, since the rest may hold a secret.
    pub fn permits(&self, address: &str) -> Result<(), Failure> {
        self.permitted(address).map(drop)
    }

    fn permitted(&self, address: &str) -> Result<Url, Failure> {
        let scheme = address.split_once("://").map_or("", |(scheme, _)| scheme);
        let url = Url::parse(address).ok();
        if url.as_ref().map_or(scheme, Url::scheme) != self.ground.scheme {
            let scheme = url.as_ref().map_or(scheme, Url::scheme);
            let message = format!("footage at `{scheme}:` addresses is not fetched, only at https://");
            return Err(refused(message, INSTEAD));
        }
        let Some((url, host)) = url.and_then(|url| Some((url.clone(), url.host_str()?.to_owned()))) else {
            return Err(refused(format!("what follows `{scheme}://` is no address"), "mind its spelling"));
        };
        let inside = host == "localhost" || host.ends_with(".localhost");
        if inside || literal(&host).is_some_and(|ip| !(self.ground.public)(ip)) {
            return Err(not_public(&host, None));
        }
        match &self.hosts {
            Some(hosts) if !hosts.contains(&host) => {
                let why = if hosts.is_empty() {
                    "in CI a host must be allowed by name"
                } else {
                    "only other hosts are allowed"
                };
                let message = format!("nothing is fetched from `{host}`: {why}");
                Err(refused(message, format!("add --allow-url {host} if you trust it, or {INSTEAD}")))
            }
            _ => Ok(url),
        }
    }

    /// Where the host is. Every one of its addresses must be public: a name with some of each kind is made
    /// to get round this rule.
    async fn places(&self, url: &Url, timing: &Timing) -> Result<Vec<SocketAddr>, Failure> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let port = url.port_or_known_default().unwrap_or(443);
        let found = match literal(&host) {
            Some(ip) => vec![SocketAddr::new(ip, port)],
            None => {
                let found = timeout(timing.connect_timeout, (self.ground.look_up)(host.clone(), port)).await;
                let found = found.unwrap_or_else(|_| Err(std::io::ErrorKind::TimedOut.into()));
                found.map_err(|error| failed(format!("the host `{host}` is not found: {error}")))?
            }
        };
        match found.iter().find(|place| !(self.ground.public)(place.ip())) {
            Some(place) => Err(not_public(&host, Some(place.ip()))),
            None if found.is_empty() => Err(failed(format!("the host `{host}` has no address"))),
            None => Ok(found),
        }
    }
}

impl Client {
    /// Fetches what lies at `address` into a file, under the name that it has there. Neither the token nor
    /// anything else that tells of the person or of flow's backend goes along, and no proxy is asked, since
    /// nobody would know which machine it asks. `progress` hears the bytes that came, and their total where
    /// it is known.
    ///
    /// # Errors
    /// Where the address may not be asked, or leads to one that may not; where the file is too large, or
    /// does not come.
    pub async fn fetch_address(
        &self,
        fetch: &Fetch,
        address: &str,
        progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
    ) -> Result<Fetched, Failure> {
        let fetched = timeout(TIME, follow(fetch, &self.0.config.timing, address, progress)).await;
        let late = || Err(failed(format!("it took longer than {} minutes", TIME.as_secs() / 60)));
        let fetched = fetched.unwrap_or_else(|_| late()).map_err(|mut failure| {
            failure.message = self.without_secrets(&failure.message);
            failure
        })?;
        self.note_fetched(address, &fetched);
        Ok(fetched)
    }
}

async fn follow(
    fetch: &Fetch,
    timing: &Timing,
    address: &str,
    progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
) -> Result<Fetched, Failure> {
    let first = fetch.permitted(address)?;
    let mut url = first.clone();
    for _ in 0..=REDIRECTS {
        let host = url.host_str().unwrap_or_default().to_owned();
        let trouble = |error| failed(format!("`{host}`: {}", Broken::of(error, Reach::Unknown).message));
        // The addresses that were looked at are the ones that are connected to: a second look-up might
        // find others.
        let client = build(timing, &host, &fetch.places(&url, timing).await?).map_err(trouble)?;
        let request = client.get(url.clone()).header(ACCEPT, "*/*").header(ACCEPT_ENCODING, "identity");
        let answer = timeout(timing.stall, request.send()).await;
        let answer = answer.map_err(|_| failed(Broken::stalled(timing.stall).message))?.map_err(trouble)?;
        if answer.status().is_redirection() {
            let next = answer.headers().get(LOCATION).and_then(|to| to.to_str().ok()).and_then(|to| url.join(to).ok());
            let next = next.ok_or_else(|| failed(format!("`{host}` names another address that cannot be read")))?;
            url = fetch.permitted(next.as_str()).map_err(|mut failure| {
                failure.message = format!("`{host}` leads elsewhere: {}", failure.message);
                failure
            })?;
            continue;
        }
        if answer.status().as_u16() != 200 {
            return Err(failed(format!("`{host}` answered {}", answer.status())));
        }
        return save(fetch, timing, [&first, &url], answer, progress).await;
    }
    Err(failed(format!("more than {REDIRECTS} addresses lead to one another")))
}

async fn save(
    fetch: &Fetch,
    timing: &Timing,
    [first, url]: [&Url; 2],
    answer: Response,
    progress: &(dyn Fn(u64, Option<u64>) + Send + Sync),
) -> Result<Fetched, Failure> {
    let host = url.host_str().unwrap_or_default();
    let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_lowercase();
    if kind == "text/html" {
        let fix = "give the address of the file itself, not of the page that shows it";
        return Err(Failure::new(Code::FetchFailed, format!("`{host}` gave a page, and no file")).fix(fix));
    }
    let limit = fetch.ground.limit;
    let large = |bytes: u64| {
        let message = format!("`{host}` gives {bytes} bytes or more; flow fetches up to {limit}");
        Failure::new(Code::FileTooLarge, message).fix("download it first, compress or trim it, and give the file")
    };
    let total = answer.content_length();
    if let Some(bytes) = total.filter(|bytes| *bytes > limit) {
        return Err(large(bytes));
    }
    let name = name(header(CONTENT_DISPOSITION), [first, url], &kind);
    std::fs::create_dir_all(&fetch.folder).map_err(|error| full(&fetch.folder, &error))?;
    sweep(&fetch.folder);
    let folder = tempfile::tempdir_in(&fetch.folder).map_err(|error| full(&fetch.folder, &error))?;
    let path = folder.path().join(name);
    let full = |error| full(&path, &error);
    let mut file = tokio::fs::File::create(&path).await.map_err(full)?;
    let (mut chunks, mut bytes, mut hash) = (answer.bytes_stream(), 0, Sha256::new());
    loop {
        let chunk = timeout(timing.stall, chunks.next()).await;
        let Some(chunk) = chunk.map_err(|_| failed(Broken::stalled(timing.stall).message))? else { break };
        let chunk =
            chunk.map_err(|error| failed(format!("`{host}`: {}", Broken::of(error, Reach::Unknown).message)))?;
        bytes += chunk.len() as u64;
        hash.update(&chunk);
        if bytes > limit {
            return Err(large(bytes));
        }
        file.write_all(&chunk).await.map_err(full)?;
        progress(bytes, total);
    }
    file.flush().await.map_err(full)?;
    Ok(Fetched { path, sha256: hex(&hash.finalize()), _folder: folder })
}

/// Takes away what processes left behind that could not end well.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let age = |entry: &std::fs::DirEntry| entry.metadata().ok()?.modified().ok()?.elapsed().ok();
    for entry in entries.filter(|entry| age(entry).is_some_and(|age| age > OLD)) {
        let _ = std::fs::remove_dir_all(entry.path());
    }
}

fn build(timing: &Timing, host: &str, places: &[SocketAddr]) -> reqwest::Result<reqwest::Client> {
    // A second install fails, which is fine: the provider is there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = reqwest::Client::builder().user_agent(USER_AGENT).connect_timeout(timing.connect_timeout);
    let builder = builder.redirect(reqwest::redirect::Policy::none()).referer(false).no_proxy();
    builder.resolve_to_addrs(host, places).build()
}

/// The name of a file: what the answer says, else what the addresses end with; with the ending of its
/// type where it has none that the backend knows.
fn name(disposition: &str, urls: [&Url; 2], kind: &str) -> String {
    let of = |url: &Url| url.path().rsplit('/').next().map(decoded).unwrap_or_default();
    let names = [disposed(disposition), of(urls[0]), of(urls[1])].map(|name| safe(&name));
    let known = |name: &&String| media_type(name) != "application/octet-stream";
    if let Some(name) = names.iter().find(known) {
        return name.clone();
    }
    let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "footage".into());
    let endings = ["mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac"];
    match endings.iter().find(|ending| media_type(&format!("a.{ending}")) == kind) {
        Some(ending) => format!("{name}.{ending}"),
        None => name,
    }
}

/// The file's name of a `Content-Disposition`.
fn disposed(header: &str) -> String {
    let parts = || header.split(';').filter_map(|part| part.trim().split_once('='));
    let part =
        |name: &str| parts().find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim());
    match (part("filename*").and_then(|value| value.rsplit_once('\'')), part("filename")) {
        (Some((_, name)), _) => decoded(name),
        (None, name) => name.unwrap_or_default().trim_matches('"').to_owned(),
    }
}

/// A name that names nothing but a file of the folder that it is put in.
fn safe(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: Vec<char> = last.chars().filter(|c| !c.is_control()).collect();
    let short: String = plain[plain.len().saturating_sub(60)..].iter().collect();
    short.trim_start_matches(['.', ' ']).trim_end().to_owned()
}

fn decoded(text: &str) -> String {
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::new(), 0);
    while let Some(byte) = bytes.get(at) {
        let hex = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        let escaped = hex.filter(|_| *byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.push(escaped.unwrap_or(*byte));
        at += if escaped.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn literal(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Whether an address is one of the internet at large: not of this machine, its network, a provider's
/// inside, many at once, or documents; nor one that another address hides in.
fn is_public(ip: IpAddr) -> bool {
    let within = |address: u128, net: u128, width: u32, bits: u32| (address ^ net) >> (width - bits) == 0;
    match ip {
        IpAddr::V4(ip) => {
            !CLOSED.iter().any(|(net, bits)| within(ip.to_bits().into(), net.to_bits().into(), 32, *bits))
        }
        IpAddr::V6(ip) => {
            let within = |net: &Ipv6Addr, bits| within(ip.to_bits(), net.to_bits(), 128, bits);
            within(&Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !CLOSED_6.iter().any(|(net, bits)| within(net, *bits))
        }
    }
}

/// What is not public of the old addresses, by the registry of special addresses.
const CLOSED: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // The inside of a provider, though it looks public.
    (Ipv4Addr::new(168, 63, 129, 16), 32),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

/// What is not public within 2000::/3; outside of it nothing is.
const CLOSED_6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

fn refused(message: String, fix: impl Into<String>) -> Failure {
    Failure::new(Code::AddressRefused, message).fix(fix)
}

fn not_public(host: &str, ip: Option<IpAddr>) -> Failure {
    let at = ip.filter(|ip| literal(host) != Some(*ip)).map(|ip| format!(" ({ip})")).unwrap_or_default();
    let message = format!("nothing is fetched from `{host}`{at}: it is no public place of the internet");
    refused(message, INSTEAD)
}

fn failed(message: String) -> Failure {
    Failure::new(Code::FetchFailed, message).fix(format!("look whether the address works in a browser, or {INSTEAD}"))
}

fn full(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::FetchFailed, format!("{} cannot be written: {error}", path.display()))
        .fix("make room, or mend the folder's permissions")
}

#[cfg(test)]
#[path = "fetch/tests.rs"]
mod tests;
