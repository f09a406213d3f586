//! Black for a while: before, behind or between clips, with words on it where some are said.

use super::{Edit, Frames, Op, Plan, Read, Refusal, Scene, Stage, show, text};
use crate::backend::local::model::{Clip, positions};
use crate::backend::local::words::{At, Clause, at, length, re, strict_time};

pub const OP: Op = Op {
    name: "slate",
    phrases: &[
        "insert 1 second of black at the beginning",
        "add a black screen for 2 s between the clips",
        "title card \"Part Two\" on a black screen at 12 s",
        "在开头加2秒黑屏",
    ],
    parse,
};

/// The picture that this editor brings, and what it is called in a session.
pub const FILE: &str = "black.png";
pub const PICTURE: &[u8] = include_bytes!("../media/black.png");

/// More between clips would be a mistake.
const MOST: usize = 100;

enum Spot {
    Edge(Frames),
    End,
    Between,
}

/// Whether a clause asks for black, which a fade or a background of letters does not.
pub fn wanted(clause: &Clause) -> bool {
    clause.has(re!(
        r"\b(?:black|blank|empty)\s+(?:screen|frame|slate|slide|card|gap|pause|intro|outro|picture)s?\b|\b(?:seconds?|secs?|s)\s+(?:long\s+)?(?:of\s+)?(?:pure\s+|plain\s+)?black(?:ness)?\b|黑屏|\d\s*秒的?黑场|\bcut\s+to\s+black\s+(?:for|at)\b|\bover\s+(?:(?:plain|pure|solid)\s+)?black\s*(?:$|[|,.]|\b(?:for|at)\b)|\b(?:cards?|screens?|slides?)\b[^|]*\bon\s+(?:(?:plain|pure|solid)\s+)?black\s*(?:$|[|,.]|\b(?:for|at|before|after|in)\b)"
    )) && !clause.has(re!(
        r"\b(?:fad(?:e|es|ing)|dip|dissolve|captions?|subtitles?|box|remove|delete|cut|trim|crop|bars?|logo)\b|⟪|字幕|淡|删|去掉|转场"
    )) || clause.has(re!(r"\bcut\s+to\s+black\s+for\s+\d"))
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    if !wanted(clause) {
        return Read::No;
    }
    let words = clause.quote();
    let color = if words.is_some() {
        clause.drop(re!(r"\bblack\b"));
        super::color::named(clause)
    } else {
        None
    };
    let intro = clause.has(re!(r"\bintro\b|\b(?:start|begin|open)(?:s|ing)?\s+(?:\w+\s+)?with\b"));
    let outro =
        clause.has(re!(r"\b(?:outro|end\s+(?:card|screen))\b|\b(?:end|finish|close)(?:s|ing)?\s+(?:\w+\s+)?with\b"));
    let between = clause.drop(re!(
        r"\b(?:in\s+)?between\s+(?:(?:each|every|all|the|my|of|two|2)\s+)*(?:clips?|shots?|scenes?|segments?|parts?|cuts?)\b|(?:在)?(?:每个?|各个?)?(?:片段|镜头)(?:之间|中间)"
    ));
    let span = scene.span();
    let before = clause.drop(re!(r"\bbefore\s+(?:the\s+|my\s+)?(?:video|clip|footage|film)\b"));
    let after = clause.drop(re!(r"\b(?:after|behind)\s+(?:the\s+|my\s+)?(?:video|clip|footage|film)\b"));
    let lasting = length(clause, span);
    let place = at(clause, span);
    let seconds = lasting.or_else(|| strict_time(clause, span)).unwrap_or(if words.is_some() { 3.0 } else { 2.0 });
    clause.drop(re!(r"\bcut\s+to\s+(?:black\b)?|\b(?:letters|lettering)\b"));
    clause.drop(re!(
        r"\b(?:insert|add|put|place|show|create|make|have|use|include|give|start|begin|open|end|finish|close|with|on|over|black(?:ness)?|blank|empty|pure|plain|screen|frame|slate|slide|card|gap|pause|intro|outro|picture|full[- ]?screen|title|text|words|end\s+card|saying|that\s+says|reading|which\s+says)s?\b|插入|添加|加上|加入|加|放|黑屏|黑场|画面|写着|显示|文字|标题|的"
    ));
    let spot = match place {
        _ if between => Spot::Between,
        _ if before || intro => Spot::Edge(0),
        _ if after || outro => Spot::End,
        Some(At::Start) => Spot::Edge(0),
        Some(At::End) => Spot::End,
        Some(At::Time(time)) => match scene.frame(time) {
            Ok(frame) => Spot::Edge(frame),
            Err(why) => return Read::Cannot(why),
        },
        None if words.is_some() => Spot::Edge(0),
        None => return Read::Cannot(format!("say where, such as `{}`", OP.phrases[0])),
    };
    let len = scene.timeline.rate.frames(seconds);
    if !(1..=scene.timeline.rate.frames(600.0)).contains(&len) {
        return Read::Cannot("black can last up to ten minutes".into());
    }
    let said = words.as_ref().map_or(String::new(), |words| format!(" with \"{words}\""));
    let mut plan = Plan::new(Stage::Order, format!("{} of black{said}", show(seconds)), move |edit: &mut Edit| {
        let places: Vec<Frames> = match spot {
            Spot::Edge(old) if old == edit.before.total() => vec![edit.now.total()],
            Spot::Edge(old) => vec![edit.place(old)],
            Spot::End => vec![edit.now.total()],
            // A clip that melts into the one before it has no gap.
            Spot::Between => {
                positions(&edit.now.main).skip(1).filter(|(_, clip)| clip.transition == 0).map(|(at, _)| at).collect()
            }
        };
        if places.is_empty() {
            return Refusal::cannot(
                "there are no two clips with a cut between them; say a time, such as `insert 1 second of black at 5 s`",
            );
        }
        if places.len() > MOST {
            return Refusal::cannot(format!("there are {} cuts, and at most {MOST} can be parted", places.len()));
        }
        for place in places.iter().rev() {
            edit.insert(*place, &[Clip { still: true, ..Clip::new(FILE, "black", 0, len) }]);
            if let Some(words) = &words {
                text::lay(edit, words, color.clone(), (*place, len))?;
            }
        }
        let shown = match places[..] {
            [one] => format!("at {}", show(edit.now.rate.seconds(one))),
            _ => format!("at {} places", places.len()),
        };
        Ok(format!("Inserted {} of black {shown}{said}.", show(seconds)))
    });
    plan.needs.black = true;
    Read::Do(vec![plan])
}
