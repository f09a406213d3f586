//! Other footage behind what is there.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_picture, is_video, show};
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op {
    name: "join",
    phrases: &["join all clips", "merge a.mp4 and b.mp4", "append b.mp4", "拼接所有视频", "合并 a.mp4 和 b.mp4"],
    parse,
};

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    // "The second and the third video" of several: which they are is read by their names.
    let numbered = re!(
        r"\b(?:first|second|third|fourth|fifth|last)\s+(?:(?:and|&)\s+\w+\s+)?(?:uploaded\b\s*)?(?:\||(?:videos?|clips?|films?|files?|photos?|pictures?)\b)|第\s*\d"
    );
    if clause.names().is_empty() && clause.has(numbered) && scene.media.iter().filter(|one| is_video(one)).count() > 2 {
        return Read::No;
    }
    // "Play b.mp4 first, then a.mp4" names its files in the verb's own words.
    let first = clause.names().len() > 1 && clause.has(re!(r"\b(?:play|show|put)\s+⟪[^⟫]*⟫\s+first\b"));
    if first {
        clause.drop(re!(r"\b(?:play|show|put|then)\b"));
    } else if clause.take(re!(r"\b(?:join|merge|merging|combine|combining|concatenate|append|stitch|glue|assemble|arrange|organi[sz]e|line\s+up|put\s+together|string\s+together|sequence)\b(?:\s+(?:together|up))?|\bput\s+(?:\S+\s+){1,4}?together\b|\badd\s+(?:(?:the|my|our|all|both|others?|second|third|last|remaining|rest|of|another|an?|new|uploaded|more|one|two|three|\d+|and|them|it|this|that|these|those|clips?|videos?|files?|footage|films?|photos?|pictures?|images?|shots?|recordings?|⟪[^⟫]*⟫)[\s,]+)+(?:at|to)\s+the\s+end\b|拼接|合并|连接|接起来|拼在一起|连起来")).is_none() {
        return Read::No;
    }
    let files = clause.files();
    let other = files.is_empty() && clause.drop(re!(r"\bb[- ]?roll\b(?:\s+(?:clip|video|footage))?"));
    let recode = clause.has(re!(r"\bwithout\s+(?:re-?encod|losing|quality)"));
    clause.drop(re!(r"(?:这|那)?\s*(?:\d+|[一二两三四五六七八九十几])\s*(?:个|段)|\bwithout\s+(?:re-?encod(?:e|ing)|losing\s+(?:any\s+)?quality|quality\s+loss)\b|\bone\s+after\s+(?:the\s+other|another)\b|\bback\s+to\s+back\b|\bin\s+(?:the\s+)?(?:right\s+|correct\s+|same\s+|given\s+)?(?:order|sequence)\b|\b(?:\d+\s+)?(?:mp4|mov)\b|\b\d+\s+(?:clips?|videos?|files?|shots?)\b|\b(?:single|final|long)\b|\b(?:all|both|every|clips?|videos?|files?|uploaded|together|in\s+order|into\s+one|one|two|three|end|add|photos?|pictures?|images?|slideshow|first)\b|(?:\bthe|\|)\s+second\b|所有|全部|依次|按顺序|一起|成一个|照片|图片|在|后面"));
    let mut names = vec![];
    for name in &files {
        match scene.medium(name) {
            Ok(medium) if is_video(medium) || is_picture(medium) => names.push(medium.name.clone()),
            Ok(medium) => return Read::Cannot(format!("`{}` has no picture", medium.name)),
            Err(why) => return Read::Cannot(why),
        }
    }
    if other {
        match scene.pick(None, "b-roll", |medium| is_video(medium) && !scene.on_main(&medium.name)) {
            Ok(medium) => names.push(medium.name.clone()),
            Err(why) => return Read::Cannot(why),
        }
    }
    let named = !names.is_empty();
    let copied = if recode {
        " An export encodes them anew, which keeps them in step; that cannot be left out here."
    } else {
        ""
    };
    if !named {
        names = scene.media.iter().filter(|medium| is_video(medium)).map(|medium| medium.name.clone()).collect();
    }
    // Every file that is named is wanted in the named order; what is there already is not repeated.
    let fresh = named && names.len() > 1 && names.iter().any(|name| scene.on_main(name)) && !scene.on_main(&names[0]);
    let added: Vec<String> = names.iter().filter(|name| fresh || !scene.on_main(name)).cloned().collect();
    if added.is_empty() {
        return Read::Cannot("there is no other footage to join; upload it first".into());
    }
    Plan::read(Stage::Material, format!("join {}", names.join(", ")), move |edit: &mut Edit| {
        let media = edit.media;
        if fresh {
            let order: Vec<_> = names.iter().filter(|name| !edit.scene().on_main(name)).cloned().collect();
            let before = order.iter().take_while(|name| {
                names.iter().position(|n| n == *name) < names.iter().position(|n| edit.scene().on_main(n))
            });
            let (mut front, mut back) = (vec![], vec![]);
            let before: Vec<&String> = before.collect();
            for name in &order {
                let Some(medium) = media.iter().find(|medium| medium.name == *name) else { continue };
                if before.contains(&name) { front.push(edit.clip_of(medium)) } else { back.push(edit.clip_of(medium)) }
            }
            let end = edit.now.total();
            edit.insert(end, &back);
            edit.insert(0, &front);
        } else {
            for name in &added {
                let Some(medium) = media.iter().find(|medium| medium.name == *name) else { continue };
                let clip = edit.clip_of(medium);
                let end = edit.now.total();
                edit.insert(end, &[clip]);
            }
        }
        Ok(format!("Joined {}: {} in all.{copied}", added.join(", "), show(edit.now.rate.seconds(edit.now.total()))))
    })
}
