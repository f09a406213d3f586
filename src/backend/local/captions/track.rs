//! Captions as streams of the file, which a player shows or hides: their text as SubRip, one for each
//! language and place.

use crate::backend::local::model::{Frames, Place, Rate, Text, Track};
use crate::draft::{Millis, subrip};

/// A stream of captions.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// ISO 639-2, as containers write it; `und` where nobody knows.
    pub language: &'static str,
    pub srt: String,
}

/// The streams, in the order in which the timeline names them. Nothing lasts longer than the timeline:
/// a late caption would make the file longer than its picture.
pub fn streams(texts: &[Text], rate: Rate, total: Frames) -> Vec<Stream> {
    let mut groups: Vec<(&Track, Place, Vec<&Text>)> = vec![];
    for text in texts {
        let Some(track) = &text.track else { continue };
        match groups.iter_mut().find(|(other, place, _)| (*other, *place) == (track, text.place)) {
            Some((.., group)) => group.push(text),
            None => groups.push((track, text.place, vec![text])),
        }
    }
    let stream = |(track, _, mut group): (&Track, Place, Vec<&Text>)| {
        group.sort_by_key(|text| text.at);
        let millis = |frames: Frames| Millis(rate.millis(frames.min(total)));
        let texts: Vec<String> = group.iter().map(|text| plain(&text.text)).collect();
        let cues =
            group.iter().zip(&texts).map(|(one, text)| (millis(one.at), millis(one.at + one.len), text.as_str()));
        Stream { language: track.0.as_deref().map_or("und", long), srt: subrip(cues) }
    };
    groups.into_iter().map(stream).filter(|stream| !stream.srt.is_empty()).collect()
}

/// What begins markup loses that meaning: an angle becomes its lookalike, since each format reads it in
/// its own way, and a word joiner stands beside a backslash.
fn plain(text: &str) -> String {
    text.replace('<', "‹").replace('\\', "\u{2060}\\\u{2060}")
}

/// The code of three letters for one of two.
fn long(short: &str) -> &'static str {
    const CODES: [(&str, &str); 36] = [
        ("ar", "ara"),
        ("bg", "bul"),
        ("bn", "ben"),
        ("ca", "cat"),
        ("cs", "ces"),
        ("da", "dan"),
        ("de", "deu"),
        ("el", "ell"),
        ("en", "eng"),
        ("es", "spa"),
        ("fa", "fas"),
        ("fi", "fin"),
        ("fr", "fra"),
        ("he", "heb"),
        ("hi", "hin"),
        ("hr", "hrv"),
        ("hu", "hun"),
        ("id", "ind"),
        ("it", "ita"),
        ("ja", "jpn"),
        ("ko", "kor"),
        ("ms", "msa"),
        ("nb", "nob"),
        ("nl", "nld"),
        ("no", "nor"),
        ("pl", "pol"),
        ("pt", "por"),
        ("ro", "ron"),
        ("ru", "rus"),
        ("sk", "slk"),
        ("sv", "swe"),
        ("th", "tha"),
        ("tr", "tur"),
        ("uk", "ukr"),
        ("vi", "vie"),
        ("zh", "zho"),
    ];
    CODES.iter().find(|(two, _)| *two == short).map_or("und", |(_, three)| three)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::local::model::{Fades, TextRole};

    fn text(words: &str, at: Frames, track: Option<&str>) -> Text {
        Text {
            role: TextRole::Caption,
            text: words.into(),
            at,
            len: 30,
            place: Place::Bottom,
            size: 1.0,
            color: None,
            boxed: false,
            bold: false,
            track: track.map(Track::of),
            fades: Fades::default(),
        }
    }

    #[test]
    fn each_language_has_a_stream_and_drawn_captions_have_none() {
        let texts = [
            text("two", 50, Some("en")),
            text("<b>one", 0, Some("en")),
            text("drawn", 0, None),
            text("zwei", 0, Some("de")),
        ];
        let found = streams(&texts, Rate { num: 30, den: 1 }, 60);
        let one = "1\n00:00:00,000 --> 00:00:01,000\n‹b>one\n\n2\n00:00:01,667 --> 00:00:02,000\ntwo\n\n";
        assert_eq!(found[0], Stream { language: "eng", srt: one.into() });
        assert_eq!((found.len(), found[1].language), (2, "deu"));
    }
}
