//! Frames that say what an edit did: of the footage that it cut away and put in, and of the words that it
//! laid over the picture.
//!
//! Footage is shown at the places that the drafts name, and words in a film that was exported with them, so
//! nothing is rendered for a page; words that no film shows are not to be seen.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Changes;
use super::drawing::{self, lacking, of_kind, place};
use super::media::{Pictures, data, is_film, sent};
use super::words::{clock, text};
use crate::draft::{Media, Millis, Segment, Timeline, TrackKind};
use crate::plan::Plan;
use crate::run::RunState;

/// Frames of one strip, and of all of a page: each takes time to find and some 6 kB.
const MOST: usize = 6;
const ALL: usize = 48;
/// A frame for each second of a stretch is enough.
const APART: u64 = 1000;

/// A frame to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub sha256: String,
    /// The name of the footage, or the words.
    pub name: String,
    /// Where in the file.
    pub at: Millis,
    /// When the timeline shows it.
    pub shown: Millis,
}

/// The moments of one edit, in the order of the timeline, and of how many stretches there were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strip {
    pub gone: (Vec<Moment>, usize),
    pub new: (Vec<Moment>, usize),
    /// In the film that a later step exported, and that film's name.
    pub laid: (Vec<Moment>, usize),
    pub film: String,
}

/// The strips of the edits that cut or put in footage, or brought words, by node.
pub fn strips(plan: &Plan, state: &RunState, changes: &Changes) -> BTreeMap<usize, Strip> {
    let mut all = BTreeMap::new();
    let mut left = ALL;
    for (node, (before, after)) in changes.iter().filter(|(node, _)| plan.nodes[**node].body.kind() == "edit") {
        let known = known(plan, state, &plan.nodes[*node].session);
        let gone = chosen(stretches(before, after, false), &known, &mut left);
        let new = chosen(stretches(after, before, true), &known, &mut left);
        let (laid, film) = laid(plan, state, changes, *node, &mut left).unwrap_or_default();
        if !gone.0.is_empty() || !new.0.is_empty() || !laid.0.is_empty() {
            all.insert(*node, Strip { gone, new, laid, film });
        }
        if left == 0 {
            break;
        }
    }
    all
}

/// The words that the edit brought, where the first film that shows some of them does. A later edit may
/// have moved them, so the place is the one on the timeline that was exported.
fn laid(
    plan: &Plan,
    state: &RunState,
    changes: &Changes,
    node: usize,
    left: &mut usize,
) -> Option<((Vec<Moment>, usize), String)> {
    let (before, after) = changes.get(&node)?;
    let same = |a: &Segment, b: &Segment| a.text == b.text && a.role == b.role;
    let new: Vec<&Segment> = after.texts().filter(|new| !before.texts().any(|old| same(old, new))).collect();
    let mut later = (node..plan.nodes.len()).filter(|film| plan.nodes[*film].session == plan.nodes[node].session);
    let (artifact, there) = later.find_map(|film| {
        let artifact = state.outputs(film)?.artifacts.iter().find(|artifact| is_film(&artifact.path))?;
        let (_, exported) = changes.get(&state.seen(plan, film)?)?;
        let there: Vec<_> = exported.texts().filter(|there| new.iter().any(|new| same(new, there))).collect();
        (!there.is_empty()).then_some((artifact, there))
    })?;
    // Spread over the film where there are more than fit.
    let (count, few) = (there.len(), there.len().min(MOST).min(*left));
    let moment = |segment: &Segment| {
        let at = Millis(segment.start.0.midpoint(segment.end.0));
        Moment { sha256: artifact.sha256.clone(), name: segment.name.clone(), at, shown: at }
    };
    let moments: Vec<Moment> = (0..few).map(|at| moment(there[at * count / few])).collect();
    *left -= moments.len();
    Some(((moments, count), artifact.path.display().to_string()))
}

/// The footage of a session by name. Two files of one name cannot be told apart in a draft.
fn known(plan: &Plan, state: &RunState, session: &str) -> BTreeMap<String, Option<Media>> {
    let mut known: BTreeMap<String, Option<Media>> = BTreeMap::new();
    for node in plan.changes.get(session).into_iter().flatten() {
        for media in sent(plan, state, *node) {
            let one = Some(media.clone());
            known.entry(media.name).and_modify(|other| *other = other.take().filter(|_| *other == one)).or_insert(one);
        }
    }
    known
}

/// What of the pictures on one timeline the other does not have. `strict` tells apart what plays
/// another part, such as a clip that now lies over the film.
fn stretches<'t>(one: &'t Timeline, other: &Timeline, strict: bool) -> Vec<(&'t Segment, Millis, Millis)> {
    let same = |a: &Segment, b: &Segment| a.name == b.name && (!strict || a.role == b.role);
    let mut found = Vec::new();
    for segment in of_kind(one, TrackKind::Video).take(drawing::MOST) {
        let Some(shows) = segment.source.filter(|(from, to)| to > from) else { continue };
        let lacks = lacking(shows, of_kind(other, TrackKind::Video).filter(|old| same(old, segment)));
        found.extend(lacks.into_iter().map(|(from, to)| (segment, from, to)));
    }
    found
}

