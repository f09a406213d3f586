//! An opening or an ending that carries the brand: the logo, filling the picture for a moment.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, show};
use crate::backend::local::store::Medium;
use crate::backend::local::words::{Clause, length, re, strict_time};

pub const OP: Op =
    Op { name: "intro", phrases: &["add a branded intro", "add a logo outro for 2 s", "加品牌片头"], parse };

const SECONDS: f64 = 3.0;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:an?\s+|the\s+|our\s+|my\s+)?(?:(?:short|quick|custom|brand(?:ed)?|company|logo|animated|simple|nice)\s+)*(intros?|openers?|outros?|bumpers?|end\s+cards?)\b(?:\s+with\s+(?:(?:my|our|the|an?|company|brand)\s+)*(?:logo|brand(?:ing)?))?|(?:品牌|logo\s*)(片头|片尾)"
    );
    let verb = re!(r"\b(?:add|put|create|make|insert|include|give\s+it|with|attach|use)\b|添加|加上|加|做");
    // "The logo in the intro" names a time for the logo.
    let during =
        re!(r"\b(?:logo|watermark)\s+(?:to|in|on|during|at|over|for)\s+(?:the|my|our)\s+(?:intro|outro|opening)\b");
    if clause.has(re!("⟦|⟪"))
        || clause.has(during)
        || clause.has(re!(r"\b(?:speed|slow|fast|faster|slower|mute|cut|remove|trim|music|title|text|delete)\b"))
    {
        return Read::No;
    }
    if !clause.has(noun) || clause.take(verb).is_none() {
        return Read::No;
    }
    let found = clause.take(noun).unwrap_or_default();
    let word = found.into_iter().skip(1).flatten().next().unwrap_or_default().to_lowercase();
    let end = word.starts_with("outro") || word.starts_with("end") || word == "片尾";
    let span = scene.span();
    let seconds = length(clause, span).or_else(|| strict_time(clause, span)).unwrap_or(SECONDS);
    clause.drop(re!(r"\b(?:at|to)\s+(?:the\s+)?(?:start|beginning|end|front)\b"));
    let name = if end { "outro" } else { "intro" };
    let pictures: Vec<&Medium> =
        scene.media.iter().filter(|medium| is_picture(medium) && !scene.on_main(&medium.name)).collect();
    let called = pictures.iter().find(|medium| medium.name.to_lowercase().contains("logo"));
    let Some(picture) = called.or(pictures.first().filter(|_| pictures.len() == 1)) else {
        return Read::Cannot(format!(
            "what your {name} shows is not known here; upload a logo picture and ask again, or a film and say `insert {name}.mp4 at the {}`, or say its words, such as `add title \"Hello\"`",
            if end { "end" } else { "beginning" }
        ));
    };
    let src = picture.name.clone();
    Plan::read(Stage::Order, format!("{name} with `{src}`"), move |edit: &mut Edit| {
        let Some(medium) = edit.media.iter().find(|medium| medium.name == src) else {
            return super::Refusal::cannot("the file is gone");
        };
        let mut clip = edit.clip_of(medium);
        clip.len = edit.now.rate.frames(seconds).max(1);
        let place = if end { edit.now.total() } else { 0 };
        edit.insert(place, &[clip]);
        Ok(format!(
            "Added an {name} of {} that shows `{src}`; for another one, `insert {name}.mp4 at the {}`.",
            show(seconds),
            if end { "end" } else { "beginning" }
        ))
    })
}
