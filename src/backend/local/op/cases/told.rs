//! A timeline in few words, as cases write it down.

use std::fmt::Write;

use crate::backend::local::model::{self, Frames, Timeline};

fn seconds(timeline: &Timeline, frames: Frames) -> String {
    format!("{}", (timeline.rate.seconds(frames) * 1000.0).round() / 1000.0)
}

fn faint(opacity: f64) -> String {
    if opacity < 1.0 { format!(" opacity {opacity:.2}") } else { String::new() }
}

fn faded(timeline: &Timeline, fades: model::Fades) -> String {
    match fades.any() {
        true => format!(" fade {} {}", seconds(timeline, fades.begin), seconds(timeline, fades.end)),
        false => String::new(),
    }
}

/// A timeline on few lines: `name in+length`, then what is unusual about it.
pub fn told(timeline: &Timeline) -> String {
    let at = |frames| seconds(timeline, frames);
    let mut out = String::new();
    for clip in &timeline.main {
        let _ = write!(out, "{} {}+{}", clip.src, at(clip.start), at(clip.len));
        let mut more = |text: String| out += &format!(" {text}");
        if clip.speed != 1.0 {
            more(format!("x{}", clip.speed));
        }
        if clip.volume != 1.0 {
            more(format!("vol {}", (clip.volume * 100.0).round() / 100.0));
        }
        if clip.transition > 0 {
            more(format!("tr {}", at(clip.transition)));
            if clip.crossing != model::Crossing::Fade {
                more(format!("{:?}", clip.crossing));
            }
        }
        if clip.still {
            more("still".into());
        }
        if clip.reversed {
            more("reversed".into());
        }
        for fx in &clip.look.0 {
            more(format!("{fx:?}").split([' ', '{']).next().unwrap_or_default().to_owned());
        }
        out += "\n";
    }
    for one in &timeline.overlays {
        let role = format!("{:?}", one.role).to_lowercase();
        let _ = writeln!(
            out,
            "{role} {} at {}+{} {:?} {:.2}{}{}",
            one.src,
            at(one.at),
            at(one.len),
            one.place,
            one.width,
            faint(one.opacity),
            faded(timeline, one.fades)
        );
    }
    for one in &timeline.sounds {
        let role = format!("{:?}", one.role).to_lowercase();
        let _ = write!(out, "{role} {} at {}+{} {:.0}%", one.src, at(one.at), at(one.len), one.volume * 100.0);
        if one.start > 0 {
            let _ = write!(out, " from {}", at(one.start));
        }
        if one.role == model::SoundRole::Music && !one.duck {
            out += " steady";
        }
        for level in &one.levels {
            let _ = write!(out, ", {:.0}% at {}+{}", level.volume * 100.0, at(level.at), at(level.len));
        }
        out += "\n";
    }
    let mut captions: Vec<(&Option<model::Track>, usize)> = vec![];
    for one in timeline.texts.iter().filter(|text| text.role == model::TextRole::Caption) {
        match captions.iter_mut().find(|(track, _)| **track == one.track) {
            Some((_, count)) => *count += 1,
            None => captions.push((&one.track, 1)),
        }
    }
    for (track, count) in captions {
        let track = track.as_ref().map(|track| format!(" track {}", track.0.as_deref().unwrap_or("?")));
        let _ = writeln!(out, "{count} captions{}", track.unwrap_or_default());
    }
    for one in timeline.texts.iter().filter(|text| text.role != model::TextRole::Caption) {
        let role = format!("{:?}", one.role).to_lowercase();
        let fades = faded(timeline, one.fades);
        let words = one.text.replace('\n', " / ");
        let _ = writeln!(out, "{role} \"{words}\" at {}+{} {:?}{fades}", at(one.at), at(one.len), one.place);
    }
    if (timeline.width, timeline.height) != (1280, 720) || matches!(timeline.fit, model::Fit::Low | model::Fit::High) {
        let _ = writeln!(out, "{}x{} {:?}", timeline.width, timeline.height, timeline.fit);
    }
    if let Some(ratio) = timeline.bars {
        let _ = writeln!(out, "bars {:.2}", ratio);
    }
    if let Some(line) = &timeline.border {
        let _ = writeln!(out, "border {} {}", line.color, line.share);
    }
    if let Some(bar) = &timeline.progress {
        let _ = writeln!(out, "progress {} {}", if bar.top { "top" } else { "bottom" }, bar.color);
    }
    if timeline.rate.to_string() != "30" {
        let _ = writeln!(out, "{} fps", timeline.rate);
    }
    if timeline.fade_in + timeline.fade_out > 0 {
        let _ = writeln!(out, "fade {} {}", at(timeline.fade_in), at(timeline.fade_out));
    }
    for (name, fades) in [("sound fade", timeline.sound_fade), ("own sound fade", timeline.own_fade)] {
        if fades.any() {
            let _ = writeln!(out, "{name} {} {}", at(fades.begin), at(fades.end));
        }
    }
    if timeline.mono {
        out += "mono\n";
    }
    if let Some(lufs) = timeline.lufs {
        let _ = writeln!(out, "{lufs} LUFS");
    }
    out
}
