//! What a clause is read against: the timeline as it is, and the media of the session.

use super::show;
use crate::backend::local::model::{Frames, Timeline};
use crate::backend::local::store::Medium;
use crate::backend::local::words::Span;

/// What a clause is read against.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    pub timeline: &'a Timeline,
    pub media: &'a [Medium],
}

impl Scene<'_> {
    pub fn span(&self) -> Span {
        Span { total: self.timeline.rate.seconds(self.timeline.total()), rate: self.timeline.rate }
    }

    /// The medium that a prompt names: by its whole name, in any case of letters.
    ///
    /// # Errors
    /// In words, with the names that there are.
    pub fn medium(&self, name: &str) -> Result<&Medium, String> {
        self.media.iter().find(|medium| medium.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<String> = self.media.iter().map(|medium| format!("`{}`", medium.name)).collect();
            format!("there is no file `{name}` in this session; upload it first (there are: {})", names.join(", "))
        })
    }

    /// The named medium, else the only one of a kind that is fit for it.
    ///
    /// # Errors
    /// In words, where it is not clear which one is meant.
    pub fn pick(&self, named: Option<&str>, what: &str, fits: impl Fn(&Medium) -> bool) -> Result<&Medium, String> {
        if let Some(name) = named {
            let medium = self.medium(name)?;
            return if fits(medium) { Ok(medium) } else { Err(format!("`{}` cannot be used as {what}", medium.name)) };
        }
        let found: Vec<&Medium> = self.media.iter().filter(|medium| fits(medium)).collect();
        match found[..] {
            [one] => Ok(one),
            [] => Err(format!("no file in this session can be used as {what}; upload one first")),
            _ => {
                let names: Vec<String> = found.iter().map(|medium| format!("`{}`", medium.name)).collect();
                Err(format!("several files could be {what}: {}; name the one that is meant", names.join(", ")))
            }
        }
    }

    /// Whether the main track shows this medium.
    pub fn on_main(&self, name: &str) -> bool {
        self.timeline.main.iter().any(|clip| clip.src == name)
    }

    /// Frame edges of a range of the timeline.
    ///
    /// # Errors
    /// In words, where it lies outside, runs backwards or holds nothing.
    pub fn frames(&self, (from, to): (f64, f64)) -> Result<(Frames, Frames), String> {
        let total = self.timeline.total();
        let rate = self.timeline.rate;
        let length = self.span().total;
        let slack = 0.5 / rate.per_second();
        if to <= from {
            return Err(format!("the range from {} to {} runs backwards or is empty", show(from), show(to)));
        }
        if from < -slack || to > length + slack {
            return Err(format!(
                "the range from {} to {} lies outside the timeline, which is {} long",
                show(from),
                show(to),
                show(length)
            ));
        }
        let (from, to) = (rate.frames(from), rate.frames(to).min(total));
        if from >= to { Err("the range is shorter than a frame".into()) } else { Ok((from, to)) }
    }

    /// # Errors
    /// In words, where the time lies outside the timeline.
    pub fn frame(&self, at: f64) -> Result<Frames, String> {
        let total = self.timeline.total();
        let frame = self.timeline.rate.frames(at);
        if at < 0.0 || frame > total {
            return Err(format!("{} lies outside the timeline, which is {} long", show(at), show(self.span().total)));
        }
        Ok(frame)
    }
}
