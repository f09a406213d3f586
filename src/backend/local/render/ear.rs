//! Filters for what is done to a sound: its colour, and levels that change without a click.

use super::tree;
use crate::backend::local::model::{Fx, Look, SAMPLE_RATE};

/// Over how many samples a level goes to another one. It does so in the louder stretch, so that a muted
/// one is silent from its first sample to its last.
const RAMP: u64 = 1440;
/// Samples between two values of a level that moves; frames of all usual rates are multiples of it.
const BLOCK: u64 = 40;

/// The colour of a clip's sound.
pub fn colour(look: &Look) -> Vec<String> {
    look.0.iter().filter_map(filter).collect()
}

fn filter(fx: &Fx) -> Option<String> {
    // What is made louder needs room above it.
    let room = |db: f64| if db > 0.0 { format!("volume={:.2}dB,", -db / 3.0) } else { String::new() };
    Some(match fx {
        Fx::Bass { db } => {
            let db = db.clamp(-20.0, 15.0);
            format!("{}bass=g={db:.2}:f=120", room(db))
        }
        Fx::Treble { db } => {
            let db = db.clamp(-20.0, 15.0);
            format!("{}treble=g={db:.2}:f=4000", room(db))
        }
        Fx::Pitch { half_tones } => {
            // Played faster and so higher, and then stretched to the old length.
            let factor = 2f64.powf(half_tones.clamp(-12.0, 12.0) / 12.0);
            let rate = (SAMPLE_RATE as f64 * factor).round();
            format!("asetrate={rate},aresample={SAMPLE_RATE},atempo={:.6}", SAMPLE_RATE as f64 / rate)
        }
        Fx::Echo => "aecho=0.9:0.8:350|700:0.4|0.2".into(),
        // Early echoes, and each of them thrown back again.
        Fx::Reverb => {
            "aecho=0.8:0.8:23|37|53|71:0.35|0.3|0.27|0.24,aecho=0.9:0.75:97|149|211|307:0.45|0.38|0.3|0.22".into()
        }
        Fx::Telephone => {
            "highpass=f=400,highpass=f=400,lowpass=f=3000,lowpass=f=3000,acompressor=threshold=0.1:ratio=3".into()
        }
        Fx::Voice => "highpass=f=85,equalizer=f=250:t=q:w=1:g=-2,equalizer=f=3500:t=q:w=0.9:g=4,\
                      acompressor=threshold=0.09:ratio=2.5:attack=8:release=180:makeup=1.4"
            .into(),
        _ => return None,
    })
}

/// The longest time by which a sound is moved against its picture, in seconds.
const LATEST: f64 = 20.0;

/// By how much the sound comes after its picture, in seconds.
pub fn lateness(look: &Look) -> f64 {
    let late = look.0.iter().find_map(|fx| if let Fx::Late { seconds } = fx { Some(*seconds) } else { None });
    late.unwrap_or(0.0).clamp(-LATEST, LATEST)
}

/// Moves a medium's sound against its picture.
pub fn late(look: &Look) -> Option<String> {
    let samples = (lateness(look) * SAMPLE_RATE as f64).round() as i64;
    match samples {
        0 => None,
        1.. => Some(format!("adelay={samples}S:all=1,asetpts=N/SR/TB")),
        _ => Some(format!("atrim=start_sample={},asetpts=N/SR/TB", -samples)),
    }
}

/// A tone as long as this, at about the level of speech; its ends are soft.
pub fn bleep(samples: u64) -> String {
    let soft = (samples / 2).min(240);
    format!(
        "sine=frequency=1000:sample_rate={SAMPLE_RATE},aformat=sample_fmts=fltp,pan=stereo|c0=c0|c1=c0,\
         atrim=end_sample={samples},afade=t=in:ss=0:ns={soft},afade=t=out:ss={}:ns={soft}",
        samples - soft
    )
}

/// A volume that is another one from each of these samples on; the first counts from the start.
pub fn volume(steps: &[(u64, f64)]) -> String {
    if let [(_, volume)] = steps {
        return format!("volume={volume:.4}");
    }
    let mut parts: Vec<(String, String)> = vec![];
    // Half a sample before an edge, so that rounded times cannot fall on the wrong side of it.
    let time = |sample: u64| format!("{:.6}", (sample as f64 - 0.5) / SAMPLE_RATE as f64);
    let glide = |from: f64, to: f64, sample: u64, over: u64| {
        let (begin, slope) =
            (sample as f64 / SAMPLE_RATE as f64, (to - from) * SAMPLE_RATE as f64 / over.max(1) as f64);
        (time(sample), format!("{from:.4}+{slope:.4}*(t-{begin:.6})"))
    };
    for (index, (at, volume)) in steps.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| steps[index].1).filter(|before| before < volume);
        let after = steps.get(index + 1).filter(|(_, after)| after < volume);
        let length = steps.get(index + 1).map_or(u64::MAX, |(next, _)| next - at);
        let over = RAMP.min(length / 2) / BLOCK * BLOCK;
        let mut flat = *at;
        if let Some(before) = before.filter(|_| over > 0) {
            parts.push(glide(before, *volume, *at, over));
            flat += over;
        }
        parts.push((time(flat), format!("{volume:.4}")));
        if let Some((next, after)) = after.filter(|_| over > 0) {
            parts.push(glide(*volume, *after, next - over, over));
        }
    }
    // Levels are set per block of sound.
    format!(
        "asetpts=N/SR/TB,asetnsamples=n={BLOCK}:p=0,volume='{}':eval=frame,asetnsamples=n=1024:p=0",
        tree::steps("t", &parts)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_glide_in_the_louder_stretch() {
        assert_eq!(volume(&[(0, 0.5)]), "volume=0.5000");
        let text = volume(&[(0, 1.0), (96_000, 0.0), (192_000, 1.0)]);
        // Down before the edge at 2 s, up behind the one at 4 s.
        assert!(text.contains("1.0000+-33.3333*(t-1.970000)"), "{text}");
        assert!(text.contains("lt(t,1.999990)") && text.contains("0.0000+33.3333*(t-4.000000)"), "{text}");
    }
}
