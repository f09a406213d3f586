//! What the help and the book show is understood: each phrase alone, on a timeline that has what a
//! phrase may speak of.

use super::super::OPS;
use super::carry_out;
use super::footage::medium;
use crate::backend::local::model;
use crate::backend::local::store::Session;
use crate::backend::local::upload;

/// Two clips, captions, a title and music, and beside them the files that a phrase names.
fn session(op: &str, phrase: &str) -> Session {
    let mut session = Session::new("project".into(), None);
    let talk = medium("talk.mov");
    session.draft = Some(model::write(&upload::whole(&talk)));
    session.media.push(talk);
    session.media.extend(["talk.srt", "music.mp3", "second.mp4", "photo.jpg"].map(medium));
    for prompt in ["append second.mp4", "add captions", "add title \"Hello\" at the beginning", "add music.mp3 at 35%"]
    {
        let (answer, refused) = carry_out(&mut session, prompt);
        assert!(!refused, "{prompt}: {answer}");
    }
    session.media.push(medium("third.mp4"));
    for name in phrase.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
        let file = [".mp4", ".mov", ".mp3", ".jpg", ".png", ".srt"].iter().any(|ending| name.ends_with(ending));
        if file && session.media.iter().all(|medium| medium.name != name) {
            session.media.push(medium(name));
        }
    }
    for prompt in before(op) {
        let (answer, refused) = carry_out(&mut session, prompt);
        assert!(!refused, "{prompt}: {answer}");
    }
    if phrase == "redo" {
        carry_out(&mut session, "undo");
    }
    session
}

/// What has to be there for an operation that changes what is.
fn before(op: &str) -> &'static [&'static str] {
    match op {
        "remove_effect" => &["add a vignette", "black and white", "zoom in 20%", "reverse it", "rotate 90 degrees"],
        "move_overlay" => {
            &["add text \"Sale\" at 5 s", "add lower third \"Ann\" at 2 s", "add b-roll third.mp4 at 3 s for 2 s"]
        }
        "remove_text" => &["add text \"Sale\" at 5 s", "add text \"特价\" at 7 s", "add title \"Bye\" at 9 s"],
        "change_text" => &["add text \"你好\" at 5 s"],
        "pip" => &["picture in picture third.mp4 bottom right"],
        "fit" => &["make it vertical"],
        _ => &[],
    }
}

#[test]
fn every_phrase_that_is_shown_does_something() {
    let mut broken = Vec::new();
    for op in OPS {
        for phrase in op.phrases {
            let (answer, refused) = carry_out(&mut session(op.name, phrase), phrase);
            if refused {
                broken.push(format!("{}: `{phrase}`: {}", op.name, answer.lines().next().unwrap_or_default()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}
