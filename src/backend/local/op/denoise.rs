//! Takes the room's noise out of the sound.

use super::{Edit, Op, Plan, Read, Refusal, Scene, Stage};
use crate::backend::local::model::Fx;
use crate::backend::local::words::{Clause, re};

pub const OP: Op = Op { name: "denoise", phrases: &["remove background noise", "clean up the sound", "降噪"], parse };

fn parse(clause: &mut Clause, _: &Scene) -> Read {
    let word = re!(
        r"\b(?:by\s+)?(?:lower|decrease|minimi[sz]e|turn\s+down|bring\s+down|remov(?:e|ing)|reduc(?:e|ing)|cut(?:ting)?|delete|get\s+rid\s+of|filter|suppress)\s+(?:out\s+)?(?:the\s+)?(?:background\s+|room\s+|wind\s+|white\s+)?(?:noise|hiss|hum)\b|\b(?:clean|clear)\s+(?:up\s+|out\s+)?(?:the\s+|my\s+)?(?:background\s+noise|noise|audio|sound|voice|speech)(?:\s+up)?\b|\bdenoise\b(?:\s+(?:the\s+)?(?:audio|sound))?|\bless\s+noisy\b|\bnoise\s+(?:reduction|removal|cancell?ation)\b|降噪|去噪|(?:去除|去掉|消除|减少)(?:背景)?(?:噪音|杂音|噪声)|(?:背景)?(?:噪音|杂音|噪声)(?:去掉|去除|消除|降低|减少)"
    );
    if clause.has(re!(r"\b(?:picture|image|grain)\b|画面")) || clause.take(word).is_none() {
        return Read::No;
    }
    clause.drop(re!(r"\b(?:(?:make\s+)?(?:the\s+|my\s+)?(?:audio|sound|voice|speech)\s+(?:clear(?:er)?|cleaner)|audio|sound|background)\b|声音|音频|apply|add"));
    Plan::read(Stage::Sound, "clean the sound", |edit: &mut Edit| {
        if edit.media.iter().all(|medium| medium.probe.channels == 0) {
            return Refusal::cannot("the footage has no sound");
        }
        for clip in &mut edit.now.main {
            clip.look.add(Fx::CleanSound);
        }
        Ok("Reduced the noise in the sound.".into())
    })
}
