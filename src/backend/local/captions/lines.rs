//! Where a text breaks into lines: few lines, of even length, by the width that letters have.

/// Letters of these scripts are as wide as they are high, and a line may break between any two.
pub fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter), 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0x20000..=0x3ffff)
}

/// Whether it needs a font with Chinese, Japanese or Korean letters.
pub fn has_cjk(text: &str) -> bool {
    text.chars().any(is_wide)
}

fn width(text: &str) -> f64 {
    text.chars().map(|letter| if is_wide(letter) { 1.0 } else { 0.56 }).sum()
}

/// Lines no wider than `most` ems, as even as they can be.
pub fn wrap(text: &str, most: f64) -> Vec<String> {
    let pieces = pieces(&text.replace('\n', " "));
    let whole = width(&pieces.concat());
    let count = (whole / most).ceil().max(1.0);
    // The narrowest limit that still needs no more lines gives the most even ones.
    let mut limit = whole / count;
    loop {
        let lines = fill(&pieces, limit.min(most));
        if lines.len() as f64 <= count || limit >= most {
            return lines;
        }
        limit += 0.5;
    }
}

fn fill(pieces: &[String], limit: f64) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for piece in pieces {
        if !line.is_empty() && width(line.trim_end()) + width(piece.trim_end()) > limit {
            lines.push(line.trim().to_owned());
            line.clear();
        }
        line += piece;
    }
    lines.push(line.trim().to_owned());
    lines.retain(|line| !line.is_empty());
    lines
}

/// Words with the space behind them; wide letters one by one, but never apart from the stop that
/// follows them.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = vec![];
    let mut open = false;
    for letter in text.chars() {
        let stop = matches!(letter, '，' | '。' | '！' | '？' | '、' | '；' | '：' | '”' | '’' | '）' | '》' | '」');
        if letter.is_whitespace() {
            match pieces.last_mut() {
                Some(last) if !last.ends_with(' ') => last.push(' '),
                _ => {}
            }
            open = false;
        } else if stop && !pieces.is_empty() {
            if let Some(last) = pieces.last_mut() {
                last.push(letter);
            }
            open = false;
        } else if is_wide(letter) || !open {
            pieces.push(letter.to_string());
            open = !is_wide(letter);
        } else if let Some(last) = pieces.last_mut() {
            last.push(letter);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even_and_whole() {
        let text = "Today we are going to build a small camera slider from parts you already have.";
        let lines = wrap(text, 30.0);
        assert_eq!(lines.len(), 2);
        assert!((lines[0].len() as i64 - lines[1].len() as i64).abs() < 10, "{lines:?}");
        assert_eq!(lines.join(" "), text);
        assert_eq!(wrap("short", 30.0), ["short"]);
    }

    #[test]
    fn chinese_breaks_between_letters_but_not_before_a_stop() {
        let lines = wrap("今天我们来做一个小小的相机滑轨，用你已经有的零件。", 14.0);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| !line.starts_with(['，', '。'])), "{lines:?}");
    }
}
