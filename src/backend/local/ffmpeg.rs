//! ffmpeg and ffprobe as child processes: found once, started with a cleared environment and limits,
//! never through a shell, and ended with the process that started them where the system can do that.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::outcome::{Code, Failure};

/// Only files and pipes: a playlist must not reach the network.
const PROTOCOLS: &str = "file,pipe";
/// Without this list a playlist or a concat list named `talk.mov` reads its neighbours.
const FORMATS: &str = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,png_pipe,jpeg_pipe,webp_pipe,mp3,wav,aac";
/// One allocation of ffmpeg's, in bytes.
const MAX_ALLOC: &str = "1073741824";
pub const MAX_PIXELS: u64 = 8192 * 4608;
/// What is kept of a child's complaints.
const STDERR_CAP: usize = 16 * 1024;

/// What is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FfmpegVersion {
    /// As ffmpeg prints it, such as `5.1.9-0+deb12u1`.
    pub text: String,
    /// Zero where the build names no number.
    pub major: u32,
}

/// Why a child gave nothing.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The first line of its complaint, without paths.
    pub reason: String,
}

/// Looks for both programs, and starts neither.
///
/// # Errors
/// [`Code::FfmpegMissing`], with the command that installs them.
pub fn find_ffmpeg() -> Result<(), Failure> {
    match ["ffmpeg", "ffprobe"].into_iter().find(|program| find(program).is_none()) {
        Some(program) => Err(missing(program)),
        None => Ok(()),
    }
}

/// Looks for both programs, and asks for the version.
///
/// # Errors
/// As [`find_ffmpeg`].
pub fn check_ffmpeg() -> Result<FfmpegVersion, Failure> {
    find_ffmpeg()?;
    let output = std::process::Command::new(find("ffmpeg").ok_or_else(|| missing("ffmpeg"))?)
        .arg("-version")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| {
            Failure::new(Code::FfmpegMissing, format!("`ffmpeg` could not be started: {error}")).fix(INSTALL)
        })?;
    let text = String::from_utf8_lossy(&output.stdout);
    let text = text.split_whitespace().nth(2).unwrap_or("unknown").to_owned();
    let major = text.trim_start_matches('n').split(['.', '-']).next().and_then(|n| n.parse().ok()).unwrap_or(0);
    Ok(FfmpegVersion { text, major })
}

const INSTALL: &str = if cfg!(target_os = "macos") {
    "install it with `brew install ffmpeg`"
} else if cfg!(windows) {
    "install it with `winget install ffmpeg`"
} else {
    "install it with `apt-get install ffmpeg`"
};

fn missing(program: &str) -> Failure {
    Failure::new(Code::FfmpegMissing, format!("the embedded editor needs `{program}`, and it is not on the PATH"))
        .fix(INSTALL)
}

/// Whether a film carries captions as text inside it; no where that cannot be found out.
pub fn holds_captions(film: &Path) -> bool {
    let Some(ffprobe) = find("ffprobe") else { return false };
    let output = std::process::Command::new(ffprobe)
        .args(["-v", "error", "-protocol_whitelist", "file", "-select_streams", "s"])
        .args(["-show_entries", "stream=codec_name", "-of", "csv=p=0"])
        .arg(film)
        .stdin(Stdio::null())
        .output();
    let told = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    told.lines().any(|codec| super::probe::CAPTIONS.contains(&codec.trim()))
}

