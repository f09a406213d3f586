//! Foreign text and foreign file names as a page may hold them: never as markup, never as a scheme.

use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

use crate::text::escape::{markup, visible};

/// Foreign text as text: markup, quotes and control characters have no effect.
pub fn text(text: &str) -> String {
    markup(&visible(text))
}

/// The same, with what stands in backticks as code.
pub fn prose(foreign: &str) -> String {
    let safe = text(foreign);
    if !safe.matches('`').count().is_multiple_of(2) {
        return safe;
    }
    let parts = safe.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

/// The address of a file, seen from the folder `base`. Both are absolute, or both are seen from one
/// place.
pub fn link(path: &Path, base: &Path) -> String {
    let relative = relative(path, base);
    let mut out = String::new();
    for byte in relative.to_string_lossy().bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    // A name with a colon in its first part would be taken for a scheme.
    if out.starts_with('/') || out.starts_with("../") { out } else { format!("./{out}") }
}

fn relative(path: &Path, base: &Path) -> PathBuf {
    let parts = |path: &Path| -> Vec<std::ffi::OsString> {
        let kept = path.components().filter(|part| *part != Component::CurDir);
        kept.map(|part| part.as_os_str().to_owned()).collect()
    };
    let (to, from) = (parts(path), parts(base));
    let climbs = from.iter().any(|part| part == "..");
    if path.is_absolute() != base.is_absolute() || climbs {
        return path.to_owned();
    }
    let same = to.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".into(), from.len() - same);
    up.chain(to[same..].iter().cloned()).collect()
}

/// A moment of a film: `0:07`, `1:02:03`.
pub fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    match whole / 3600 {
        0 => format!("{}:{:02}", whole / 60, whole % 60),
        hours => format!("{hours}:{:02}:{:02}", whole / 60 % 60, whole % 60),
    }
}

/// A share of the whole in percent, as SVG wants it.
pub fn percent(part: f64, whole: f64) -> String {
    let share = if whole > 0.0 { (part / whole * 100.0).clamp(0.0, 100.0) } else { 0.0 };
    let text = format!("{share:.2}");
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A scale of times, as one row of a drawing: a handful of marks, evenly apart, the end among them.
pub fn axis(seconds: f64, say: impl Fn(f64) -> String) -> String {
    let step = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0]
        .into_iter()
        .find(|step| seconds / step <= 6.0)
        .unwrap_or(seconds / 5.0);
    let mut out = String::from("<svg class=\"axis\" aria-hidden=\"true\">");
    let mut at = 0.0;
    // A mark that would touch the last one is left out.
    while at <= seconds - (step * 0.6).max(seconds * 0.15) {
        let class = if at == 0.0 { "" } else { " class=\"mid\"" };
        let _ = write!(out, "<text x=\"{}\" y=\"12\"{class}>{}</text>", percent(at, seconds), say(at));
        at += step;
    }
    let _ = write!(out, "<text x=\"100%\" y=\"12\" class=\"end\">{}</text></svg>", say(seconds));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_wherever_the_page_lies() {
        let link = |path: &str, base: &str| super::link(Path::new(path), Path::new(base));
        assert_eq!(link("/a/out/x.mp4", "/a/out"), "./x.mp4");
        assert_eq!(link("/a/x.mp4", "/a/pages/of"), "../../x.mp4");
        assert_eq!(link("javascript:alert(1).mp4", ""), "./javascript%3Aalert%281%29.mp4");
        assert_eq!(link("/a/./b/100% \"x\".mp4", "/a"), "./b/100%25%20%22x%22.mp4");
    }

    #[test]
    fn code_in_foreign_text_is_text() {
        assert_eq!(prose("`<b>` or `a`"), "<code>&lt;b&gt;</code> or <code>a</code>");
        assert_eq!(prose("a ` alone"), "a ` alone");
    }

    #[test]
    fn a_scale_has_few_marks() {
        let marks = |seconds| axis(seconds, |at| format!("{at}")).matches("<text").count();
        assert!([0.3, 1.0, 7.3, 20.7, 59.0, 600.0, 7200.0, 90_000.0].into_iter().all(|s| (2..=8).contains(&marks(s))));
    }
}
