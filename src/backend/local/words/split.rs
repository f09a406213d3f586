//! Where a prompt may fall apart. Only a proposal: fragments that mean nothing alone are tried
//! together with their neighbours.

use super::{Clause, re};

/// A fragment and where it lies in the prompt's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment {
    pub from: usize,
    pub to: usize,
}

pub fn fragments(prompt: &Clause) -> Vec<Fragment> {
    let separators = re!(
        r"[;\n；。！!?？]+|\.(?:\s|$)|\s*[,，、]\s*(?:and\s+then|and|then|but|plus|also|finally|next|afterwards|after that|然后|接着|并且|并|再|最后把|同时|以及)?\b|\s*[,，、]\s*⟦|\s+(?:and\s+then|and|then|plus|&|\+|as\s+well\s+as|followed\s+by|but)\s+|然后|接着|并且|同时|以及|随后|(?:,|，)?\s*再(?:给|把|加|做|将)|并|和"
    );
    let text = prompt.lower();
    let mut fragments = vec![];
    let mut from = 0;
    for found in separators.find_iter(text) {
        // "Everything but the intro" is one wish.
        let but = found.as_str().trim() == "but";
        if but && re!(r"\b(?:everything|all|anything|nobody|nothing)\s*$").is_match(&text[from..found.start()]) {
            continue;
        }
        if text[from..found.start()].ends_with("black") && text[found.end()..].starts_with("white") {
            continue;
        }
        // 饱和度 and 合并 are words.
        let before = text[..found.start()].chars().next_back();
        if matches!((before, found.as_str()), (Some('饱'), "和") | (Some('合'), "并")) {
            continue;
        }
        // "Between 0:05 and 0:12" is one range, "between clip 1 and clip 2" one place, "clips 1 and 3" one list.
        let and = matches!(found.as_str().trim(), "and" | "&");
        let open = re!(
            r"\bbetween\s+(?:the\s+)?(?:(?:clip|segment|part|shot|scene|seconds?|secs?)\s+)?[\d:.]+\s*(?:s|secs?|seconds?|m|mins?|minutes?)?\s*$|\bbetween\s+(?:the\s+)?(?:first|second|third|fourth|last|⟪[^⟫]*⟫)(?:\s+(?:clip|segment|part|shot|scene))?\s*$|\b(?:clip|segment|part|shot|scene)s\s+\d+\s*$"
        );
        if and
            && open.is_match(&text[from..found.start()])
            && re!(r"^(?:the\s+)?(?:(?:clip|segment|part|shot|scene|seconds?|secs?)\s+)?(?:\d|first|second|third|fourth|last|⟪)")
                .is_match(&text[found.end()..])
        {
            continue;
        }
        let both = re!(r"^第?\s*\d+\s*(?:段|个)?(?:片段|视频)?\s*(?:之间|中间)");
        if found.as_str() == "和" && both.is_match(&text[found.end()..]) {
            continue;
        }
        // The words behind 再 and quoted ones belong to what follows.
        let kept =
            found.as_str().chars().next_back().filter(|c| {
                matches!(c, '给' | '把' | '加' | '做' | '将') && found.as_str().contains('再') || *c == '⟦'
            });
        fragments.push(Fragment { from, to: found.start() });
        from = found.end() - kept.map_or(0, char::len_utf8);
    }
    fragments.push(Fragment { from, to: text.len() });
    fragments
        .retain(|fragment| text[fragment.from..fragment.to].chars().any(|c| c.is_alphanumeric() || "⟦⟪".contains(c)));
    fragments
}

/// The same, where a bound such as "at most 9 seconds" belongs to what it stands behind. It can also be an
/// instruction of its own, so this is another proposal.
pub fn bounded(prompt: &Clause, fragments: &[Fragment]) -> Vec<Fragment> {
    let bound = re!(r"^\s*(?:at\s+most|up\s+to|max(?:imum)?|in\s+all|in\s+total|不超过|最长|最多)");
    let mut out: Vec<Fragment> = vec![];
    for fragment in fragments {
        match out.last_mut() {
            Some(last) if bound.is_match(&prompt.lower()[fragment.from..fragment.to]) => last.to = fragment.to,
            _ => out.push(*fragment),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_fall_apart_at_commas_and_joining_words() {
        for (text, wanted) in [
            (
                "trim silences, add captions, and export a clean final cut",
                vec!["trim silences", "add captions", "export a clean final cut"],
            ),
            ("去掉静音，加字幕，然后导出", vec!["去掉静音", "加字幕", "导出"]),
            ("Trim the pauses. Add a title \"A, B and C\"!", vec!["Trim the pauses", "Add a title \"A, B and C\""]),
            ("cut to 2.5 s", vec!["cut to 2.5 s"]),
        ] {
            let clause = Clause::new(text, &[]);
            let got: Vec<String> = fragments(&clause)
                .iter()
                .map(|one| clause.shown(clause.part(one.from, one.to).text().trim()))
                .collect();
            assert_eq!(got, wanted, "{text}");
        }
    }
}
