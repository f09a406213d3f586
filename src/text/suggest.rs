//! The nearest name: "did you mean".

/// The closest of `names` to `word`, where it is close enough to have been meant: within two edits,
/// or a third of the word for long ones, or the word with other letters' case.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let limit = if lower.chars().count() <= 3 { 1 } else { 2.max(lower.chars().count() / 3) };
    names
        .into_iter()
        .filter(|name| *name != word)
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= limit && *distance < name.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_closest_name_wins_and_a_far_one_is_none() {
        assert_eq!(nearest("uplod", ["edit", "upload"]), Some("upload"));
        assert_eq!(nearest("need", ["needs", "name"]), Some("needs"));
        assert_eq!(nearest("banana", ["needs", "name"]), None);
        assert_eq!(nearest("pth", ["path", "bytes"]), Some("path"));
    }
}
