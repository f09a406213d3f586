//! What is heard in rendered files: levels, tones and edges, measured.

use std::path::Path;

use serde_json::json;

use super::client::Client;

const RATE: f64 = 48_000.0;

/// The sound of a file, both sides.
struct Heard {
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Heard {
    fn open(path: &Path) -> Heard {
        let raw = std::process::Command::new("ffmpeg")
            .args(["-v", "error", "-i", path.to_str().unwrap(), "-f", "f32le", "-ac", "2", "-ar", "48000", "-"])
            .output()
            .unwrap()
            .stdout;
        let samples: Vec<f64> =
            raw.chunks_exact(4).map(|four| f64::from(f32::from_le_bytes(four.try_into().unwrap()))).collect();
        let side = |side: usize| samples.iter().skip(side).step_by(2).copied().collect();
        Heard { left: side(0), right: side(1) }
    }

    fn part(&self, from: f64, to: f64) -> &[f64] {
        &self.left[(from * RATE) as usize..((to * RATE) as usize).min(self.left.len())]
    }

    fn seconds(&self) -> f64 {
        self.left.len() as f64 / RATE
    }

    /// The mean level in dB.
    fn level(&self, from: f64, to: f64) -> f64 {
        let part = self.part(from, to);
        decibels(part.iter().map(|sample| sample * sample).sum::<f64>() / part.len() as f64)
    }

    /// The level of what lies about a tone, in dB.
    fn tone(&self, from: f64, to: f64, hertz: f64) -> f64 {
        let windows: Vec<f64> = self
            .part(from, to)
            .chunks_exact(960)
            .map(|window| {
                let turn = std::f64::consts::TAU * hertz / RATE;
                let (sin, cos) = window.iter().enumerate().fold((0.0, 0.0), |(sin, cos), (n, sample)| {
                    let hann = 0.5 - 0.5 * (std::f64::consts::TAU * n as f64 / 960.0).cos();
                    let angle = turn * n as f64;
                    (sin + hann * sample * angle.sin(), cos + hann * sample * angle.cos())
                });
                (sin * sin + cos * cos) / (960.0 * 960.0)
            })
            .collect();
        decibels(windows.iter().sum::<f64>() / windows.len() as f64)
    }

    fn band(&self, from: f64, to: f64, tones: &[f64]) -> f64 {
        tones.iter().map(|hertz| self.tone(from, to, *hertz)).sum::<f64>() / tones.len() as f64
    }

    /// The greatest step from one sample to the next about a time.
    fn step(&self, at: f64) -> f64 {
        let part = self.part(at - 0.05, at + 0.05);
        part.windows(2).map(|two| (two[1] - two[0]).abs()).fold(0.0, f64::max)
    }

    /// How often it goes through zero in a second.
    fn crossings(&self, from: f64, to: f64) -> f64 {
        let part = self.part(from, to);
        part.windows(2).filter(|two| two[0] <= 0.0 && two[1] > 0.0).count() as f64 / (to - from)
    }
}

fn decibels(power: f64) -> f64 {
    10.0 * power.max(1e-12).log10()
}

async fn heard(media: &[&str], prompts: &[&str]) -> Heard {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(media).await;
    for prompt in prompts {
        let said = client.edit(&session, prompt).await;
        assert_eq!(said.error, None, "{prompt}");
    }
    let file = folder.path().join("out.wav");
    client.render(&session, json!({"format": "wav"}), &file).await;
    Heard::open(&file)
}

const TALK: &[&str] = &["talk.mov", "music.mp3"];
const MUSIC: &str = "add music.mp3 at 50% without ducking";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_fades_alone() {
    let plain = heard(TALK, &["keep 0 s to 7 s"]).await;
    let out = heard(TALK, &["keep 0 s to 7 s", "fade out the audio over the last 2 seconds"]).await;
    assert!((plain.level(1.0, 2.4) - out.level(1.0, 2.4)).abs() < 0.1);
    assert!(plain.level(6.0, 6.4) - out.level(6.0, 6.4) > 4.0, "half way");
    assert!(plain.level(6.8, 7.0) - out.level(6.8, 7.0) > 18.0, "at the end");
    let into = heard(TALK, &["keep 1 s to 7 s", "fade the sound in over 1 s"]).await;
    assert!(plain.level(1.0, 1.2) - into.level(0.0, 0.2) > 15.0);
    // The music stays where the footage's own sound goes, and goes where all does.
    let keep = "keep 1 s to 7 s";
    let base = heard(TALK, &[keep, MUSIC]).await;
    let own = heard(TALK, &[keep, MUSIC, "fade in the original audio over 2 s"]).await;
    let all = heard(TALK, &[keep, MUSIC, "fade in the audio over 2 s"]).await;
    let silent = heard(TALK, &[keep, MUSIC, "mute the audio"]).await;
    assert!((own.level(0.0, 0.1) - silent.level(0.0, 0.1)).abs() < 1.0);
    assert!((own.level(2.1, 5.0) - base.level(2.1, 5.0)).abs() < 0.1);
    assert!(base.level(0.0, 0.1) - all.level(0.0, 0.1) > 18.0);
    assert!(silent.level(0.0, 0.1) - all.level(0.0, 0.1) > 15.0, "the music fades with all");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_fade_leaves_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    client.edit(&session, "keep the first 2 s").await;
    let last = |file: &Path| {
        let arguments = ["-v", "error", "-sseof", "-0.05", "-i", file.to_str().unwrap(), "-frames:v", "1"];
        let shown = ["-vf", "scale=32:18,format=gray", "-f", "rawvideo", "-"];
        let frame = std::process::Command::new("ffmpeg").args(arguments).args(shown).output().unwrap().stdout;
        frame.iter().map(|pixel| f64::from(*pixel)).sum::<f64>() / frame.len() as f64
    };
    let mut light = vec![];
    for (name, prompt) in [("sound", "fade out the audio over 1 s"), ("all", "fade out the video and the audio")] {
        client.edit(&session, prompt).await;
        let file = folder.path().join(format!("{name}.mp4"));
        client.render(&session, json!({"format": "mp4", "quality": "low"}), &file).await;
        light.push(last(&file));
    }
    assert!(light[0] > 60.0 && light[1] < light[0] / 2.0, "{light:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn music_has_its_stretches_and_no_clicks() {
    let base = heard(TALK, &["mute the audio", MUSIC]).await;
    let mute = heard(TALK, &["mute the audio", MUSIC, "mute the music from 5 s to 10 s"]).await;
    assert!(mute.level(5.01, 9.99) < -90.0, "{}", mute.level(5.01, 9.99));
    assert!((mute.level(2.0, 4.9) - base.level(2.0, 4.9)).abs() < 0.1);
    assert!((mute.level(10.1, 12.0) - base.level(10.1, 12.0)).abs() < 0.1);
    assert!(mute.step(5.0) < base.step(5.0) * 1.2 && mute.step(10.0) < base.step(10.0) * 1.2);
    let soft = heard(TALK, &["mute the audio", MUSIC, "lower the music to 10% between 0:05 and 0:10"]).await;
    let down = base.level(5.1, 9.9) - soft.level(5.1, 9.9);
    assert!((down - 14.0).abs() < 0.3, "{down}");
    let title = ["mute the audio", MUSIC, "add title \"Hi\" at 3 s", "turn the music off while the title shows"];
    let titled = heard(TALK, &title).await;
    assert!(titled.level(3.05, 5.95) < -90.0 && titled.level(6.1, 8.0) > -40.0);
    let only = heard(TALK, &["mute the audio", MUSIC, "music only in the first 8 seconds"]).await;
    assert!(only.level(4.0, 7.0) > -40.0 && only.level(8.05, 12.0) < -90.0);
    // What is heard first is what the song has at 4 s.
    let within = heard(TALK, &["mute the audio", MUSIC, "start the music at 0:04 of the song"]).await;
    let apart: f64 = (48_000..96_000).map(|n| (within.left[n] - base.left[n + 192_000]).abs()).fold(0.0, f64::max);
    assert!(apart < 0.01, "{apart}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mute_of_the_footage_is_silent_and_does_not_click() {
    let base = heard(TALK, &[]).await;
    let mute = heard(TALK, &["mute 5 s to 6 s"]).await;
    assert!(mute.level(5.0, 6.0) < -70.0, "{}", mute.level(5.0, 6.0));
    assert!((mute.level(4.0, 4.95) - base.level(4.0, 4.95)).abs() < 0.1);
    assert!(mute.step(5.0) <= base.step(5.0) && mute.step(6.0) <= base.step(6.0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bleep_stands_in_the_place_of_a_word() {
    let base = heard(TALK, &[]).await;
    let bleep = heard(TALK, &["bleep 0:05 to 0:06"]).await;
    assert!(bleep.tone(5.05, 5.95, 1000.0) - bleep.tone(5.05, 5.95, 400.0) > 50.0, "only the tone");
    assert!((bleep.crossings(5.1, 5.9) - 1000.0).abs() < 2.0);
    assert!((-26.0..-18.0).contains(&bleep.level(5.1, 5.9)), "{}", bleep.level(5.1, 5.9));
    assert!((bleep.level(4.0, 4.95) - base.level(4.0, 4.95)).abs() < 0.1);
    assert!((bleep.level(6.1, 7.5) - base.level(6.1, 7.5)).abs() < 0.1);
    assert_eq!(bleep.left.len(), base.left.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_voice_takes_another_colour() {
    let keep = "keep 3.7 s to 7.7 s";
    let base = heard(TALK, &[keep]).await;
    let end = base.seconds();
    let low = [100.0, 150.0];
    let high = [6000.0, 8000.0, 10_000.0];
    let of = |heard: &Heard, tones: &[f64]| heard.band(0.0, end, tones);
    let bass = heard(TALK, &[keep, "boost the bass"]).await;
    let gain = |new: &Heard, tones: &[f64]| of(new, tones) - of(&base, tones);
    // Bass comes up against the rest, which steps back by 2 dB.
    assert!(gain(&bass, &low) - gain(&bass, &high) > 2.5, "{} {}", gain(&bass, &low), gain(&bass, &high));
    let treble = heard(TALK, &[keep, "less treble"]).await;
    assert!(gain(&treble, &high) < -4.0 && gain(&treble, &low).abs() < 0.5);
    let phone = heard(TALK, &[keep, "make it sound like a telephone"]).await;
    assert!(gain(&phone, &low) < -15.0 && gain(&phone, &high) < -15.0 && gain(&phone, &[1000.0]) > -6.0);
    let voice = heard(TALK, &[keep, "enhance the voice"]).await;
    assert!(gain(&voice, &[3000.0, 3500.0]) - gain(&voice, &[250.0]) > 3.0);
    assert!(gain(&voice, &[40.0]) < -3.0);
    let back = heard(TALK, &[keep, "add echo", "remove the echo"]).await;
    assert!(back.left == base.left, "undone by asking");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pitch_changes_and_length_does_not() {
    // The tone of this film is 220 Hz.
    let base = heard(&["broll.mp4"], &[]).await;
    let up = heard(&["broll.mp4"], &["raise the pitch by 12 semitones"]).await;
    let down = heard(&["broll.mp4"], &["deeper voice"]).await;
    let strongest = |heard: &Heard| {
        let tones = (100..500).step_by(5).map(f64::from);
        tones.max_by(|a, b| heard.tone(2.0, 6.0, *a).total_cmp(&heard.tone(2.0, 6.0, *b))).unwrap()
    };
    assert!((strongest(&base) - 220.0).abs() < 10.0, "{}", strongest(&base));
    assert!((strongest(&up) - 440.0).abs() < 15.0, "{}", strongest(&up));
    assert!((strongest(&down) - 174.6).abs() < 12.0, "{}", strongest(&down));
    assert!((base.level(1.0, 7.0) - up.level(1.0, 7.0)).abs() < 1.5);
    assert_eq!((up.left.len(), down.left.len()), (base.left.len(), base.left.len()));
    assert!(up.level(7.7, 7.95) > base.level(7.7, 7.95) - 3.0, "it is heard to the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_echo_sounds_on_in_a_pause_of_its_stretch_alone() {
    let base = heard(TALK, &[]).await;
    for (prompt, more) in [("add an echo", 12.0), ("add reverb", 3.0)] {
        let whole = heard(TALK, &[prompt]).await;
        // Just behind a sentence.
        let found = whole.level(2.55, 2.75) - base.level(2.55, 2.75);
        assert!(found > more, "{prompt} {found}");
        let part = heard(TALK, &[&format!("{prompt} from 9 s to 14 s")]).await;
        assert!((part.level(1.0, 3.0) - base.level(1.0, 3.0)).abs() < 0.1);
        assert!(part.level(12.9, 13.1) - base.level(12.9, 13.1) > more, "{prompt}");
        assert_eq!(part.left.len(), base.left.len());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mono_is_alike_on_both_sides() {
    let apart = |heard: &Heard| {
        heard.left.iter().zip(&heard.right).map(|(left, right)| (left - right).abs()).fold(0.0, f64::max)
    };
    let lofi = "add lo-fi background music";
    assert!(apart(&heard(&["talk.mov"], &["keep the first 4 s", lofi]).await) > 0.003);
    assert!(apart(&heard(&["talk.mov"], &["keep the first 4 s", lofi, "make the audio mono"]).await) < 1e-6);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn short_sounds_are_heard_at_their_moments() {
    let base = heard(TALK, &["mute the audio"]).await;
    assert!(base.level(1.0, 20.0) < -80.0);
    for (prompt, at) in [("add a ding at 5 s", 5.0), ("add a pop sound at 5 s", 5.0), ("add a click at 5 s", 5.0)] {
        let with = heard(TALK, &["mute the audio", prompt]).await;
        assert!(with.level(at, at + 0.04) > -35.0, "{prompt} {}", with.level(at, at + 0.04));
        assert!(with.level(at - 0.5, at - 0.01) < -80.0 && with.level(at + 2.0, at + 4.0) < -80.0, "{prompt}");
        assert!(with.left.iter().all(|sample| sample.abs() < 0.5), "{prompt} is sober");
    }
    // A whoosh is loudest at the cut.
    let cuts = ["mute the audio", "cut 5 s to 10 s", "cut 12 s to 14 s", "add whoosh sounds at every cut"];
    let whoosh = heard(TALK, &cuts).await;
    for at in [5.0, 12.0] {
        assert!(whoosh.level(at - 0.05, at + 0.1) > -34.0, "{}", whoosh.level(at - 0.05, at + 0.1));
        assert!(whoosh.level(at - 0.05, at + 0.1) > whoosh.level(at - 0.3, at - 0.2) + 5.0);
    }
    assert!(whoosh.level(7.0, 11.0) < -80.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_short_upload_at_a_moment_is_played_once() {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::on(folder.path()).await;
    let session = client.session(&["talk.mov"]).await;
    let ding = folder.path().join("ding.mp3");
    let tone = ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=600:duration=0.5", ding.to_str().unwrap()];
    assert!(std::process::Command::new("ffmpeg").args(tone).status().unwrap().success());
    client.upload(&session, &[ding]).await;
    client.edit(&session, "mute the audio").await;
    let said = client.edit(&session, "add ding.mp3 at 5 s").await;
    assert_eq!(said.error, None);
    let file = folder.path().join("out.wav");
    client.render(&session, json!({"format": "wav"}), &file).await;
    let heard = Heard::open(&file);
    assert!(heard.tone(5.1, 5.4, 600.0) > heard.tone(5.1, 5.4, 1318.0) + 30.0);
    assert!(heard.level(6.0, 20.0) < -80.0, "it is not looped");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sound_comes_later_or_earlier_than_its_picture() {
    let plain = heard(&["talk.mov"], &["keep 0 s to 7 s"]).await;
    let late = heard(&["talk.mov"], &["delay the audio by 250 ms", "keep 0 s to 7 s"]).await;
    let early = heard(&["talk.mov"], &["the sound is 0.25 s late, fix it", "keep 0 s to 7 s"]).await;
    let back =
        heard(&["talk.mov"], &["delay the audio by 250 ms", "shift the sound 0.25 s earlier", "keep 0 s to 7 s"]);
    let back = back.await;
    let shift = (0.25 * RATE) as usize;
    let apart = |one: &[f64], other: &[f64]| one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert_eq!((plain.left.len(), late.left.len()), (early.left.len(), back.left.len()));
    assert_eq!(late.left.len(), plain.left.len());
    assert!(apart(&late.left[shift..], &plain.left) < 1e-4);
    assert!(late.part(0.0, 0.25).iter().all(|sample| sample.abs() < 1e-6));
    assert!(apart(&early.left, &plain.left[shift..]) < 1e-4);
    assert!(apart(&back.left, &plain.left) < 1e-4);
    // Each cut takes the sound that belongs to its picture.
    let cut = heard(&["talk.mov"], &["delay the audio by 250 ms", "keep 3 s to 5 s"]).await;
    assert!(apart(&cut.left, &plain.left[(2.75 * RATE) as usize..]) < 1e-4);
}
