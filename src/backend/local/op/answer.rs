//! The words of a refusal: what was understood, what was not, and what would help.

use super::{OPS, Plan, Scene};

/// The operation with a phrase whose words are like those that nobody understood.
pub fn nearest(words: &str) -> Option<&'static str> {
    const COMMON: [&str; 8] = ["video", "second", "seconds", "first", "last", "clip", "clips", "beginning"];
    let telling = |word: &&str| word.chars().count() >= 4 && !COMMON.contains(word);
    let score = |phrase: &str| {
        let phrase = phrase.to_lowercase();
        let pairs = words.split_whitespace().filter(telling).flat_map(|word| {
            phrase.split_whitespace().filter(telling).map(|known| strsim::jaro_winkler(word, known)).collect::<Vec<_>>()
        });
        pairs.fold(0.0, f64::max)
    };
    OPS.iter()
        .flat_map(|op| op.phrases.iter().map(|phrase| (op.name, score(phrase))))
        .filter(|(_, score)| *score > 0.9)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(name, _)| name)
}

/// What could be asked for instead of "make it better", with this footage.
pub fn suggestions(scene: &Scene) -> String {
    let mut ideas = vec!["`trim the silences`".to_owned()];
    let of = |ends: &[&str]| {
        scene.media.iter().find(|medium| ends.iter().any(|end| medium.name.to_lowercase().ends_with(end)))
    };
    if let Some(words) = of(&[".srt", ".vtt", ".txt"]) {
        ideas.push(format!("`add captions from {}`", words.name));
    }
    ideas.push("`normalize the loudness`".into());
    if let Some(music) = of(&[".mp3", ".wav", ".m4a", ".aac"]) {
        ideas.push(format!("`add {} at 20%`", music.name));
    }
    if scene.timeline.width > scene.timeline.height {
        ideas.push("`make it vertical`".into());
    }
    ideas.push("`fade in and out`".into());
    ideas.join(", ")
}

pub fn refusal(
    plans: &[impl std::borrow::Borrow<Plan>],
    cannot: &[(String, String)],
    unknown: &[(String, Option<&str>, Option<&str>)],
) -> String {
    let mut text = String::from("nothing was changed.");
    if !plans.is_empty() {
        let labels: Vec<&str> = plans.iter().map(|plan| plan.borrow().label.as_str()).collect();
        text += &format!(" Understood: {}.", labels.join("; "));
    }
    for (label, why) in cannot {
        text += &format!(" Not possible: {label}: {why}.");
    }
    // What happened stands on the first line, what would help below it.
    let mut help = Vec::new();
    for (words, near, why) in unknown {
        text += &format!(" Not understood: \"{words}\".");
        if let Some(why) = why {
            let line = format!("That is not done here: {why}.");
            if !help.contains(&line) {
                help.push(line);
            }
        } else if let Some(op) = near.and_then(|name| OPS.iter().find(|op| op.name == name)) {
            let phrases = op.phrases.iter().take(2).map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", ");
            help.push(format!("Nearest: {phrases}."));
        }
    }
    if !unknown.is_empty() {
        help.push(format!("For example: {}. `flow explain edits` tells all that there is", examples()));
    }
    help.iter().fold(text, |text, line| text + "\n" + line)
}

/// All that can be asked for.
pub fn knows() -> String {
    format!("This editor knows: {}. For example: {}", names(), examples())
}

fn names() -> String {
    OPS.iter().map(|op| op.name.replace('_', " ")).collect::<Vec<_>>().join(", ")
}

pub fn examples() -> &'static str {
    "`trim the silences`, `keep 0:05 to 0:20`, `add captions`, `add title \"Hello\"`, `add music.mp3 at 35%`, `去掉静音`, `加字幕`"
}
