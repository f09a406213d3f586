//! All words on the picture as one ASS file in the output's own pixels, so that titles and captions
//! are drawn in one pass and no text is ever part of a filter.

use std::fmt::Write;

use super::lines::wrap;
use crate::backend::local::model::{Fades, Place, Rate, Text, TextRole};

/// What is drawn in which size: font height and margins are shares of the shorter measure.
struct Look {
    size: f64,
    bold: bool,
    boxed: bool,
}

fn look(role: TextRole) -> Look {
    match role {
        TextRole::Caption => Look { size: 0.052, bold: false, boxed: false },
        TextRole::Title => Look { size: 0.085, bold: true, boxed: false },
        TextRole::Text => Look { size: 0.065, bold: true, boxed: false },
        TextRole::LowerThird => Look { size: 0.05, bold: true, boxed: true },
    }
}

/// The file's text; empty where no words are drawn.
pub fn ass(texts: &[Text], rate: Rate, (width, height): (u32, u32)) -> String {
    let mut drawn = texts.iter().filter(|text| text.track.is_none()).peekable();
    if drawn.peek().is_none() {
        return String::new();
    }
    let mut out = format!(
        "[Script Info]\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\nWrapStyle: 2\nScaledBorderAndShadow: yes\n\n\
         [V4+ Styles]\nFormat: Name,Fontname,Fontsize,PrimaryColour,SecondaryColour,OutlineColour,BackColour,Bold,Italic,\
         Underline,StrikeOut,ScaleX,ScaleY,Spacing,Angle,BorderStyle,Outline,Shadow,Alignment,MarginL,MarginR,MarginV,Encoding\n\
         Style: Plain,DejaVu Sans,40,&H00FFFFFF,&H00FFFFFF,&H00101010,&H80000000,0,0,0,0,100,100,0,0,1,2,1,2,0,0,0,1\n\
         Style: Boxed,DejaVu Sans,40,&H00FFFFFF,&H00FFFFFF,&H50202020,&H50202020,0,0,0,0,100,100,0,0,3,8,0,1,0,0,0,1\n\n\
         [Events]\nFormat: Layer,Start,End,Style,Name,MarginL,MarginR,MarginV,Effect,Text\n"
    );
    for text in drawn {
        events(&mut out, text, rate, f64::from(width), f64::from(height));
    }
    out
}

fn events(out: &mut String, text: &Text, rate: Rate, width: f64, height: f64) {
    let mut look = look(text.role);
    look.boxed |= text.boxed;
    look.bold |= text.bold;
    // Upright pictures are narrow: letters are measured by the width there.
    let measure = if height > width { width * 1.05 } else { height.min(width * 0.75) };
    let mut size = look.size * measure * text.size;
    let room = width * 0.88;
    let most = 2;
    // A line's height in libass is its font size; letters are about 0.86 of it wide per em.
    let ems = |size: f64| (room / (size * 0.88)).max(4.0);
    // A cue's own breaks are made for another screen; those of a title are meant.
    let broken = |size: f64| match text.role {
        TextRole::Caption => wrap(&text.text, ems(size)),
        _ => text.text.lines().flat_map(|line| wrap(line, ems(size))).collect(),
    };
    let mut lines = broken(size);
    if text.role != TextRole::Caption {
        while lines.len() > most && size > height * 0.03 {
            size *= 0.9;
            lines = broken(size);
        }
    }
    // Captions that need more lines come one after another, each for its share of the time.
    let groups: Vec<&[String]> =
        if text.role == TextRole::Caption { lines.chunks(most).collect() } else { vec![lines.as_slice()] };
    let letters = |lines: &[String]| lines.iter().map(|line| line.chars().count()).sum::<usize>().max(1) as f64;
    let whole = letters(&lines);
    let mut said = 0.0;
    for group in groups {
        let begin = text.at + (text.len as f64 * said / whole).round() as u64;
        said += letters(group);
        let end = text.at + (text.len as f64 * said / whole).round() as u64;
        if end <= begin {
            continue;
        }
        let (align, x, y) = anchor(text, width, height);
        let outline = (size * 0.06).max(1.5);
        let _ = writeln!(
            out,
            "Dialogue: {},{},{},{},,0,0,0,,{{\\an{align}\\pos({x:.0},{y:.0})\\fs{size:.1}\\b{}\\bord{:.1}{}{}}}{}",
            if text.role == TextRole::Caption { 0 } else { 1 },
            stamp(rate.seconds(begin)),
            stamp(rate.seconds(end)),
            if look.boxed { "Boxed" } else { "Plain" },
            u8::from(look.bold),
            if look.boxed { size * 0.25 } else { outline },
            text.color.as_deref().map(color).unwrap_or_default(),
            fade(text.fades.within(text.len), rate),
            group.iter().map(|line| escape(line)).collect::<Vec<_>>().join("\\N"),
        );
    }
}

