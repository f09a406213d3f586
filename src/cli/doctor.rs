//! `flow doctor`: whether everything that flow needs is there, with the fix for what is not.

use std::path::Path;

use super::args::Doctor;
use super::backend::Choice;
use super::exit::Ended;
use super::out;
use super::source::Here;
use crate::backend::local;
use crate::report::people;
use crate::settings::{ALL, Origin};
use crate::text::escape::{columns, one_line};

pub fn doctor(args: &Doctor) -> Ended {
    let here = Here::new(&args.common, Vec::new())?;
    let mut text = String::new();
    let mut well = true;
    let mut line = |good: bool, what: &str, detail: &str| {
        text += &beside(&format!("{} {what:<12} ", if good { "ok  " } else { "MISS" }), detail);
    };
    match local::check_ffmpeg() {
        Ok(version) => line(true, "ffmpeg", &version.text),
        Err(failure) => {
            well = false;
            line(false, "ffmpeg", &format!("{}; {}", failure.message, failure.fix.unwrap_or_default()));
        }
    }
    let fonts = |language: &str| {
        let listed = std::process::Command::new("fc-list").arg(format!(":lang={language}")).output();
        listed.is_ok_and(|listed| !listed.stdout.is_empty())
    };
    if fonts("en") {
        line(
            true,
            "fonts",
            if fonts("zh") {
                "Latin and Chinese"
            } else {
                "Latin; for Chinese captions: apt-get install fonts-wqy-microhei"
            },
        );
    } else {
        well = false;
        line(false, "fonts", "no font for captions; apt-get install fontconfig fonts-dejavu-core");
    }
    let settings = &here.settings;
    match (settings.text("speech.command"), settings.text("speech.model"), settings.text("speech.engine")) {
        (Some(command), _, _) => line(true, "speech", &format!("the command `{}`", one_line(command))),
        (None, Some(model), _) => {
            let there = Path::new(model).is_file();
            line(
                there,
                "speech",
                &format!("the model {}{}", one_line(model), if there { "" } else { ", which is not there" }),
            );
        }
        (None, None, Some(engine)) => line(true, "speech", engine),
        _ => line(
            true,
            "speech",
            "none set up: captions come from a subtitle file beside the footage; `flow setup speech` sets one up",
        ),
    }
    let choice = Choice::of(&here)?;
    let account = match std::env::var_os("NEMO_TOKEN") {
        Some(_) => "your own token (NEMO_TOKEN)",
        None => "an anonymous one, asked for when the cloud is first used",
    };
    line(true, "backend", choice.word());
    line(true, "account", account);
    let kept = writable(&here.runs);
    well &= kept.is_ok();
    line(
        kept.is_ok(),
        "runs",
        &format!("{}{}", here.runs.display(), kept.err().map(|error| format!(": {error}")).unwrap_or_default()),
    );
    if let Some(free) = free(&here.runs) {
        well &= free >= ROOM;
        let more = if free < ROOM { "; make room, or choose another folder with --runs-dir and --out" } else { "" };
        line(free >= ROOM, "disk", &format!("{} free for runs and renders{more}", people::size(free)));
    }
    text += "\nSettings (flag, variable, project, user, default):\n";
    for setting in ALL {
        let from = settings.origin(setting.key).map(|origin| match origin {
            Origin::Flag => "a flag".to_owned(),
            Origin::Variable(name) => name.clone(),
            Origin::Project(path) | Origin::User(path) => path.display().to_string(),
        });
        let set = settings.text(setting.key).zip(from);
        let set = set.map(|(value, from)| format!("{}, from {from}: ", one_line(value))).unwrap_or_default();
        text += &beside(&format!("  {:<25}", setting.key), &format!("{set}{}", setting.doc));
    }
    for name in &settings.odd_variables {
        text += &format!("  the variable {} is no setting, and is ignored\n", one_line(name));
    }
    out::result(&text);
    Ok(if well { 0 } else { 5 })
}

/// A word at the margin and a text beside it, in lines that fit on any screen.
fn beside(margin: &str, words: &str) -> String {
    let (mut text, mut at) = (margin.to_owned(), columns(margin));
    let indent = at;
    for word in words.split(' ') {
        if at > indent && at + columns(word) > SCREEN {
            text = text.trim_end().to_owned() + "\n" + &" ".repeat(indent);
            at = indent;
        }
        text += &format!("{word} ");
        at += columns(word) + 1;
    }
    text.trim_end().to_owned() + "\n"
}

/// Columns of the narrowest usual screen.
const SCREEN: usize = 80;

/// Bytes that must be free: a render of a few minutes and what it is made from.
const ROOM: u64 = 1_000_000_000;

/// The nearest folder that there is.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."))
}

fn writable(folder: &Path) -> std::io::Result<()> {
    tempfile::tempfile_in(nearest(folder)).map(drop)
}

/// The bytes that the folder's disk has left for people; None where the system does not tell.
fn free(folder: &Path) -> Option<u64> {
    let disk = nix::sys::statvfs::statvfs(nearest(folder)).ok()?;
    Some(disk.blocks_available().saturating_mul(disk.fragment_size()))
}

#[cfg(test)]
mod tests {
    use super::{SCREEN, beside};

    #[test]
    fn what_is_told_stays_beside_its_word_and_on_the_screen() {
        assert_eq!(beside("ok   fonts  ", "Latin and Chinese"), "ok   fonts  Latin and Chinese\n");
        let long = "/a/".to_owned() + &"x".repeat(90);
        let told = beside("  runs  ", &format!("{} {long} again", "so many words".repeat(8).replace("ss", "s s")));
        assert!(told.lines().all(|line| line.len() <= SCREEN || line.trim() == long), "{told}");
        assert!(told.lines().skip(1).all(|line| line.starts_with("        ")) && told.ends_with(" again\n"), "{told}");
    }
}
