//! Prompts against timelines, as files: a prompt, what is there, and what must come of it. The footage
//! has the lengths and pauses of the sample media; no file is decoded.

mod published;
mod vocabulary;

use std::fmt::Write;
use std::path::Path;

use serde::Deserialize;

use super::{Facts, Outcome, Transcript, apply, read};
use crate::backend::local::captions;
use crate::backend::local::model::{self, Frames, Timeline};
use crate::backend::local::probe::{Kind, Probe};
use crate::backend::local::render::{self, Output, Source, Sources};
use crate::backend::local::silence::Levels;
use crate::backend::local::store::{Medium, Session};
use crate::backend::local::upload;

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
    /// The timeline after the last prompt, in the words of `told`.
    #[serde(default)]
    gives: Option<String>,
    /// Words that the last answer holds.
    #[serde(default)]
    says: Vec<String>,
    /// Words that a refusal holds; the timeline is then as it was.
    #[serde(default)]
    refuses: Vec<String>,
    /// Why no local editor can do it, of prompts as people publish them.
    #[serde(default)]
    needs: Option<published::Needs>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Prompts {
    One(String),
    Many(Vec<String>),
}

/// Speech in `talk.mov`, in seconds.
const SPEECH: [(f64, f64); 6] =
    [(0.8, 2.494), (3.694, 7.776), (9.376, 12.84), (13.74, 16.113), (18.113, 20.877), (22.277, 26.078)];

fn medium(name: &str) -> Medium {
    let (kind, duration, size, channels) = match name {
        "talk.mov" => (Kind::Video, 27.167, (1280, 720), 1),
        "logo.png" => (Kind::Image, 0.0, (240, 240), 0),
        name if name.ends_with(".jpg") => (Kind::Image, 0.0, (240, 240), 0),
        name if name.ends_with(".mp4") || name.ends_with(".mov") => (Kind::Video, 8.0, (1280, 720), 1),
        name if name.ends_with(".mp3") => (Kind::Audio, 15.0, (0, 0), 2),
        _ => (Kind::Text, 0.0, (0, 0), 0),
    };
    let fps = if kind == Kind::Video { (30, 1) } else { (0, 1) };
    let probe = Probe { kind, duration, width: size.0, height: size.1, channels, fps, ..Probe::text() };
    Medium { name: name.into(), link: String::new(), sha256: String::new(), bytes: 1, probe, made: false }
}

fn facts(session: &Session) -> Facts {
    let mut facts = Facts { cjk: true, ..Facts::default() };
    for medium in session.media.iter().filter(|medium| medium.probe.kind == Kind::Video) {
        let loud = |at: usize| SPEECH.iter().any(|(from, to)| (*from..*to).contains(&(at as f64 / 100.0)));
        let talk = medium.name == "talk.mov";
        let length = (medium.probe.duration * 100.0) as usize;
        let levels = (0..length).map(|at| if !talk || loud(at) { -20.0 } else { -65.0 }).collect();
        facts.levels.insert(medium.name.clone(), Ok(Levels(levels)));
        let cues = captions::parse(include_bytes!("../../../../tests/media/talk.srt"));
        let words = if talk && session.media.iter().any(|medium| medium.name == "talk.srt") {
            Ok(Transcript { cues, from: "`talk.srt`".into() })
        } else {
            Err(format!("there are no words for `{}`", medium.name))
        };
        facts.words.insert(medium.name.clone(), words);
    }
    facts
}

fn sources(session: &Session) -> Sources {
    let visual = session.media.iter().filter(|medium| medium.probe.kind != Kind::Text);
    visual.map(|medium| (medium.name.clone(), Source { file: "x".into(), probe: medium.probe.clone() })).collect()
}

fn seconds(timeline: &Timeline, frames: Frames) -> String {
    format!("{}", (timeline.rate.seconds(frames) * 1000.0).round() / 1000.0)
}