/// The alignment of the numeric pad, and the point that it holds on to.
fn anchor(text: &Text, width: f64, height: f64) -> (u8, f64, f64) {
    let (left, middle, right) = (width * 0.06, width / 2.0, width * 0.94);
    // Platforms cover the lowest part of an upright picture with their own buttons.
    let foot = if height > width { 0.10 } else { 0.06 };
    let low = if text.role == TextRole::LowerThird { height * 0.82 } else { height * (1.0 - foot) };
    let (top, center) = (height * 0.055, height / 2.0);
    match text.place {
        Place::TopLeft => (7, left, top),
        Place::Top => (8, middle, top),
        Place::TopRight => (9, right, top),
        Place::Left => (4, left, center),
        Place::Center => (5, middle, center),
        Place::Right => (6, right, center),
        Place::BottomLeft => (1, left, low),
        Place::Bottom => (2, middle, low),
        Place::BottomRight => (3, right, low),
    }
}

/// `RRGGBB` in the order that ASS has.
fn color(rgb: &str) -> String {
    match (rgb.get(0..2), rgb.get(2..4), rgb.get(4..6)) {
        (Some(r), Some(g), Some(b)) => format!("\\c&H{b}{g}{r}&"),
        _ => String::new(),
    }
}

/// Coming and going, in milliseconds.
fn fade(fades: Fades, rate: Rate) -> String {
    if fades.any() { format!("\\fad({},{})", rate.millis(fades.begin), rate.millis(fades.end)) } else { String::new() }
}

/// Hundredths, rounded down at both ends: a frame lies at or behind its own edge, never before it.
fn stamp(seconds: f64) -> String {
    let cs = (seconds * 100.0 + 1e-6).floor() as u64;
    format!("{}:{:02}:{:02}.{:02}", cs / 360_000, cs / 6000 % 60, cs / 100 % 60, cs % 100)
}

/// Braces open commands and a backslash begins one; a word joiner behind it takes that meaning away.
fn escape(line: &str) -> String {
    line.replace('\\', "\\\u{2060}").replace('{', "\\{").replace('}', "\\}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: &str) -> Text {
        Text {
            role: TextRole::Caption,
            text: words.into(),
            at: 10,
            len: 50,
            place: Place::Bottom,
            size: 1.0,
            color: None,
            boxed: false,
            bold: false,
            track: None,
            fades: Fades::default(),
        }
    }

    #[test]
    fn words_cannot_give_commands() {
        let out = ass(&[text(r"{\pos(0,0)}10:30 it's 50% off \N")], Rate { num: 30, den: 1 }, (1280, 720));
        let line = out.lines().last().unwrap();
        assert!(line.starts_with("Dialogue: 0,0:00:00.33,0:00:02.00,Plain"), "{line}");
        assert!(line.contains("\\{\\\u{2060}pos(0,0)\\}10:30 it's 50% off \\\u{2060}N"), "{line}");
    }

    #[test]
    fn a_long_caption_becomes_several_in_a_row() {
        let out = ass(&[text(&"many words ".repeat(30))], Rate { num: 30, den: 1 }, (720, 1280));
        let lines: Vec<&str> = out.lines().filter(|line| line.starts_with("Dialogue")).collect();
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| line.matches("\\N").count() <= 1));
    }

    #[test]
    fn a_title_keeps_its_lines_and_a_caption_does_not() {
        let drawn = |role| {
            let text = Text { role, ..text("Episode 12\nThe Bench") };
            ass(&[text], Rate { num: 30, den: 1 }, (1280, 720)).lines().last().unwrap_or_default().to_owned()
        };
        assert!(drawn(TextRole::Title).ends_with("Episode 12\\NThe Bench"));
        assert!(drawn(TextRole::Caption).ends_with("Episode 12 The Bench"));
    }
}
