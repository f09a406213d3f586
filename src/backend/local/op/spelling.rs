//! Words that were meant: an unknown word one slip away from a word of the trade is read as that word, and
//! the answer says so.

use crate::backend::local::words::Clause;

/// Words that instructions are made of.
const TRADE: &str = "audio background beginning between black bottom brighter brightness caption captions cinematic clips color colour combine contrast cooler corner crossfade delete everything export faster first footage freeze grade highlight highlights insert instagram intro landscape louder loudness merge minute minutes mirror music noise normalise normalize original outro overlay pause pauses photos pictures portrait quieter remove resolution reverse right rotate saturation seamless second seconds section sharpen shorten silence silences silent slideshow slower smooth sound speed split square stabilize subtitle subtitles tiktok title transition transitions vertical video vintage voiceover volume warmer watermark white youtube";

fn trade() -> impl Iterator<Item = &'static str> {
    TRADE.split_whitespace()
}

/// The prompt with its slips mended, and each with what it was read as; none where nothing is to be mended.
pub fn mended(prompt: &str, unknown: &[String]) -> Option<(String, Vec<(String, String)>)> {
    let quoted = Clause::new(prompt, &[]);
    let mut text = prompt.to_owned();
    let mut read = vec![];
    let mut words: Vec<&str> = unknown.iter().flat_map(|words| words.split_whitespace()).collect();
    words.sort_unstable();
    words.dedup();
    for word in words {
        let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let Some(meant) = meant(word) else { continue };
        // Words in quotes are shown as they are written.
        let outside = quoted.lower().matches(word).count();
        if outside == 0 || outside != prompt.to_ascii_lowercase().matches(word).count() {
            continue;
        }
        let at = text.to_ascii_lowercase().find(word)?;
        text.replace_range(at..at + word.len(), meant);
        read.push((word.to_owned(), meant.to_owned()));
    }
    (!read.is_empty()).then_some((text, read))
}

/// The one word of the trade that is a slip or two away.
fn meant(word: &str) -> Option<&'static str> {
    // Short words are too near to other words: a face is no fade. Two letters in the wrong order are a slip.
    if word.len() < 5 || !word.chars().all(|c| c.is_ascii_lowercase()) || trade().any(|known| known == word) {
        return None;
    }
    let most = if word.len() >= 9 { 2 } else { 1 };
    let near = |known: &&str| strsim::osa_distance(word, known);
    let letters = |word: &str| {
        let mut letters = word.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    let fits = |known: &&str| near(known) <= most && (word.len() > 5 || letters(known) == letters(word));
    let found = trade().filter(|known| known.starts_with(&word[..1]) && fits(known)).min_by_key(near)?;
    // "Captions" and "caption" are one word here.
    let best = near(&found);
    let mut rivals = trade().filter(|known| near(known) == best);
    rivals.all(|known| known.starts_with(&found[..3])).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_mended_and_other_words_are_left() {
        let mend = |prompt: &str, unknown: &str| mended(prompt, &[unknown.to_owned()]).map(|(text, _)| text);
        assert_eq!(mend("add captoins", "captoins").as_deref(), Some("add captions"));
        assert_eq!(mend("Trim the silnces", "trim silnces").as_deref(), Some("Trim the silences"));
        assert_eq!(mend("add backgroud music", "backgroud").as_deref(), Some("add background music"));
        assert_eq!(mend("replace my face with a cat", "replace face cat"), None);
        assert_eq!(mend("add title \"captoins\"", "captoins"), None);
    }
}
