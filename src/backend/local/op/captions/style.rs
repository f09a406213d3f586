//! How captions are to look.

use super::super::lettering::FONT;
use super::super::track::Way;
use crate::backend::local::model::{Fades, Frames, Place, Text, TextRole};

/// How captions are to look.
#[derive(Debug, Clone)]
pub struct Style {
    pub size: f64,
    pub color: Option<String>,
    pub place: Place,
    pub boxed: bool,
    pub bold: bool,
    /// In capital letters.
    pub caps: bool,
    pub fades: Fades,
    /// At most so many words at once.
    pub words: Option<usize>,
    /// A second line, beside captions that are there.
    pub also: bool,
    /// Whether captions that stand beside the range stay.
    pub rest: bool,
    pub way: Way,
    /// Whether a font was wished for.
    pub font: bool,
}

impl Style {
    pub fn plain(way: Way) -> Style {
        Style {
            size: 1.0,
            color: None,
            place: Place::Bottom,
            boxed: false,
            bold: false,
            caps: false,
            fades: Fades::default(),
            words: None,
            also: false,
            rest: false,
            way,
            font: false,
        }
    }

    pub fn text(&self, words: &str, at: Frames, len: Frames) -> Text {
        Text {
            role: TextRole::Caption,
            text: if self.caps { words.to_uppercase() } else { words.to_owned() },
            at,
            len,
            place: self.place,
            size: self.size,
            color: self.color.clone(),
            boxed: self.boxed,
            bold: self.bold,
            track: None,
            fades: self.fades,
        }
    }

    /// What captions that are there look like.
    pub fn of(text: &Text, way: Way) -> Style {
        let letters = || text.text.chars().filter(|letter| letter.is_alphabetic());
        Style {
            size: text.size,
            color: text.color.clone(),
            place: text.place,
            boxed: text.boxed,
            bold: text.bold,
            caps: letters().any(char::is_lowercase) != letters().any(char::is_uppercase)
                && letters().any(char::is_uppercase),
            fades: text.fades,
            ..Style::plain(way)
        }
    }

    /// What was asked for beside plain captions, in words.
    pub fn told(&self) -> String {
        let mut told = vec![];
        if self.size != 1.0 {
            told.push(if self.size > 1.0 { "large" } else { "small" }.to_owned());
        }
        if let Some(color) = &self.color {
            told.push(format!("in #{color}"));
        }
        if self.bold {
            told.push("bold".into());
        }
        if self.caps {
            told.push("in capital letters".into());
        }
        if self.boxed {
            told.push("on a dark box".into());
        }
        if self.place != Place::Bottom {
            told.push(if self.place == Place::Top { "at the top" } else { "in the middle" }.into());
        }
        if let Some(words) = self.words {
            told.push(if words == 1 {
                "shown a word at a time".into()
            } else {
                format!("of at most {words} words at once")
            });
        }
        match (self.fades.begin > 0, self.fades.end > 0) {
            (true, true) => told.push("fading in and out".into()),
            (true, false) => told.push("fading in".into()),
            (false, true) => told.push("fading out".into()),
            (false, false) => {}
        }
        let looks = if told.is_empty() { String::new() } else { format!(" They are {}.", told.join(", ")) };
        looks + if self.font { FONT } else { "" }
    }
}
