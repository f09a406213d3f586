//! A recorded voice over the picture.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_sound, show};
use crate::backend::local::model::{Sound, SoundRole};
use crate::backend::local::words::{At, Clause, at, percent, re};

pub const OP: Op = Op {
    name: "voiceover",
    phrases: &["add voice-over voice.mp3", "add the narration voice.mp3 at 3 s", "加配音 voice.mp3"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(r"\b(?:voice[- ]?overs?|narrat(?:ion|or|ing)|commentary)\b|配音|旁白|解说");
    if clause.has(re!(r"\b(?:remove|delete|mute)\b|删除|去掉")) || clause.take(noun).is_none() {
        return Read::No;
    }
    let Some(name) = clause.file() else {
        return Read::Cannot(
            "a voice is not generated here; upload a recording and name it, such as `add voice-over voice.mp3`".into(),
        );
    };
    let medium = match scene.pick(Some(&name), "a voice-over", |medium| is_sound(medium) || medium.probe.channels > 0) {
        Ok(medium) => medium,
        Err(why) => return Read::Cannot(why),
    };
    clause.drop(re!(r"\b(?:add|put|use|play|insert|lay|include)\b|添加|加上|加入|加|使用|用"));
    let begin = match at(clause, scene.span()) {
        Some(At::Time(time)) => match scene.frame(time) {
            Ok(frame) => frame,
            Err(why) => return Read::Cannot(why),
        },
        Some(At::End) => return Read::Cannot("there is nothing to speak over at the end".into()),
        Some(At::Start) | None => 0,
    };
    let volume = percent(clause).unwrap_or(1.0);
    let length = scene.timeline.rate.frames(medium.probe.duration).max(1);
    let (src, title) = (medium.name.clone(), medium.stem().to_owned());
    Read::Do(vec![
        Plan::new(Stage::Sound, format!("add voice-over `{src}`"), move |edit: &mut Edit| {
            let total = edit.now.total();
            let at = if begin == 0 { 0 } else { edit.place(begin).min(total.saturating_sub(1)) };
            let len = length.min(total - at);
            let sound = Sound { volume, ..Sound::new(SoundRole::Voice, &src, &title, at, len) };
            edit.now.sounds.push(sound);
            let rate = edit.now.rate;
            let cut = if len < length {
                format!(", cut off after {} where the picture ends", show(rate.seconds(len)))
            } else {
                String::new()
            };
            Ok(format!("Added voice-over `{src}` at {}{cut}.", show(rate.seconds(at))))
        })
        .placed(begin),
    ])
}