/// A timeline on few lines: `name in+length`, then what is unusual about it.
fn told(timeline: &Timeline) -> String {
    let at = |frames| seconds(timeline, frames);
    let mut out = String::new();
    for clip in &timeline.main {
        let _ = write!(out, "{} {}+{}", clip.src, at(clip.start), at(clip.len));
        let mut more = |text: String| out += &format!(" {text}");
        if clip.speed != 1.0 {
            more(format!("x{}", clip.speed));
        }
        if clip.volume != 1.0 {
            more(format!("vol {}", (clip.volume * 100.0).round() / 100.0));
        }
        if clip.transition > 0 {
            more(format!("tr {}", at(clip.transition)));
        }
        if clip.still {
            more("still".into());
        }
        if clip.reversed {
            more("reversed".into());
        }
        for fx in &clip.look.0 {
            more(format!("{fx:?}").split([' ', '{']).next().unwrap_or_default().to_owned());
        }
        out += "\n";
    }
    for one in &timeline.overlays {
        let role = format!("{:?}", one.role).to_lowercase();
        let _ = writeln!(out, "{role} {} at {}+{} {:?} {:.2}", one.src, at(one.at), at(one.len), one.place, one.width);
    }
    for one in &timeline.sounds {
        let role = format!("{:?}", one.role).to_lowercase();
        let _ = writeln!(out, "{role} {} at {}+{} {:.0}%", one.src, at(one.at), at(one.len), one.volume * 100.0);
    }
    let captions = timeline.texts.iter().filter(|text| text.role == model::TextRole::Caption).count();
    if captions > 0 {
        let _ = writeln!(out, "{captions} captions");
    }
    for one in timeline.texts.iter().filter(|text| text.role != model::TextRole::Caption) {
        let role = format!("{:?}", one.role).to_lowercase();
        let _ = writeln!(out, "{role} \"{}\" at {}+{} {:?}", one.text, at(one.at), at(one.len), one.place);
    }
    if (timeline.width, timeline.height) != (1280, 720) {
        let _ = writeln!(out, "{}x{} {:?}", timeline.width, timeline.height, timeline.fit);
    }
    if timeline.rate.to_string() != "30" {
        let _ = writeln!(out, "{} fps", timeline.rate);
    }
    if timeline.fade_in + timeline.fade_out > 0 {
        let _ = writeln!(out, "fade {} {}", at(timeline.fade_in), at(timeline.fade_out));
    }
    if let Some(lufs) = timeline.lufs {
        let _ = writeln!(out, "{lufs} LUFS");
    }
    out
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

/// Carries a case out and gives its last answer.
fn run(case: &Case) -> Result<String, String> {
    let mut session = Session::new("project".into(), None);
    let names = if case.bare { None } else { Some("talk.mov") };
    for name in names.into_iter().chain(case.with.iter().map(String::as_str)) {
        let medium = medium(name);
        if session.draft.is_none() && medium.probe.kind == Kind::Video {
            session.draft = Some(model::write(&upload::whole(&medium)));
        }
        session.media.push(medium);
    }
    let prompts = match &case.prompt {
        Prompts::One(prompt) => std::slice::from_ref(prompt),
        Prompts::Many(prompts) => prompts,
    };
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
    match &case.gives {
        Some(wanted) if wanted.trim() != told.trim() => {
            Err(format!("gives\n{told}instead of\n{wanted}\n({})", answer.0))
        }
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
        for case in &cases(file) {
            count += 1;
            if let Err(why) = run(case) {
                let prompt = match &case.prompt {
                    Prompts::One(prompt) => prompt.clone(),
                    Prompts::Many(prompts) => prompts.join(" / "),
                };
                broken.push(format!("{}: {prompt}\n{why}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(broken.is_empty(), "{} of {count} cases:\n\n{}", broken.len(), broken.join("\n\n"));
}

/// Words in any order, whole and broken: nothing may panic, and what is accepted must be a timeline that
/// is read back as it was written.
#[test]
fn no_prompt_breaks_the_editor() {
    const WORDS: [&str; 78] = [
        "trim",
        "cut",
        "remove",
        "keep",
        "silences",
        "the first",
        "the last",
        "5 s",
        "0:05",
        "to",
        "from",
        "and",
        ",",
        "3 seconds",
        "add",
        "captions",
        "title",
        "\"A {b}\"",
        "'",
        "“",
        "”",
        "at",
        "35%",
        "music.mp3",
        "broll.mp4",
        "logo.png",
        "talk.mov",
        "no.mp4",
        "speed",
        "2x",
        "slow motion",
        "vertical",
        "9:16",
        "crop",
        "fade in",
        "fade out",
        "mute",
        "louder",
        "volume",
        "normalize",
        "zoom",
        "20%",
        "rotate",
        "90",
        "freeze",
        "loop 3 times",
        "reverse",
        "split",
        "join",
        "insert",
        "crossfade",
        "use only",
        "clip 2",
        "the second clip",
        "move",
        "first",
        "don't",
        "without",
        "it",
        "undo",
        "导出",
        "去掉静音",
        "加字幕",
        "第5到8秒",
        "前十秒",
        "背景音乐",
        "标题",
        "删除",
        "，",
        "然后",
        "1:2:3:4",
        "99999999999999 s",
        "-5 s",
        "0",
        "🎬",
        "İ",
        "\u{202e}",
        "logo",
    ];
    let mut seed = 11u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most
    };
    let mut accepted = 0;
    for _ in 0..1500 {
        let mut session = Session::new("project".into(), None);
        for name in ["talk.mov", "talk.srt", "broll.mp4", "music.mp3", "logo.png"] {
            let medium = medium(name);
            if session.draft.is_none() && medium.probe.kind == Kind::Video {
                session.draft = Some(model::write(&upload::whole(&medium)));
            }
            session.media.push(medium);
        }
        for _ in 0..2 {
            let prompt: Vec<&str> = (0..1 + next(7)).map(|_| WORDS[next(WORDS.len())]).collect();
            let prompt = prompt.join(" ");
            let (_, refused) = carry_out(&mut session, &prompt);
            accepted += usize::from(!refused);
            let draft = session.draft.clone().unwrap();
            let timeline = model::read(&draft).unwrap_or_else(|error| panic!("`{prompt}`: {error}"));
            assert!(timeline.total() > 0, "`{prompt}` left nothing");
            assert_eq!(model::write(&timeline), draft, "`{prompt}` does not survive being read back");
            let output = Output::read(&serde_json::json!({"format": "mp4", "fps": 25}), &timeline).unwrap();
            let made = render::job(&timeline, &sources(&session), &output, None);
            assert!(made.is_ok(), "`{prompt}`: {made:?}");
        }
    }
    assert!(accepted > 300, "only {accepted} prompts were accepted");
}

/// Shows what comes of prompts, for writing cases: `PROMPTS=file cargo test shows_what -- --nocapture`.
#[test]
fn shows_what_comes_of_prompts() {
    let Ok(file) = std::env::var("PROMPTS") else { return };
    for prompt in std::fs::read_to_string(file).unwrap().lines().filter(|line| !line.trim().is_empty()) {
        let mut session = Session::new("project".into(), None);
        for name in ["talk.mov", "talk.srt", "broll.mp4", "music.mp3", "logo.png"] {
            let medium = medium(name);
            if session.draft.is_none() && medium.probe.kind == Kind::Video {
                session.draft = Some(model::write(&upload::whole(&medium)));
            }
            session.media.push(medium);
        }
        let (text, refused) = carry_out(&mut session, prompt);
        let timeline = session.draft.as_ref().map(|draft| told(&model::read(draft).unwrap())).unwrap_or_default();
        let text = text.split(" This editor knows").next().unwrap_or_default();
        println!(
            "## {prompt}\n{}{text}\n{}",
            if refused { "REFUSED " } else { "" },
            if refused { "" } else { &timeline }
        );
    }
}
