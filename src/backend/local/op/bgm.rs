//! Music under the whole: an uploaded sound, else a loop that is computed, as long as the timeline, and
//! stepping back under speech.

use super::{Edit, Op, Plan, Read, Scene, Stage, is_sound, music, show, sound_effect};
use crate::backend::local::model::{Sound, SoundRole};
use crate::backend::local::music::{MOODS, Mood};
use crate::backend::local::store::Medium;
use crate::backend::local::words::{At, Clause, at, percent, re, strict};

pub const OP: Op = Op {
    name: "bgm",
    phrases: &[
        "add music.mp3 at 35%",
        "add lo-fi background music",
        "add background music and fade it out",
        "加背景音乐 音量35%",
    ],
    parse,
};

/// The level of music where none is named.
const LEVEL: f64 = 0.35;
const QUIET: f64 = 0.2;

fn parse(clause: &mut Clause, scene: &Scene) -> Read {
    let noun = re!(
        r"\b(?:background\s+|lo-?fi\s+|upbeat\s+)*(?:music|bgm|soundtrack|song|tune|score)(?:\s+tracks?)?\b|\bbackground\s+(?:track|tune|audio)\b|背景音乐|轻音乐|纯音乐|背景乐|配乐|音乐|伴奏"
    );
    let verb = re!(
        r"\b(?:add(?:ing)?|put(?:ting)?|use|using|play|insert|lay|include|mix|set|overlay|with|score|give|choose|pick|find)\b|添加|加上|加入|加|配上|配|带|使用|用|放|铺"
    );
    // "Change the music to lo-fi": another one in its place.
    let other = re!(r"\b(?:change|switch|swap|replace)\b|换成|换");
    let kind = re!(r"\b(?:lo-?fi|chill|upbeat|energetic|happy|cheerful|lively|calm|ambient|relaxing|peaceful)\b");
    if clause.has(re!(r"\b(?:replace|swap|exchange)\s+(?:out\s+)?(?:(?:my|the|his|her|our|own|original)\s+)*(?:voice|narration|speech|talking)\b|\b(?:remove|delete|mute|off|pause|louder|quieter|stop|volume\s+of\s+the\s+music)\b|删除|去掉|移除|voice[- ]?over|narrat|join|append|insert|merge|配音|旁白|插入|拼接")) {
        return Read::No;
    }
    // With music on the timeline, "music to 20%" speaks of that.
    let playing = scene.timeline.sounds.iter().find(|sound| sound.role == SoundRole::Music).map(|sound| sound.volume);
    let named = clause.has(re!("⟪")) && clause.has(re!(r"\.(?:mp3|wav|m4a|aac)⟫"));
    if !(clause.has(noun) || named)
        || !(named
            || clause.has(verb)
            || clause.has(other) && clause.has(kind)
            || clause.has(re!(r"\b(?:start|begin|kick)(?:s|ing)?\b|开始")) && clause.has(re!(r"\d"))
            || (playing.is_none()
                && !clause.has(re!(r"^[\s|]*(?:background\s+)?music\s+fades?\b"))
                && clause.has(re!(r"^\s*(?:background\s+)?music\b|^\s*(?:背景)?(?:音乐|配乐)\s*(?:从|$)"))))
    {
        return Read::No;
    }
    if !clause.has(noun) && sound_effect::at_a_moment(clause, scene) {
        return Read::No;
    }
    // "From 0:30 of the song" is a place in it, and none on the timeline.
    let within = music::within(clause, scene);
    if within.is_some() && playing.is_some() && !named {
        return Read::No;
    }
    let file = clause.file();
    let quiet = clause.has(re!(
        r"\b(?:quiet(?:ly)?|softly|low|subtle|subtly|faint(?:ly)?)\b|轻轻|低声|小声|(?:声音|音量)(?:小|低|轻)一?[点些]"
    ));
    let usable = |medium: &Medium| (is_sound(medium) && !medium.made) || (file.is_some() && medium.probe.channels > 0);
    let nothing = file.is_none() && !scene.media.iter().any(usable);
    // A loop can be a soft one; what was uploaded can only be played softly.
    let quiet = quiet || !nothing && clause.has(re!(r"\b(?:soft|gentle)\b"));
    let mood = mood(clause);
    let (src, title, length) = if nothing {
        (mood.file(), mood.name.to_owned(), f64::INFINITY)
    } else {
        match scene.pick(file.as_deref(), "background music", usable) {
            Ok(medium) => (medium.name.clone(), medium.stem().to_owned(), medium.probe.duration),
            Err(why) => return Read::Cannot(why),
        }
    };
    if within.is_some_and(|time| time >= length || nothing) {
        return Read::Cannot(match nothing {
            true => "a loop that is computed has no places in it; upload a song and name it".into(),
            false => format!("`{src}` is only {} long", show(length)),
        });
    }
    let instead = clause.drop(re!(
        r"\b(?:replace|swap|exchange)\s+(?:the\s+|its\s+|my\s+)?(?:original\s+)?(?:audio|sound(?:track)?)(?:\s+track)?\s+(?:with|for|by)\b|把?(?:原声|声音)(?:换成|替换成|替换为)"
    ));
    clause.drop(noun);
    clause.drop(verb);
    clause.drop(other);
    clause.drop(re!(
        r"\b(?:nice|good|cool|catchy|simple|suitable|fitting|matching|appropriate|royalty[- ]free)\b|合适的?|好听的?"
    ));
    if !nothing {
        // What was uploaded is what it sounds like.
        clause.drop(re!(r"\b(?:cinematic|epic|dramatic|inspir(?:ing|ational)|motivational|corporate|romantic|emotional|funky|acoustic|piano|instrumental|electronic|jazzy?|rock)\b|史诗|浪漫|钢琴"));
    }
    clause.drop(re!("(?:声音|音量)(?:小|低|轻)一?[点些]"));
    // "In the first 50 %" is a place, and no level.
    let share = re!(r"\b(?:first|last|middle|final|opening)\s+\d+(?:\.\d+)?\s*%|(?:前|最后|中间)\s*\d+\s*%");
    let early = if clause.has(share) { scene.range(clause) } else { None };
    // A level is no place.
    let full = clause.drop(re!(r"\b(?:at|on|with)\s+(?:full|max(?:imum)?|normal)\s+(?:volume|level|loudness)\b|音量(?:开|调)?(?:到|为)?最大|满音量"));
    let level = full.then_some(1.0).or_else(|| percent(clause)).or_else(|| {
        let found = clause.take(re!(r"(?:\b(?:at|to)\s+)?(-\s*\d+(?:\.\d+)?)\s*(?:db|分贝)"))?;
        let db: f64 = found[1].as_ref()?.replace(' ', "").parse().ok()?;
        Some(10f64.powf(db / 20.0))
    });
    let rate = scene.timeline.rate;
    let in_first = clause.has(re!(r"\b(?:fade|fading)\b.*?\bin\b.*\bout\b|淡入.*淡出"));
    let both = clause.drop(re!(
        r"\b(?:and\s+)?(?:fade|fading)\s+(?:it\s+|the\s+music\s+|\|\s*)?in\s+and\s+(?:fade\s+)?(?:it\s+)?out\b|淡入淡出"
    ));
    let tail = clause
        .take(re!(r"(?:在?(?:结尾|最后|末尾))\s*(\d+(?:\.\d+)?)\s*秒\s*(?:慢慢|渐渐|缓缓)?淡出|\b(?:and\s+)?fad(?:e|es|ing)\s+(?:it\s+|the\s+music\s+|\|\s*)?out\s+(?:over|during|in|for|across)\s+(?:the\s+)?(?:very\s+)?(?:last|final)\s+(\d+(?:\.\d+)?)\s*(?:seconds?|secs?|s)\b"))
        .and_then(|found| found[1].as_ref().or(found[2].as_ref())?.parse::<f64>().ok());
    let fade = if let Some(tail) = tail {
        tail
    } else if both || clause
        .drop(re!(r"\b(?:and\s+)?(?:fade|fading)\s+(?:it\s+|the\s+music\s+)?out(?:\s+at\s+the\s+end)?\b|(?:在?(?:结尾|最后|末尾))?(?:慢慢|渐渐|缓缓)?淡出"))
    {
        2.0
    } else {
        0.5
    };
    let fade_in =
        if both || clause.drop(re!(r"\b(?:and\s+)?(?:fade|fading)\s+(?:it\s+)?in\b|淡入")) { 2.0 } else { 0.0 };
    // "Fade in over 2 s", "fade in 2 s, fade out 3 s".
    let mut lasting = || -> Option<f64> {
        let found = clause.take(re!(r"(?:\b(?:over|for|lasting|of)\s+|\|\s*(?:各|都)?\s*)(", strict!(), ")"))?;
        scene.span().time(found[1].as_ref()?)
    };
    let (fade, fade_in) = match (fade > 0.5, fade_in > 0.0) {
        (false, false) => (fade, fade_in),
        (true, false) => (lasting().unwrap_or(fade), fade_in),
        (false, true) => (fade, lasting().unwrap_or(fade_in)),
        (true, true) => {
            let first = lasting();
            let second = lasting().or(first);
            let (into, out) = if in_first { (first, second) } else { (second, first) };
            (out.unwrap_or(fade), into.unwrap_or(fade_in))
        }
    };
    // "From 0:05 to 0:20", "start the music at 5 s": where it is heard.
    let when = early.or_else(|| scene.range(clause)).map(|range| scene.frames(range)).transpose();
    let when = match when {
        Ok(Some(range)) => Some(range),
        Ok(None) => match at(clause, scene.span()) {
            Some(At::Time(time)) if time < scene.span().total => match scene.frame(time) {
                Ok(frame) => Some((frame, scene.timeline.total())),
                Err(why) => return Read::Cannot(why),
            },
            Some(At::Time(_)) => return Read::Cannot("there is nothing left of the timeline at that time".into()),
            Some(At::End) => {
                return Read::Cannot("say when the music begins, such as `add music.mp3 from 20 s to the end`".into());
            }
            Some(At::Start) | None => None,
        },
        Err(why) => return Read::Cannot(why),
    };
    if within.is_some() {
        clause.drop(re!(r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|play(?:s|ing)?|from|let)\b|开始|播放"));
    }
    // Music that is there begins at another time, as loud as it is.
    let moved = when.is_some() && !clause.has(verb);
    if when.is_some() {
        clause.drop(re!(
            r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|only|just|play(?:s|ing)?|from|comes?\s+in)\b|开始|只在?"
        ));
    }
    let level = level.or_else(|| percent(clause)).unwrap_or(if instead {
        1.0
    } else if let Some(now) = playing.filter(|_| moved && !quiet) {
        now
    } else if quiet {
        QUIET
    } else {
        LEVEL
    });
    clause.drop(re!(r"\b(?:its|volume|level|lower(?:ed)?|turn(?:ed)?|down|subtl[ey]|faint(?:ly)?|quietly|softly|underneath|under|behind|beneath|in\s+the\s+background|background|loop(?:ed|ing)?|speech|voice|talking|quiet|soft|low)\b|(?:声音|音量)(?:调整|调|设|开|降)?(?:到|成|为|在)?|音量|背景|循环|轻轻|低声|作为|为|当"));
    let duck = !clause.drop(re!(r"(?:\b(?:but|and)\s+)?\b(?:(?:no|without)\s+ducking|(?:do\s+not|don't|dont|don’t|never)\s+duck(?:\s+(?:it|the\s+music|\||down))*)\b|(?:我|有人|人)?(?:说话|讲话)(?:的)?(?:时候?)?(?:也|都)?(?:不要|别|不用|不)(?:自动)?(?:压低|闪避|降低|变小)|(?:不要|别|不用)(?:自动)?(?:压低|闪避)"));
    clause.drop(re!(r"\b(?:and\s+)?(?:that\s+|which\s+)?(?:automatically\s+)?duck(?:s|ed|ing)?(?:\s+(?:it|the\s+music|them|\|))*(?:\s+(?:down|automatically))?(?:\s+(?:when|while|whenever|under|below)\s+(?:i|we|he|she|they|someone|somebody|people|anyone)(?:'m|\s+am|\s+is|\s+are)?\s+(?:talk|speak)(?:s|ing)?)?(?:\s+(?:it|the\s+music))?(?:\s+under(?:\s+the)?(?:\s+(?:speech|voice))?)?\b|(?:我|有人|人声)?(?:说话|讲话|人声)(?:的?时候?)?\s*(?:背景)?(?:音乐|\|)?\s*(?:自动)?(?:变小|降低|压低|减弱|小声|小一?点)|闪避|压低"));
    if level > 4.0 {
        return Read::Cannot("music louder than 400% would only be noise".into());
    }
    let made = if nothing { ", a loop that this editor computes, since no music was uploaded" } else { "" };
    let start = scene.timeline.rate.frames(within.unwrap_or(0.0));
    let label = format!("add music `{src}` at {}%", (level * 100.0).round());
    let mut plan = Plan::new(Stage::Sound, label, move |edit: &mut Edit| {
        let total = edit.now.total();
        let (at, end) = when.map_or((0, total), |(from, to)| {
            let pieces = edit.pieces(from, to);
            (pieces.first().map_or(0, |piece| piece.0), pieces.last().map_or(total, |piece| piece.1))
        });
        let len = end.saturating_sub(at);
        if len == 0 {
            return super::Refusal::cannot("nothing is left of the timeline where the music would be");
        }
        // Another piece behind this one stays; what would sound together with it goes.
        let apart = |sound: &Sound| sound.src != src && (sound.at + sound.len <= at || at + len <= sound.at);
        edit.now.sounds.retain(|sound| sound.role != SoundRole::Music || apart(sound));
        edit.now.sounds.push(Sound {
            volume: level,
            duck,
            start,
            fade_in: rate.frames(fade_in).min(len / 2),
            fade_out: rate.frames(fade).min(len / 2),
            ..Sound::new(SoundRole::Music, &src, &title, at, len)
        });
        let fades = match (fade_in > 0.0, fade > 0.5) {
            (false, false) => String::new(),
            (true, false) => format!(" It fades in over {}.", show(fade_in)),
            (false, true) => format!(" It fades out over {}.", show(fade)),
            (true, true) => format!(" It fades in over {}, and out over {}.", show(fade_in), show(fade)),
        };
        let begins = within.map_or(String::new(), |time| format!(" It begins at {} of the song.", show(time)));
        Ok(format!("Added `{src}` as background music at {}%{made}.{begins}{fades}", (level * 100.0).round()))
    });
    plan = plan.placed(when);
    plan.needs.music = nothing.then_some(mood);
    if instead {
        let place = scene.shown(when);
        let mute = Plan::new(Stage::Sound, "mute", move |edit: &mut Edit| {
            edit.each(when, |clip| clip.volume = 0.0);
            Ok(format!("Muted the footage{place}."))
        });
        return Read::Do(vec![mute, plan]);
    }
    Read::Do(vec![plan])
}

/// Takes the words of a mood; the first loop serves where none is named.
fn mood(clause: &mut Clause) -> Mood {
    let words: [&regex::Regex; 3] = [
        re!(r"\b(?:lo-?fi|chill(?:ed)?|laid[- ]back|hip[- ]hop)\b|低保真"),
        re!(r"\b(?:upbeat|energetic|happy|cheerful|lively|fun)\b|欢快|动感|轻快|活泼|活力"),
        re!(
            r"\b(?:calm(?:ing)?|ambient|relax(?:ed|ing)|peaceful|gentle|soft)\b|舒缓|轻柔|安静|平静|轻松|放松|悠闲|惬意"
        ),
    ];
    let found = words.iter().position(|pattern| clause.has(pattern)).unwrap_or(0);
    for pattern in words {
        clause.drop(pattern);
    }
    MOODS[found]
}
