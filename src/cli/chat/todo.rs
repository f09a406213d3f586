//! From what a line asks for to the steps that do it: ids, inputs, and names for files.

use std::path::Path;

use super::propose::Footage;
use super::recipe::{File, Item, Name, What, id, in_effect};
use super::route::Act;
use super::turn::Talk;
use super::wish::Wish;
use crate::backend::local::holds_captions;
use crate::cli::out;
use crate::step::{format_of, in_the_way, is_url, sidecars};

/// The steps of a turn. What cannot be one is said.
pub fn items(talk: &Talk<'_>, acts: &[Act]) -> Vec<Item> {
    let mut all = talk.done.clone();
    let before = all.len();
    for act in acts {
        match act {
            Act::Edit(prompt) if talk.steps_back() && is_redo(prompt) => add(&mut all, "redo", "redo", What::Redo),
            Act::Edit(prompt) => add(&mut all, prompt, "edit", What::Edit { prompt: prompt.clone() }),
            Act::Undo if !talk.steps_back() => {
                out::say("This backend takes no edit back; say what should be otherwise.\n");
            }
            Act::Undo if in_effect(&all).is_empty() => out::say("There is no edit to take back.\n"),
            Act::Undo => add(&mut all, "undo", "undo", What::Undo),
            Act::Export(wish) => {
                let file = File {
                    name: name(talk, &all, wish),
                    resolution: wish.resolution.clone(),
                    quality: wish.quality.clone(),
                    fps: wish.fps,
                };
                add(&mut all, "final", "final", What::Export(file));
            }
            Act::Preview => {
                // Of several in one line the last one shows the rest too.
                let shows = |item: &Item| matches!(item.what, What::Preview(_));
                if let Some(at) = all[before..].iter().position(shows) {
                    all.remove(before + at);
                }
                let name = named_after(&all, "preview", "-preview.mp4");
                let small = |word: &str| Some(word.to_owned());
                let file = File { name, resolution: small("360p"), quality: small("low"), fps: None };
                add(&mut all, "preview", "preview", What::Preview(file));
            }
            Act::Upload(names) => {
                for named in names {
                    upload(&mut all, named, &talk.here.cwd);
                }
            }
            Act::Credits | Act::State | Act::Propose(_) => {}
        }
    }
    all.split_off(before)
}

fn upload(all: &mut Vec<Item>, named: &str, cwd: &Path) {
    let place = |named: &str| cwd.join(named).canonicalize().unwrap_or_else(|_| named.into());
    let known = |item: &Item| matches!(&item.what, What::Upload { named: other, .. } if place(other) == place(named));
    if all.iter().any(known) {
        return out::say("That footage is here already.\n");
    }
    let path = named.split(['?', '#']).next().unwrap_or(named);
    let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    add(all, &stem, "footage", What::Upload { named: named.to_owned(), url: is_url(named) });
}

fn add(all: &mut Vec<Item>, words: &str, fallback: &str, what: What) {
    let id = id(words, fallback, &|id| all.iter().any(|item| item.id == id));
    all.push(Item { id, what });
}

fn is_redo(prompt: &str) -> bool {
    let plain = prompt.trim().trim_end_matches(['.', '!', '。', '！']).to_lowercase();
    matches!(plain.as_str(), "redo" | "redo that" | "redo it" | "redo the last edit" | "重做" | "恢复上一步")
}

/// The file that an export writes: as it was said, else after the first footage, with a number where
/// that is taken.
fn name(talk: &Talk<'_>, all: &[Item], wish: &Wish) -> Name {
    if let Some(name) = &wish.name {
        return Name::Said(name.clone());
    }
    let ending = wish.format.as_deref().unwrap_or("mp4");
    let make = |number: u32| {
        let number = if number > 1 { format!("-{number}") } else { String::new() };
        named_after(all, "final", &format!("-final{number}.{ending}"))
    };
    let marks = talk.here.runs.join(".written");
    let free = |name: &Name| {
        let shown = name.shown();
        let here = all.iter().any(|item| matches!(&item.what, What::Export(file) if file.name.shown() == shown));
        !here && in_the_way(&talk.settings.out.join(&shown), talk.settings.overwrite, &marks).is_ok()
    };
    (1..1000).map(make).find(free).unwrap_or_else(|| make(1))
}

/// A file named after the first footage, or by `alone` where there is none, with this ending.
fn named_after(all: &[Item], alone: &str, ending: &str) -> Name {
    let first = all.iter().find_map(|item| match &item.what {
        What::Upload { named, url: false } => {
            Some((item.id.clone(), Path::new(named).file_stem()?.to_string_lossy().into_owned()))
        }
        _ => None,
    });
    match first {
        Some((input, stem)) => Name::After { input, stem, ending: ending.to_owned() },
        None => Name::Said(format!("{alone}{}", ending.trim_start_matches(&format!("-{alone}")))),
    }
}

/// What `/export` is told: a name with or without an ending, and how the file should be.
pub fn named(words: &str) -> Wish {
    let mut wish = Wish::of(words);
    let first = words.split_whitespace().next().unwrap_or("");
    let plain = Wish::of(first) == Wish::default() && !first.is_empty();
    if wish.name.is_none() && plain {
        // A name with another ending is left as it is, and refused with the endings that there are.
        let ending = wish.format.as_deref().unwrap_or("mp4");
        wish.name = Some(if first.contains('.') { first.to_owned() } else { format!("{first}.{ending}") });
    }
    wish
}

/// The export in words, for a proposal.
pub fn described(talk: &Talk<'_>, wish: &Wish) -> String {
    let mut more: Vec<String> = wish.resolution.iter().cloned().collect();
    more.extend(wish.quality.iter().map(|quality| format!("{quality} quality")));
    more.extend(wish.fps.map(|fps| format!("{fps} fps")));
    let more = if more.is_empty() { String::new() } else { format!(" ({})", more.join(", ")) };
    format!("{}{more}", name(talk, &talk.done, wish).shown())
}

/// What is known of the footage; none where there is none.
pub fn footage(talk: &Talk<'_>) -> Option<Footage> {
    let names: Vec<&str> = talk
        .done
        .iter()
        .filter_map(|item| match &item.what {
            What::Upload { named, .. } => Some(named.as_str()),
            _ => None,
        })
        .collect();
    let still = |name: &&&str| matches!(format_of(name), Some("jpg" | "png" | "webp" | "gif"));
    let text = |name: &&&str| [".srt", ".vtt", ".txt"].iter().any(|ending| name.to_lowercase().ends_with(ending));
    let plays = names.iter().any(|name| !still(&name) && !text(&name));
    let beside = |name: &&&str| !sidecars(&talk.here.cwd.join(**name)).is_empty();
    let listens = !talk.choice.is_local() || talk.here.settings.text("speech.command").is_some();
    // Only the embedded editor looks inside.
    let inside = |name: &&&str| talk.choice.is_local() && holds_captions(&talk.here.cwd.join(**name));
    let words = (plays && listens) || names.iter().any(|name| text(&name) || beside(&name) || inside(&name));
    (!names.is_empty()).then_some(Footage { words, plays })
}