/// The program's file on the PATH.
pub fn find(program: &str) -> Option<PathBuf> {
    let name = if cfg!(windows) { format!("{program}.exe") } else { program.to_owned() };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// A child with a cleared environment, no input, and `folder` as its place.
pub fn program(name: &str, folder: &Path) -> Command {
    let file = find(name).unwrap_or_else(|| name.into());
    // A killed parent cannot tidy up; the kernel can end the child for it.
    let mut command = match find("setpriv") {
        Some(setpriv) if cfg!(target_os = "linux") => {
            let mut command = Command::new(setpriv);
            command.args(["--pdeathsig", "KILL", "--"]).arg(file);
            command
        }
        _ => Command::new(file),
    };
    command.env_clear().env("LC_ALL", "C").current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    for kept in ["PATH", "SystemRoot"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// ffmpeg with the options that every call has; `seconds` of processor time is its limit.
pub fn ffmpeg(folder: &Path, seconds: u64) -> Command {
    let mut command = program("ffmpeg", folder);
    command.args(["-nostdin", "-hide_banner", "-v", "error", "-y", "-max_alloc", MAX_ALLOC, "-timelimit"]);
    command.arg(seconds.to_string());
    command
}

/// Names an input file, behind the lists of what may be opened.
pub fn input(command: &mut Command, file: &Path) {
    command.args(["-protocol_whitelist", PROTOCOLS, "-format_whitelist", FORMATS]);
    command.arg("-i").arg(plain(file));
}

/// ffprobe's JSON about a file.
pub fn ffprobe(file: &Path) -> Command {
    let mut command = program("ffprobe", file.parent().unwrap_or(Path::new(".")));
    command.args(["-v", "error", "-max_alloc", MAX_ALLOC, "-print_format", "json", "-show_format", "-show_streams"]);
    input(&mut command, file);
    command
}

/// A `:` or a leading `-` in a name would mean something else to ffmpeg.
fn plain(file: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from("file:");
    text.push(file);
    text
}

/// Runs to the end and gives what it printed.
///
/// # Errors
/// Where it cannot start, takes too long, prints more than `cap` bytes, or fails.
pub async fn output(mut command: Command, limit: Duration, cap: u64) -> Result<Vec<u8>, Broken> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(Broken::start)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let work = async {
        let (out, complaint) = tokio::join!(read_capped(stdout, cap), read_capped(stderr, STDERR_CAP as u64));
        (out, complaint, child.wait().await)
    };
    let Ok((out, complaint, status)) = tokio::time::timeout(limit, work).await else {
        return Err(Broken { reason: format!("took longer than {} s", limit.as_secs()) });
    };
    match status {
        Ok(status) if status.success() => Ok(out),
        Ok(_) => Err(Broken::said(&complaint)),
        Err(error) => Err(Broken::start(error)),
    }
}

/// Runs to the end and hands on what it prints, piece by piece.
///
/// # Errors
/// Where it cannot start, takes too long, or fails.
pub async fn stream(mut command: Command, limit: Duration, mut piece: impl FnMut(&[u8])) -> Result<(), Broken> {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(Broken::start)?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let reading = async {
        let Some(mut stdout) = stdout else { return };
        let mut buffer = vec![0; 1 << 16];
        while let Ok(count @ 1..) = stdout.read(&mut buffer).await {
            piece(&buffer[..count]);
        }
    };
    let work = async {
        let ((), complaint) = tokio::join!(reading, read_capped(stderr, STDERR_CAP as u64));
        (complaint, child.wait().await)
    };
    match tokio::time::timeout(limit, work).await {
        Err(_) => Err(Broken { reason: format!("took longer than {} s", limit.as_secs()) }),
        Ok((_, Ok(status))) if status.success() => Ok(()),
        Ok((complaint, Ok(_))) => Err(Broken::said(&complaint)),
        Ok((_, Err(error))) => Err(Broken::start(error)),
    }
}

/// Reads `-progress pipe:1` and calls `at` with the seconds written so far; ends with the child.
///
/// # Errors
/// Where the child fails.
pub async fn follow(mut child: Child, mut at: impl FnMut(f64)) -> Result<(), Broken> {
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    let progress = async {
        let Some(stdout) = stdout else { return };
        let mut lines = BufReader::new(stdout).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            if let Some(micros) = line.strip_prefix("out_time_us=").and_then(|text| text.trim().parse::<i64>().ok()) {
                at(micros.max(0) as f64 / 1e6);
            }
        }
    };
    let (_, complaint) = tokio::join!(progress, read_capped(stderr, STDERR_CAP as u64));
    match child.wait().await {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Broken::said(&complaint)),
        Err(error) => Err(Broken::start(error)),
    }
}

/// The first `cap` bytes; the rest is drained, so that the child does not stall.
async fn read_capped(source: Option<impl AsyncRead + Unpin>, cap: u64) -> Vec<u8> {
    let mut kept = vec![];
    let Some(mut source) = source else { return kept };
    let _ = (&mut source).take(cap).read_to_end(&mut kept).await;
    let _ = tokio::io::copy(&mut source, &mut tokio::io::sink()).await;
    kept
}

impl Broken {
    fn start(error: std::io::Error) -> Broken {
        Broken { reason: format!("could not be started: {error}") }
    }

    fn said(complaint: &[u8]) -> Broken {
        let text = String::from_utf8_lossy(complaint);
        let line = text.lines().map(tidy).find(|line| !line.is_empty()).unwrap_or_else(|| "gave no reason".into());
        Broken { reason: line }
    }
}

/// A complaint without the addresses of ffmpeg's own parts and without this machine's paths.
fn tidy(line: &str) -> String {
    let mut line = line.trim();
    while let Some(rest) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
        line = rest.1;
    }
    line.split_whitespace()
        .map(|word| if word.contains('/') && word.len() > 8 { "the file" } else { word })
        .collect::<Vec<_>>()
        .join(" ")
}
