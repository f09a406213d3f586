//! Prompts against timelines, as files: a prompt, what is there, and what must come of it. The footage
//! has the lengths and pauses of the sample media; no file is decoded.

mod broken;
pub(super) mod footage;
mod kind;
mod published;
mod told;
mod vocabulary;

use std::path::Path;

use serde::Deserialize;

use super::{Outcome, apply, read};
use crate::backend::local::model;
use crate::backend::local::store::Session;
use footage::facts;
use told::told;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// One prompt, or several in a row in one session.
    prompt: Prompts,
    /// Names of sample media beside `talk.mov`.
    #[serde(default)]
    with: Vec<String>,
    /// Without `talk.mov`.
    #[serde(default)]
    bare: bool,
    /// Prompts that were carried out before.
    #[serde(default)]
    after: Vec<String>,
    /// The timeline after the last prompt, in the words of `told`.
    #[serde(default)]
    gives: Option<Lines>,
    /// Words that the last answer holds.
    #[serde(default)]
    says: Vec<String>,
    /// Words that a refusal holds; the timeline is then as it was.
    #[serde(default)]
    refuses: Vec<String>,
    /// Why no local editor can do it, of prompts as people publish them.
    #[serde(default)]
    needs: Option<published::Needs>,
    /// What is measured in the rendered file; the tests with real media read it.
    #[serde(default, rename = "file")]
    measured: Option<serde_json::Value>,
}

/// Lines of a timeline, in one piece or in several that other cases have too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lines {
    One(String),
    Many(Vec<String>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Prompts {
    One(String),
    Many(Vec<String>),
}

/// Carries a prompt out as a turn does; the answer, and whether it was refused.
fn carry_out(session: &mut Session, prompt: &str) -> (String, bool) {
    let outcome = match read(session, prompt) {
        Ok(reading) => apply(session, reading, &facts(session)),
        Err(outcome) => outcome,
    };
    match outcome {
        Outcome::Refused { text, .. } => (text, true),
        Outcome::Said { text } => (text, false),
        Outcome::Stepped { session: stepped, text } => {
            *session = *stepped;
            (text, false)
        }
        Outcome::Changed { timeline, text } => {
            session.replace(model::write(&timeline));
            (text, false)
        }
    }
}

impl Case {
    fn prompts(&self) -> &[String] {
        match &self.prompt {
            Prompts::One(prompt) => std::slice::from_ref(prompt),
            Prompts::Many(prompts) => prompts,
        }
    }

    fn gives(&self) -> Option<String> {
        let lines = match self.gives.as_ref()? {
            Lines::One(text) => text.trim().to_owned(),
            Lines::Many(texts) => texts.iter().map(|text| text.trim()).collect::<Vec<_>>().join("\n"),
        };
        Some(lines)
    }
}

/// Carries a case out and gives its last answer.
fn run(case: &Case) -> Result<String, String> {
    let names = if case.bare { None } else { Some("talk.mov") };
    let mut session = footage::session(names.into_iter().chain(case.with.iter().map(String::as_str)));
    for prompt in &case.after {
        let (text, refused) = carry_out(&mut session, prompt);
        if refused {
            return Err(format!("refused `{prompt}`, which comes before: {text}"));
        }
    }
    let prompts = case.prompts();
    let mut answer = (String::new(), false);
    for (index, prompt) in prompts.iter().enumerate() {
        let before = session.draft.clone();
        answer = carry_out(&mut session, prompt);
        let last = index + 1 == prompts.len();
        if answer.1 && (!last || case.refuses.is_empty()) {
            return Err(format!("refused `{prompt}`: {}", answer.0));
        }
        if answer.1 && session.draft != before {
            return Err("a refusal changed the timeline".into());
        }
    }
    if !case.refuses.is_empty() && !answer.1 {
        return Err(format!("was not refused: {}", answer.0));
    }
    if let Some(missing) = case.says.iter().chain(&case.refuses).find(|words| !answer.0.contains(words.as_str())) {
        return Err(format!("`{missing}` is not in: {}", answer.0));
    }
    let timeline = session.draft.as_ref().map(model::read).transpose()?;
    let told = timeline.as_ref().map(told).unwrap_or_default();
    match case.gives() {
        Some(wanted) if wanted != told.trim() => Err(format!("gives\n{told}instead of\n{wanted}\n({})", answer.0)),
        _ => Ok(answer.0),
    }
}

fn cases(file: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(file).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn prompts_do_what_the_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/local");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut broken = vec![];
    let mut count = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "yaml")) {
        let name = file.file_name().unwrap().to_string_lossy();
        if name == kind::FILE {
            continue;
        }
        for case in &cases(file) {
            count += 1;
            if let Err(why) = run(case) {
                broken.push(format!("{name}: {}\n{why}", case.prompts().join(" / ")));
            }
        }
    }
    assert!(broken.is_empty(), "{} of {count} cases:\n\n{}", broken.len(), broken.join("\n\n"));
}

/// Shows what comes of prompts, for writing cases: `PROMPTS=file cargo test shows_what -- --nocapture`. A
/// line is a prompt, or `a.mov b.srt | before | prompt`.
#[test]
fn shows_what_comes_of_prompts() {
    let Ok(file) = std::env::var("PROMPTS") else { return };
    for line in std::fs::read_to_string(file).unwrap().lines().filter(|line| !line.trim().is_empty()) {
        let mut parts: Vec<&str> = line.split(" | ").collect();
        let prompt = parts.pop().unwrap_or_default();
        let mut parts = parts.into_iter();
        let names = parts.next().unwrap_or("talk.mov talk.srt broll.mp4 music.mp3 logo.png");
        let mut session = footage::session(names.split_whitespace());
        for before in parts {
            carry_out(&mut session, before);
        }
        if std::env::var_os("PLAINER").is_some() {
            println!("{}", crate::backend::local::words::Clause::new(prompt, &[]).plainer().text());
        }
        let (text, refused) = carry_out(&mut session, prompt);
        let timeline = session.draft.as_ref().map(|draft| told(&model::read(draft).unwrap())).unwrap_or_default();
        let text = text.split(" For example: ").next().unwrap_or_default();
        println!(
            "## {line}\n{}{text}\n{}",
            if refused { "REFUSED " } else { "" },
            if refused { "" } else { &timeline }
        );
    }
}
