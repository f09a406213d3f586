//! Every command that the README and the chapters show is run, in a project like the reader's, and must succeed and
//! say what is shown.

use std::path::Path;

use crate::project::{Project, media, workflow};

/// The files that a text shows: blocks of `text` with a name.
fn files(text: &str) -> Vec<(String, String)> {
    let blocks = text.split("```text ").skip(1).filter_map(|rest| rest.split("```").next()?.split_once('\n'));
    blocks.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// The `console` blocks of a text: each command, and the lines shown below it.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match line.strip_prefix("$ ") {
                Some(command) => out.push((command.to_owned(), Vec::new())),
                None => out.last_mut().expect("a command stands first").1.push(line.to_owned()),
            },
        }
    }
    out
}

/// Runs what a text shows, in a project like the reader's.
fn holds(name: &str, least: usize) {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap();
    let commands = commands(&text);
    assert!(commands.len() >= least, "{name} shows commands");
    let project = Project::new();
    project.copy(&media("talk.mov"), "talk.mov");
    project.copy(&media("talk.srt"), "talk.srt");
    for clip in ["intro", "outro"] {
        project.copy(&media("talk.mov"), &format!("clips/{clip}.mov"));
        project.copy(&media("talk.srt"), &format!("clips/{clip}.srt"));
    }
    project.write("clips.csv", "video,title\nclips/intro.mov,Welcome\nclips/outro.mov,\n");
    for entry in std::fs::read_dir(workflow("")).unwrap() {
        let path = entry.unwrap().path();
        project.copy(&path, &format!("workflows/{}", path.file_name().unwrap().to_string_lossy()));
    }
    files(&text).iter().for_each(|(name, text)| project.write(name, text));
    for (command, shown) in commands {
        let (line, input) = command.split_once(" < ").map_or((&*command, None), |(line, name)| (line, Some(name)));
        let words: Vec<&str> = line.split(' ').collect();
        assert_eq!(words[0], "flow", "{command}");
        let mut flow = project.command(&words[1..]);
        if let Some(name) = input {
            flow.stdin(std::fs::File::open(project.path().join(name)).unwrap());
        }
        let told = project.told(flow.output().unwrap()).well();
        let said = format!("{}{}", told.stdout, told.stderr);
        let mut rest = said.as_str();
        for line in shown.iter().filter(|line| *line != "…") {
            let Some(at) = rest.find(line.as_str()) else { panic!("`{command}` does not say `{line}` there:\n{said}") };
            rest = &rest[at + line.len()..];
        }
    }
}

#[test]
fn the_readme_shows_what_happens() {
    holds("README.md", 5);
}

#[test]
fn the_chapter_on_batches_shows_what_happens() {
    holds("docs/batch.md", 4);
}

#[test]
fn the_chapter_on_locks_shows_what_happens() {
    holds("docs/locks.md", 5);
}

#[test]
fn the_chapter_on_conversations_shows_what_happens() {
    holds("docs/chat.md", 4);
}

#[test]
fn the_chapter_on_ci_shows_what_happens() {
    holds("docs/ci.md", 2);
}
