//! A picture that comes alive: it slowly grows or shrinks, and light plays on it.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, show};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, length, re, strict_time};

pub const OP: Op = Op {
    name: "animate",
    phrases: &["animate this photo with a slow zoom-in", "slow zoom out", "add a soft light shimmer", "缓慢放大"],
    parse,
};

/// How long one picture is shown, in seconds.
const SECONDS: f64 = 5.0;
/// How much larger the picture is at the end.
const BY: f64 = 1.2;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let slow = re!(
        r"\b(?:with\s+)?(?:an?\s+)?(?:slow(?:ly)?|gradual(?:ly)?|gentle|gently|smooth|subtle|subtly)[- ]+zoom(?:s|ing)?(?:[- ](?:in|out))?\b|\bzoom(?:s|ing)?[- ](?:in|out)\s+(?:slowly|gradually|gently)\b|\bzoom(?:s|ing)?\s+(?:slowly|gradually|gently)(?:\s+(?:in(?:to)?|out|on))?\b|\b(?:ken\s+burns)(?:\s+(?:effect|zoom|movement))?\b|(?:缓慢|慢慢|缓缓)(?:放大|推近|缩小|拉远)"
    );
    let light = re!(
        r"\b(?:with\s+)?(?:an?\s+)?(?:(?:soft|gentle|subtle|warm|light|gold(?:en)?)\s+)*(?:light\s+)?(?:shimmer(?:ing)?|pulsing\s+glow|sparkl(?:e|ing)|pulsing\s+light)(?:\s+(?:effect|light))?\b|闪光|微光"
    );
    let alive = re!(
        r"\b(?:animate|bring\s+(?:\S+\s+){1,3}?to\s+life|add\s+(?:some\s+)?(?:motion|movement)\s+to|make\s+(?:the|this|my|that)\s+(?:still\s+)?(?:photo|picture|image)s?\s+(?:move|come\s+(?:alive|to\s+life)))\b|让(?:照片|图片)动起来"
    );
    // Words do not come alive as a picture does.
    if clause.has(re!(
        r"⟦|\bzoom(?:s|ing)?[- ](?:in\s+|out\s+)?transitions?\b|\b(?:titles?|headlines?|texts?|words|captions?|subtitles?|logo|lower[- ]thirds?)\b|标题|文字|字幕"
    )) {
        return Read::No;
    }
    let (moves, shimmers, any) = (clause.has(slow), clause.has(light), clause.has(alive));
    if !(moves || shimmers || any) {
        return Read::No;
    }
    let out = clause.has(re!(r"\bzoom(?:s|ing)?[- ]out\b|缩小|拉远"));
    for pattern in [slow, light, alive] {
        clause.drop(pattern);
    }
    let asked = clause.take(re!(r"\b(?:from\s+(\d+)\s*%\s+)?(to|by)\s+(\d+)\s*%"));
    let by = match asked.filter(|_| moves) {
        None => {
            if out {
                1.0 / BY
            } else {
                BY
            }
        }
        Some(found) => {
            let number = |at: usize| found[at].as_ref().and_then(|text| text.parse::<f64>().ok());
            let to = number(3).unwrap_or(0.0) / 100.0;
            match (number(1), found[2].as_deref()) {
                (Some(from), _) => to / (from / 100.0).max(0.01),
                (None, Some("by")) if out => 1.0 / (1.0 + to),
                (None, Some("by")) => 1.0 + to,
                _ => to,
            }
        }
    };
    if !(0.5..=2.0).contains(&by) || (by - 1.0).abs() < 0.01 || (by < 1.0) != out {
        return Read::Cannot(
            "a slow zoom goes to between 102% and 200% of the picture, such as `slow zoom in to 130%`".into(),
        );
    }
    if let Some(name) = clause.file() {
        match scene.medium(&name) {
            Ok(medium) if scene.on_main(&medium.name) => {}
            Ok(medium) => {
                return Read::Cannot(format!(
                    "`{}` is not on the timeline; put it there first, such as `use only {0}`",
                    medium.name
                ));
            }
            Err(why) => return Read::Cannot(why),
        }
    }
    // A single picture that nobody has given a length is shown for as long as it is animated.
    let single = scene.timeline.main.len() == 1
        && scene.media.iter().any(|medium| medium.name == scene.timeline.main[0].src && is_picture(medium));
    let within = match if single { Ok(None) } else { scene.stretch(clause) } {
        Ok(within) => within,
        Err(why) => return Read::Cannot(why),
    };
    let span = scene.span();
    let seconds = length(clause, span).or_else(|| strict_time(clause, span));
    clause.drop(re!(r"\b(?:on|to|towards)\s+(?:the\s+|my\s+)?(?:speaker|subject|cent(?:er|re)|middle|product)\b|\b(?:add|apply|during|effects?|motion|movement|create|generate|make|turn|into|animation|animated|product|image|photo|picture|seconds?|long)\b|添加|效果|照片|图片"));
    if seconds.is_some() && !single {
        return Read::No;
    }
    let frames = span.rate.frames(seconds.unwrap_or(SECONDS));
    if !(1..=span.rate.frames(600.0)).contains(&frames) {
        return Read::Cannot("a picture can be shown for up to ten minutes".into());
    }
    let mut plans = vec![];
    let light_alone = shimmers && !moves && !any;
    if single && (seconds.is_some() || !light_alone) {
        plans.push(Plan::new(
            Stage::Trim,
            format!("show it for {}", show(span.rate.seconds(frames))),
            move |edit: &mut Edit| {
                edit.restructure(|row| row.iter_mut().for_each(|clip| clip.len = frames));
                Ok(format!("The picture is shown for {}.", show(edit.now.rate.seconds(frames))))
            },
        ));
    }
    if !light_alone {
        let shown = scene.shown(within);
        plans.push(Plan::new(Stage::Picture, format!("slow zoom{shown}"), move |edit: &mut Edit| {
            edit.each(within, |clip| clip.look.add(Fx::SlowZoom { by }));
            let way = if out { "out" } else { "in" };
            Ok(format!("It slowly zooms {way} by {}%{shown}.", ((by.max(1.0 / by) - 1.0) * 100.0).round()))
        }));
    }
    if shimmers {
        plans.push(Plan::new(Stage::Picture, "light shimmer", move |edit: &mut Edit| {
            edit.each(within, |clip| clip.look.add(Fx::Shimmer));
            Ok("A soft light comes and goes.".into())
        }));
    }
    Read::Do(plans)
}
