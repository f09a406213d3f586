//! The same prompt in plainer words: what people say in many ways, in the one way that operations read.
//! Tried only where the words as they stand are not understood, so that it never changes what was clear.

mod asking;
mod chinese;
mod colloquial;
mod doing;
mod everyday;
mod hearing;
mod listing;
mod naming;
mod ordinary;
mod pages;
mod parlance;
mod phrasing;
mod spoken;
mod straight;
mod wishing;
mod wording;

use std::sync::LazyLock;

use regex::Regex;

use super::{re, strict};

pub use straight::straight;

/// A way of saying something, and the plain way of saying it.
type Way = (&'static str, &'static str);

/// The text in plainer words. Marks of quoted text and of files stay as they are.
pub fn plainer(text: &str) -> String {
    static RULES: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
        let tables = [
            asking::NUMBERS,
            asking::SHORT,
            asking::CHAT,
            asking::REASONS,
            everyday::EVERYDAY,
            ordinary::ORDINARY,
            wishing::WISHES,
            phrasing::PHRASED,
            pages::PROMISED,
            listing::LISTED,
            hearing::SOUNDS,
            doing::VERBS,
            naming::TIMES,
            naming::THINGS,
            naming::PLACES,
            naming::SHAPES,
        ];
        let spoken = spoken::ways();
        let spoken = spoken.iter().map(|(words, plain)| (words.as_str(), *plain));
        let ways = tables
            .into_iter()
            .flatten()
            .chain(wording::WAYS)
            .chain(parlance::WAYS)
            .chain(colloquial::WAYS)
            .chain(chinese::WAYS)
            .copied();
        spoken.chain(spoken::WAYS.iter().copied()).chain(ways).map(|way| rule(&way)).collect()
    });
    RULES.iter().fold(everyday::parted(text), |text, (pattern, plain)| pattern.replace_all(&text, *plain).into_owned())
}

/// Makes a rule of its words: `<R>` stands for a range, `<T>` for a time with its unit,
/// `<F>` for a file, `<V>` for what footage is called, `<I>` for a verb that begins an instruction.
fn rule<'a>((words, plain): &(&str, &'a str)) -> (Regex, &'a str) {
    let words = words
        .replace("<R>", r"(?:(?:from|between)\s+)?(?:<T>|\d+(?:\.\d+)?)\s*(?:to|until|through|-|–|and|到|至)\s*<T>")
        .replace("<T>", &strict!())
        .replace("<F>", "⟪q[a-z]+[^⟫]*⟫")
        .replace(
            "<I>",
            r"(?:add|put|cut|trim|remove|delete|drop|make|mute|fade|speed|slow|crop|zoom|insert|show|set|turn|keep|export|blur|rotate|flip|normali[sz]e|lower|raise|replace|use|give|move|split|denoise|clean|freeze|boost|bring|reduce|play)",
        )
        .replace(
            "<V>",
            r"(?:it|this|(?:(?:the|my|this|our|whole|entire)\s+)*(?:video|clip|footage|film|movie|recording|thing)|(?:(?:the|my|this|our|whole|entire|raw)\s+)+(?:talk|interview|podcast|vlog|lecture|webinar|presentation|episode|tutorial|speech))",
        );
    let pattern = Regex::new(&format!("(?i){words}")).expect("a pattern of this house is well formed");
    (pattern, plain)
}
