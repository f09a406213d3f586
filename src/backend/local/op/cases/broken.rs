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
