//! A project in a folder of its own, and the real program run in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub struct Project {
    folder: tempfile::TempDir,
}

/// What the program said, with everything that differs from run to run taken out.
pub struct Told {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

pub fn media(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/media").join(name)
}

pub fn workflow(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("workflows").join(name)
}

impl Project {
    /// A project's folder: it has a git folder, as a real one would, so that nothing above it counts.
    pub fn new() -> Project {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        Project { folder }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn copy(&self, from: &Path, name: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(from, path).unwrap();
    }

    /// The program with these arguments, in an environment that holds nothing of the person's.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flow"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path().join("home"))
            .stdin(Stdio::null());
        command
    }

    pub fn flow(&self, args: &[&str]) -> Told {
        self.told(self.command(args).output().unwrap())
    }

    pub fn told(&self, output: Output) -> Told {
        let clean = |bytes: &[u8]| self.redacted(&String::from_utf8_lossy(bytes));
        Told { code: output.status.code().unwrap_or(-1), stdout: clean(&output.stdout), stderr: clean(&output.stderr) }
    }

    pub fn redacted(&self, text: &str) -> String {
        let here = self.path().canonicalize().unwrap();
        let text = text.replace(&*here.to_string_lossy(), "[dir]").replace(&*self.path().to_string_lossy(), "[dir]");
        let rules = [
            (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]"),
            (r"(flow resume|flow show|--resume|--continue) [0-9a-f]{8}(-[0-9a-f]{4})+", "$1 [run]"),
            (r"\brender_[0-9a-f]{32}\b", "render_[id]"),
            (r"\b[0-9a-f]{64}\b", "[sha256]"),
            (r"\((?:\d+h ?)?(?:\d+m ?)?(?:[\d.]+s)?\)", "([time])"),
            // A run that was taken up long after it began took hours, which leave the seconds out.
            (r"in (?:\d+h \d+m|\d+h|(?:\d+m ?)?[\d.]+s|\d+m)\b", "in [time]"),
            (r"\d{4}-\d\d-\d\dT[\d:.]+Z?", "[moment]"),
            (r#""seconds": [\d.]+"#, r#""seconds": 0"#),
            (r#""bytes": \d+"#, r#""bytes": 0"#),
            (r#"time="[\d.]+""#, r#"time="0""#),
            (r"<dd>[\d.]+s</dd>", "<dd>[time]</dd>"),
            (r#"<p class="soft">[\d.]+s, "#, r#"<p class="soft">[time], "#),
            (r"127\.0\.0\.1:\d+", "127.0.0.1:0"),
            (r"\([\d.]+ (kB|MB), ", "([size], "),
        ];
        rules.iter().fold(text, |text, (pattern, with)| {
            regex::Regex::new(pattern).unwrap().replace_all(&text, *with).into_owned()
        })
    }

    /// Every session that the embedded backend keeps, as it stands on its disk.
    pub fn sessions(&self) -> Vec<serde_json::Value> {
        let folder = self.path().join(".flow/backend/sessions");
        let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.iter().map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
    }

    /// The lines of the newest run's journal.
    pub fn journal(&self) -> usize {
        let runs = self.path().join(".flow/runs");
        let Ok(entries) = std::fs::read_dir(runs) else { return 0 };
        let newest =
            entries.flatten().map(|entry| entry.path().join("journal.jsonl")).filter(|path| path.exists()).max();
        newest.map_or(0, |path| std::fs::read(path).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count())
    }
}

impl Told {
    pub fn transcript(&self) -> String {
        format!("exit: {}\n--- stdout\n{}--- stderr\n{}", self.code, self.stdout, self.stderr)
    }

    /// The same, where the run was to succeed.
    #[track_caller]
    pub fn well(self) -> Told {
        assert_eq!(self.code, 0, "{}", self.transcript());
        self
    }
}

/// What ffprobe says of a file's streams, by their type.
pub fn probe(path: &Path) -> BTreeMap<String, serde_json::Value> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-show_streams", "-show_format", "-of", "json"])
        .arg(path)
        .output()
        .unwrap();
    let value: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let streams = value["streams"].as_array().cloned().unwrap_or_default();
    streams.into_iter().map(|stream| (stream["codec_type"].as_str().unwrap().to_owned(), stream)).collect()
}

pub fn seconds(stream: &serde_json::Value) -> f64 {
    stream["duration"].as_str().unwrap().parse().unwrap()
}
