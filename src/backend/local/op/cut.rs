//! Takes a range out and closes the gap.

use super::{Op, Plan, Read, Refusal, Scene, Stage, show};
use crate::backend::local::model;
use crate::backend::local::words::{Clause, re, strict};

pub const OP: Op = Op {
    name: "cut",
    phrases: &[
        "remove 5 s to 8 s",
        "cut the last 3 s",
        "trim the first 10 seconds",
        "cut the intro",
        "删除第5到8秒",
        "剪掉最后3秒",
    ],
    parse,
};

/// Takes "the video should start at 3 s" and "end the clip at 20 s": what lies outside goes.
fn edge(clause: &mut Clause, scene: &Scene) -> Option<(f64, f64)> {
    const FILM: &str = r"(?:(?:the|my|this)\s+)?(?:whole\s+)?(?:video|clip|footage|film|movie|recording|episode)";
    const WORD: &str = r"(start|begin|end|stop|finish)(?:s|ing)?";
    let span = scene.span();
    let found = clause
        .take(re!(
            r"^\s*(?:please\s+)?(?:make\s+|have\s+|let\s+)?",
            FILM,
            r"\s+(?:should\s+|must\s+|needs?\s+to\s+|to\s+)?",
            WORD,
            r"\s+(?:at|from|after)\s+(?:about\s+)?(",
            strict!(),
            r")(?:\s*mark\b)?\s*$"
        ))
        .or_else(|| {
            clause.take(re!(
                r"^\s*(?:please\s+)?",
                WORD,
                r"\s+",
                FILM,
                r"\s+(?:at|from|after)\s+(?:about\s+)?(",
                strict!(),
                r")(?:\s*mark\b)?\s*$"
            ))
        })
        .or_else(|| {
            clause.take(re!(
                r"^\s*(?:让|把)?(?:视频|片子|影片)(?:要)?(?:从|到|在)第?\s*()(",
                strict!(),
                r")\s*(?:处)?(?:开始|起)(?:播放)?\s*$"
            ))
        })
        .or_else(|| {
            clause.take(re!(
                r"^\s*(?:让|把)?(?:视频|片子|影片)(?:要)?(?:到|在)第?\s*(",
                strict!(),
                r")\s*(?:处)?(?:结束|为止|停止)\s*$"
            ))
        })?;
    let text = |group: usize| found.get(group).cloned().flatten();
    let (word, time) = match (text(1), text(2)) {
        (Some(word), Some(time)) => (word.to_lowercase(), time),
        (Some(time), None) => ("end".into(), time),
        _ => return None,
    };
    let time = span.time(&time)?;
    Some(if word.is_empty() || word.starts_with("start") || word.starts_with("begin") {
        (0.0, time)
    } else {
        (time, span.total)
    })
}

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let verb = re!(
        r"(?:\bmake\s+(?:it|this|the\s+\w+)\s+shorter\s+by\s+)?\b(?:cut(?:ting)?|remov(?:e|ing)|delet(?:e|ing)|trim(?:ming)?|drop(?:ping)?|chop(?:ping)?|lop|shav(?:e|ing)|slice|skip(?:ping)?|discard|lose|erase|tak(?:e|ing)|edit|get\s+rid\s+of|snip)\b(?:\s+(?:out|off|away))?|\b(?:can|should|must|has\s+to|have\s+to)\s+go\b|删除|删掉|剪掉|去掉|移除|去除|剪去|裁掉|删去|跳过"
    );
    // "Trim to the first 5 seconds" keeps them.
    let kept = re!(
        r"\b(?:trim|cut|shorten|crop|reduce)\s+(?:it\s+|(?:(?:the|my|this)\s+)?(?:\w+\s+)?(?:video|clip|footage|it)\s+)?(?:down\s+)?to\b|剪到|裁到|剪成"
    );
    // "Remove the captions from the first 5 seconds" cuts nothing out of the footage.
    if clause.has(re!(r"\b(?:cut(?:ting)?|remov(?:e|ing)|delet(?:e|ing)|trim|drop|chop|lose|erase|take|get\s+rid\s+of)\s+(?:out\s+|off\s+)?(?:the\s+|my\s+|all\s+)*(?:background\s+)?(?:captions?|subtitles?|subs|music|bgm|song|soundtrack|logo|watermark|titles?|text|lower[- ]?thirds?|sound|audio|voice|transitions?|fades?|b-?roll|noise)\b|(?:字幕|音乐|水印|标题|声音|原声|噪音)\s*(?:删|剪|去|移除)|(?:的)(?:字幕|音乐|水印|标题|声音|原声|噪音)\s*$")) {
        return Read::No;
    }
    if clause.has(re!(r"\bso\s+(?:that\s+)?(?:it|the\s+\w+)\s+(?:runs|goes|plays|covers|is|lasts)\b")) {
        return Read::No;
    }
    // "Trim clip 1 to 5 seconds" says which clip and how long it is to be.
    if clause.has(re!(
        r"\b(?:trim|cut|shorten)\s+(?:down\s+)?(?:the\s+)?(?:clip|segment|shot|scene)\s+\d+\s+(?:down\s+)?to\s+\d"
    )) {
        return Read::No;
    }
    // "Trim the video from 0:05 to 0:20" keeps that much.
    if clause.has(re!(
        r"\btrim\s+(?:it|(?:(?:the|my|this|whole|main)\s+)*(?:video|clip|footage|recording|film|movie))\s+from\s+(",
        strict!(),
        r"|\d+:\d+)\s+(?:to|until)\s+\d"
    )) {
        return Read::No;
    }
    let edge = edge(clause, scene);
    // "Take the last 10 seconds and …" picks them, and takes nothing out.
    let picks =
        clause.has(re!(r"^[\s|]*(?:please\s+|then\s+)?tak(?:e|ing)\s")) && !clause.has(re!(r"\b(?:out|off|away)\b"));
    if picks || edge.is_none() && (!clause.has(verb) || clause.has(kept)) {
        return Read::No;
    }
    if clause.has(re!(r"\beverything\s+(?:but|except|besides|other\s+than|apart\s+from|outside)\b")) {
        return Read::No;
    }
    if edge.is_none() {
        clause.take(verb);
    }
    let bit = re!(
        r"\b(?:the\s+)?(?:very\s+)?(?:last|first|final|little)\s+(?:(?:little|tiny|small|short)\s+)?(?:bit|piece)\b"
    );
    let Some(found) = edge.or_else(|| scene.range(clause)) else {
        if clause.drop(bit) && clause.rest().is_empty() {
            return Read::Cannot("say how much of it, such as `cut the last 3 s`".into());
        }
        return Read::No;
    };
    clause.drop(bit);
    clause.drop(re!(r"\blike\b"));
    clause.drop(re!(r"\b(?:off|out|away|of\s+it)\b|的?内容|部分|片段|那段|之间"));
    // Why it goes, and by what: the times say all that there is to know.
    clause.drop(re!(
        r"\b(?:boring|rambling|bad|unwanted|useless|unnecessary|messy|awkward|empty|slow|off-topic|irrelevant|shaky|blurry|dull|repetitive|extra|middle)\b|\bwhere\s+(?:i|we|he|she|they|it|nobody|nothing)\s+(?:just\s+)?(?:rambles?|stumbles?|coughs?|mess(?:es)?\s+up|hesitates?|stutters?|repeats?\s+\w+sel(?:f|ves)|talks?\s+too\s+(?:much|long)|gets?\s+(?:lost|boring|shaky)|is\s+said|happens)\b|\bby\s+(?:removing|deleting|cutting)\s+(?:those|these|the|that)\s+(?:lines?|words?|sentences?)\s+(?:from|in|out\s+of)\s+(?:the\s+)?(?:transcript|captions?|subtitles?)\b|多余|无聊|不需要"
    ));
    let (from, to) = match scene.frames(found) {
        Ok(range) => range,
        Err(why) => return Read::Cannot(why),
    };
    if to - from >= scene.timeline.total() {
        return Read::Cannot("that is the whole timeline, and nothing would be left".into());
    }
    Plan::read(Stage::Trim, format!("cut {} to {}", show(found.0), show(found.1)), move |edit| {
        let gone: u64 = edit.pieces(from, to).iter().map(|(from, to)| to - from).sum();
        let pieces = edit.pieces(from, to);
        edit.restructure(|row| {
            for (from, to) in pieces.iter().rev() {
                model::cut(row, *from, *to);
            }
        });
        if edit.now.total() == 0 {
            return Refusal::cannot("nothing would be left");
        }
        Ok(format!("Cut {}.", show(edit.now.rate.seconds(gone))))
    })
}
