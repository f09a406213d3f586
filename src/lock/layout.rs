//! JSON laid out for people who read its differences: what fits on a line stands on one, a segment of a
//! timeline always does, and tokens stay as they are.

/// Columns that a line has.
const WIDTH: usize = 100;
/// Deeper than this nothing is broken up, so that depth costs no stack.
const DEPTH: usize = 16;

/// Lays out compact JSON.
pub fn laid_out(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    lay(json, 0, 0, false, &mut out);
    out.push('\n');
    out
}

/// `at` is the column that the value begins at.
fn lay(json: &str, depth: usize, at: usize, whole: bool, out: &mut String) {
    let (open, close) = match json.as_bytes().first() {
        Some(b'{') => ('{', '}'),
        Some(b'[') => ('[', ']'),
        _ => return out.push_str(json),
    };
    // The file itself and its sections are always broken up, so that they stand where they stood.
    let section = depth < 2 && json.len() > 2;
    let line = spaced(json);
    if whole || depth > DEPTH || (!section && at + line.len() < WIDTH) {
        return out.push_str(&line);
    }
    let indent = "  ".repeat(depth + 1);
    out.push(open);
    let mut rest = &json[1..json.len() - 1];
    while !rest.is_empty() {
        out.push('\n');
        out.push_str(&indent);
        let mut key = "";
        if open == '{' {
            let end = length(rest);
            key = rest[..end].trim_matches('"');
            out.push_str(&rest[..end]);
            out.push_str(": ");
            rest = &rest[end + 1..];
        }
        let end = length(rest);
        let column = indent.len() + if open == '{' { key.len() + 4 } else { 0 };
        if key == "sg" {
            segments(&rest[..end], depth + 1, out)
        } else {
            lay(&rest[..end], depth + 1, column, false, out)
        }
        rest = &rest[end..];
        if let Some(more) = rest.strip_prefix(',') {
            out.push(',');
            rest = more;
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
}

/// A list of segments: each is a line.
fn segments(json: &str, depth: usize, out: &mut String) {
    let Some(mut rest) = json.strip_prefix('[').and_then(|json| json.strip_suffix(']')).filter(|json| !json.is_empty())
    else {
        return out.push_str(json);
    };
    out.push('[');
    let indent = "  ".repeat(depth + 1);
    while !rest.is_empty() {
        let end = length(rest);
        out.push('\n');
        out.push_str(&indent);
        lay(&rest[..end], depth + 1, 0, true, out);
        rest = &rest[end..];
        if let Some(more) = rest.strip_prefix(',') {
            out.push(',');
            rest = more;
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(']');
}

/// The length of the first value, or key, of compact JSON.
fn length(json: &str) -> usize {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in json.bytes().enumerate() {
        if quoted {
            quoted = byte != b'"' || escaped;
            escaped = byte == b'\\' && !escaped;
            continue;
        }
        match byte {
            b'"' => quoted = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b',' | b':' if depth == 0 => return at,
            _ => {}
        }
    }
    json.len()
}

/// The same on one line, with a blank behind each comma and colon.
fn spaced(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 8);
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        out.push(c);
        match c {
            _ if quoted => {
                quoted = c != '"' || escaped;
                escaped = c == '\\' && !escaped;
            }
            '"' => quoted = true,
            ',' | ':' => out.push(' '),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::compact;

    #[test]
    fn a_layout_says_the_same_with_a_line_for_each_segment() {
        let json = r#"{"a":{"t":[{"tt":0,"sg":[{"d":9007199254740993,"m":{"src":"a, b: \"c\\","in":1.0}},{"d":2}],"x":{}},{"tt":7,"sg":[]}]},"b":[],"long":["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}"#;
        let text = laid_out(json);
        assert_eq!(compact(&text), json);
        assert!(
            text.contains(
                "\n          {\"d\": 9007199254740993, \"m\": {\"src\": \"a, b: \\\"c\\\\\", \"in\": 1.0}},\n"
            ),
            "{text}"
        );
        assert!(text.contains("\n  \"b\": [],\n"), "{text}");
    }
}
