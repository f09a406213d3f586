//! A tone in the place of a word.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op =
    Op {
        name: "bleep", phrases: &["bleep 0:03 to 0:04", "beep out the word at 12-12.5 s", "3到4秒消音哔声"], parse
    };

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let word = re!(
        r"\b(?:bleep|beep)(?:s|ed|ing)?(?:[- ](?:out|over|sounds?|tones?|noises?|censor|effects?))*\b|\bcensor(?:\s+(?:out\s+)?(?:the\s+|my\s+)?(?:audio|sound|words?|speech|swear\s*words?|curse))\b|(?:消音)?哔(?:哔)?声?(?:音|消音)?"
    );
    if !clause.has(word) || clause.has(re!("⟪|⟦")) {
        return Read::No;
    }
    let off = clause.drop(re!(
        r"\b(?:no|remove|delete|undo|without|get\s+rid\s+of|take\s+(?:out|off)|turn\s+off)\b|去掉|删除|取消|不要"
    ));
    clause.drop(word);
    clause.drop(re!(
        r"\b(?:(?:a|the|that|this|swear|bad|curse|rude)\s+)*(?:words?|name|phrase|swearing|audio|sound|speech)\b|\b(?:add|put|with|insert|place|play|use|over|all|censor|out|said|at)\b|加上|添加|加|把|用|消音|替换|换成|盖住|脏话|的"
    ));
    let frames = match scene.stretch(clause) {
        Ok(frames) => frames,
        Err(why) => return Read::Cannot(why),
    };
    let place = scene.shown(frames);
    if off {
        return Plan::read(Stage::Sound, format!("remove the bleep{place}"), move |edit: &mut Edit| {
            if edit.now.main.iter().all(|clip| !clip.look.has(&Fx::Bleep)) {
                return Refusal::cannot("there is no bleep on the timeline");
            }
            edit.each(frames, |clip| {
                clip.look.take(&Fx::Bleep);
            });
            Ok(format!("Took the bleep off{place}."))
        });
    }
    let Some((from, to)) = frames else {
        return Read::Cannot(
            "what is said is not listened to word by word here; say from when to when, such as `bleep 0:03 to 0:04`"
                .into(),
        );
    };
    Plan::read(Stage::Sound, format!("bleep{place}"), move |edit: &mut Edit| {
        if edit.pieces(from, to).is_empty() {
            return Refusal::cannot("nothing is left of the timeline where the tone would be");
        }
        edit.each(Some((from, to)), |clip| clip.look.add(Fx::Bleep));
        Ok(format!("Put a tone in the place of the footage's sound{place}."))
    })
}
