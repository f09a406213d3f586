//! Silence for the sound of the footage, all of it or in a range.

use super::{Edit, Op, Plan, Read, Scene, Stage, show};
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op {
        name: "mute", phrases: &["mute", "mute 3 s to 5 s", "remove the audio", "去掉原声", "第3到5秒静音"], parse
    };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\bmut(?:e|ed|ing)\b|\b(?:remove|delete|drop|strip|kill|cut|turn\s+off|take\s+out)\s+(?:the\s+)?(?:original\s+)?(?:audio|sound)(?:\s+track)?\b|\bsilence\s+(?:the\s+)?(?:audio|sound|video|clip)\b|\bsilent\s+video\b|\bmake\s+(?:it|this|that|the\s+\w+)\s+(?:completely\s+)?silent\b|^[\s|]*(?:(?:and|with|but|please)\s+)*no\s+(?:original\s+)?(?:sound|audio)(?:\s+at\s+all)?[\s|.!]*$|^[\s|]*(?:with\s+)?no\s+(?:original\s+)?(?:sound|audio)\s+(?:for|in|during|from|between)\b|消音|(?:去掉|删除|关闭|移除|去除|消除)(?:原声|声音|音频|原音)|设为静音|调成静音|(?:声音|原声|音频)(?:关掉|关闭|去掉|关了)|^\s*静音|静音\s*$"
    );
    if clause.drop(re!(r"\bunmute(?:\s+(?:the\s+)?(?:audio|sound|video|clip))?\b|\b(?:turn|bring|switch)\s+(?:the\s+)?(?:original\s+)?(?:audio|sound)\s+back(?:\s+on)?\b|\brestore\s+(?:the\s+)?(?:original\s+)?(?:audio|sound)\b|取消静音|恢复(?:原声|声音)")) {
        let frames = match scene.stretch(clause) {
            Ok(frames) => frames,
            Err(why) => return Read::Cannot(why),
        };
        return Plan::read(Stage::Sound, format!("unmute{}", scene.shown(frames)), move |edit: &mut Edit| {
            edit.each(frames, |clip| clip.volume = if clip.volume > 0.0 { clip.volume } else { 1.0 });
            Ok("The footage is heard again.".into())
        });
    }
    if clause.has(re!(r"\bmusic\b|音乐|停顿|(?:去掉|剪掉|删除|删掉|移除|去除|清除|掐掉|跳过|去|剪|删)(?:所有|全部|的)*\s*静音|静音(?:都|全部?|给我|也)*(?:去|剪|删|清|掐)|部分|片段"))
        || clause.take(word).is_none()
    {
        return Read::No;
    }
    clause.drop(word);
    let all = clause.drop(re!(
        r"\beverything\b|\ball\s+(?:of\s+)?(?:the\s+|its\s+)?(?:audio|sounds?|tracks)\b|(?:全部|所有)的?(?:声音|音频)"
    ));
    clause.drop(re!(r"\b(?:only|just|audio|sound|original|completely|track)\b|全程|整个|声音|原声|音频"));
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let label = format!("mute{}", scene.shown(frames));
    let of = frames.map(|(from, to)| (scene.timeline.rate.seconds(from), scene.timeline.rate.seconds(to)));
    Plan::read(Stage::Sound, label, move |edit: &mut Edit| {
        edit.each(frames, |clip| clip.volume = 0.0);
        let pieces = frames.map_or(vec![(0, edit.now.total())], |(from, to)| edit.pieces(from, to));
        for sound in edit.now.sounds.iter_mut().filter(|_| all) {
            pieces.iter().for_each(|(from, to)| sound.level(*from, *to, Some(0.0)));
        }
        Ok(match of {
            Some((from, to)) => format!("Muted {} to {}.", show(from), show(to)),
            None => "Muted the footage.".into(),
        })
    })
}