/// The longest stretches, each with as many frames as there is room for.
fn chosen(
    mut found: Vec<(&Segment, Millis, Millis)>,
    known: &BTreeMap<String, Option<Media>>,
    left: &mut usize,
) -> (Vec<Moment>, usize) {
    let count = found.len();
    found.sort_by_key(|(_, from, to)| std::cmp::Reverse(to.0 - from.0));
    found.truncate(MOST);
    let each = (MOST / found.len().max(1)).max(1) as u64;
    let mut moments = Vec::new();
    for (segment, from, to) in found {
        let Some(Some(media)) = segment.medium.as_ref().and_then(|name| known.get(name)) else { continue };
        let Some(sha256) = media.sha256.clone() else { continue };
        let still = media.kind == "image";
        let frames = if still { 1 } else { each.min((to.0 - from.0).div_ceil(APART)) };
        for frame in 0..frames {
            let at = Millis(from.0 + (to.0 - from.0) * (2 * frame + 1) / (2 * frames));
            let shown = place(segment, at);
            let at = if still { Millis(0) } else { at };
            moments.push(Moment { sha256: sha256.clone(), name: media.name.clone(), at, shown });
        }
    }
    moments.truncate(*left);
    *left -= moments.len();
    moments.sort_by_key(|moment| moment.shown);
    (moments, count)
}

/// The strip as markup; nothing where no frame was found.
pub fn drawn(word: &str, class: &str, (moments, stretches): &(Vec<Moment>, usize), pictures: &Pictures) -> String {
    let found = moments.iter().filter_map(|moment| {
        let jpeg = pictures.get(&moment.sha256)?.moments.get(&moment.at)?;
        Some((moment, jpeg))
    });
    let mut frames = String::new();
    for (moment, jpeg) in found {
        let alt = text(&format!("{word}: {} at {}", moment.name, clock(moment.at.seconds())));
        let at = clock(moment.shown.seconds());
        let _ = write!(
            frames,
            "<span><img src=\"{}\" alt=\"{alt}\"><small aria-hidden=\"true\">{at}</small></span>",
            data(jpeg)
        );
    }
    if frames.is_empty() {
        return frames;
    }
    let more = match stretches.saturating_sub(moments.len()) {
        0 => String::new(),
        _ => format!(", {} of {stretches} places", moments.len()),
    };
    format!(
        "<figure class=\"cut {class}\"><figcaption>{}{more}</figcaption><div class=\"frames\">{frames}</div></figure>",
        text(word)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;

    fn timeline(clips: &str) -> Timeline {
        Timeline::of(&Draft::parse(format!(r#"{{"t":[{{"tt":0,"sg":[{clips}]}}]}}"#)).unwrap())
    }

    fn footage(names: &[&str]) -> BTreeMap<String, Option<Media>> {
        let media = |name: &str| {
            let kind = if name.ends_with("png") { "image" } else { "video" };
            Media { name: name.into(), kind: kind.into(), sha256: Some(name.into()), ..Media::default() }
        };
        names.iter().map(|name| ((*name).to_owned(), Some(media(name)))).collect()
    }

    /// Where in the footage, and when on the timeline, in milliseconds.
    fn told(found: &(Vec<Moment>, usize)) -> Vec<(u64, u64)> {
        found.0.iter().map(|moment| (moment.at.0, moment.shown.0)).collect()
    }

    #[test]
    fn a_strip_shows_what_was_cut_and_what_came_in() {
        let before = timeline(r#"{"d":9000,"so":0,"m":{"src":"/in/a.mov","title":"a"}}"#);
        let after = timeline(
            r#"{"d":2000,"so":0,"m":{"src":"a.mov","title":"a"}},{"d":4000,"so":5000,"m":{"src":"a.mov","title":"a"}},
               {"d":3000,"so":7,"m":{"src":"b.png","title":"b"}},{"d":3000,"so":0,"m":{"src":"made.mp4","title":"c"}}"#,
        );
        let (known, mut left) = (footage(&["a.mov", "b.png"]), ALL);
        let gone = chosen(stretches(&before, &after, false), &known, &mut left);
        assert_eq!((told(&gone), gone.1), (vec![(2500, 2500), (3500, 3500), (4500, 4500)], 1));
        // A still picture has no length to seek in, and what the backend made is not at hand.
        let new = chosen(stretches(&after, &before, true), &known, &mut left);
        assert_eq!((told(&new), new.1, left), (vec![(0, 7500)], 2, ALL - 4));
    }

    #[test]
    fn many_cuts_give_the_longest_in_their_order_and_a_page_has_an_end() {
        let before = timeline(r#"{"d":100000,"so":0,"m":{"src":"a.mov","title":"a"}}"#);
        let kept: Vec<String> = (0..9)
            .map(|at: u64| {
                format!(r#"{{"d":{},"so":{},"m":{{"src":"a.mov","title":"a"}}}}"#, 9000 - at * 500, at * 10_000)
            })
            .collect();
        let after = timeline(&kept.join(","));
        let (known, mut left) = (footage(&["a.mov"]), 8);
        let gone = chosen(stretches(&before, &after, false), &known, &mut left);
        assert_eq!((gone.0.len(), gone.1, left), (6, 9, 2));
        assert!(gone.0.is_sorted_by_key(|moment| moment.shown) && gone.0[0].shown.0 > 30_000, "{gone:?}");
        assert_eq!(chosen(stretches(&before, &after, false), &known, &mut left).0.len(), 2);
    }
}
