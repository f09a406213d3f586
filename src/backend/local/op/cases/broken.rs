//! Words in any order, whole and broken.

use super::carry_out;
use super::footage::{session, sources};
use crate::backend::local::model;
use crate::backend::local::render::{self, Output};

/// Nothing may panic, and what is accepted must be a timeline that
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
        let mut session = session(["talk.mov", "talk.srt", "broll.mp4", "music.mp3", "logo.png"]);
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

/// A draft is a client's to post: whatever it holds is made into a graph or refused in words.
#[test]
fn no_draft_breaks_the_renderer() {
    let odd = [
        serde_json::json!(0),
        serde_json::json!(-1),
        serde_json::json!(1),
        serde_json::json!(0.0001),
        serde_json::json!(86_400_000),
        serde_json::json!(1e300),
        serde_json::json!("1e999"),
        serde_json::json!(""),
        serde_json::json!("music.mp3"),
        serde_json::json!("logo.png"),
        serde_json::json!(null),
        serde_json::json!(true),
        serde_json::json!([]),
        serde_json::json!({}),
    ];
    let mut session = session(["talk.mov", "talk.srt", "broll.mp4", "music.mp3", "logo.png"]);
    for prompt in [
        "trim the silences, crossfade between clips, add captions, add title \"A\", add music.mp3 at 35%, logo top right",
        "play 3 s to 5 s at half speed, picture in picture broll.mp4 at 2 s, fade in and out, color grade, slow zoom in",
    ] {
        let (answer, refused) = carry_out(&mut session, prompt);
        assert!(!refused, "{answer}");
    }
    let whole = session.draft.clone().unwrap();
    let mut places = vec![];
    pointers(&whole, String::new(), &mut places);
    let (mut made, mut refused) = (0, 0);
    for place in places.iter().step_by(2) {
        for value in &odd {
            let mut draft = whole.clone();
            *draft.pointer_mut(place).unwrap() = value.clone();
            let Ok(timeline) = model::read(&draft) else {
                refused += 1;
                continue;
            };
            let Ok(output) = Output::read(&serde_json::json!({"format": "mp4"}), &timeline) else { continue };
            match render::job(&timeline, &sources(&session), &output, None) {
                Ok(_) => made += 1,
                Err(why) => refused += usize::from(!why.is_empty()),
            }
        }
    }
    assert!(made > 250 && refused > 150, "{made} made, {refused} refused");
}

/// Every place of a document.
fn pointers(value: &serde_json::Value, at: String, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, one)| pointers(one, format!("{at}/{index}"), found));
        }
        serde_json::Value::Object(map) => map.iter().for_each(|(key, one)| pointers(one, format!("{at}/{key}"), found)),
        _ => {}
    }
    if !at.is_empty() {
        found.push(at);
    }
}
