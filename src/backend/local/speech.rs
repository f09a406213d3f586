//! Recognisers that a person has set up. None is built in and none is chosen silently: wrong captions
//! are worse than none.

use std::path::Path;
use std::time::Duration;

use serde_json::Value;
use tokio::process::Command;

use super::captions::{Cue, has_cjk, parse};
use super::ffmpeg;
use super::op::Transcript;
use super::routes::App;

/// The longest that a recogniser may take.
const LIMIT: Duration = Duration::from_secs(6 * 3600);

/// `None` where nothing is set up.
pub async fn recognise(app: &App, file: &Path, language: Option<&str>) -> Option<Result<Transcript, String>> {
    let speech = &app.config.speech;
    let chosen = speech.command.as_ref().filter(|command| !command.is_empty());
    let model = speech.model.as_ref();
    let sphinx = speech.engine.as_deref() == Some("pocketsphinx");
    if chosen.is_none() && model.is_none() && !sphinx {
        return None;
    }
    let folder = match app.store.folder() {
        Ok(folder) => folder,
        Err(error) => return Some(Err(format!("the store could not be used: {error}"))),
    };
    let wav = folder.path().join("speech.wav");
    if let Err(reason) = sound(file, folder.path()).await {
        return Some(Err(reason));
    }
    let (program, mut command, from) = if let Some(line) = chosen {
        let mut command = recogniser(&line[0], folder.path());
        command.args(&line[1..]).arg(&wav);
        (line[0].clone(), command, "the recogniser of `speech.command`".to_owned())
    } else if let Some(model) = model {
        let mut command = recogniser("whisper-cli", folder.path());
        command
            .arg("-m")
            .arg(model)
            .args(["-l", language.unwrap_or("auto"), "-osrt", "-of", "out", "-np", "-f"])
            .arg(&wav);
        ("whisper-cli".to_owned(), command, "whisper".to_owned())
    } else {
        let (program, mut command) = sphinx_command(folder.path());
        command.arg(&wav);
        (program.to_owned(), command, "pocketsphinx: draft captions, to be read through".to_owned())
    };
    if let Some(language) = language {
        command.env("FLOW_SPEECH_LANGUAGE", language);
    }
    let said = match ffmpeg::output(command, LIMIT, 64 << 20).await {
        Ok(said) => said,
        Err(broken) => return Some(Err(format!("the recogniser `{program}` failed: {}", broken.reason))),
    };
    let said = tokio::fs::read(folder.path().join("out.srt")).await.unwrap_or(said);
    let cues = cues(&said);
    Some(if cues.is_empty() {
        Err(format!("the recogniser `{program}` found no words"))
    } else {
        Ok(Transcript { cues, from })
    })
}

/// A program of the person's own: it keeps the environment, since it may need its settings.
fn recogniser(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).stdin(std::process::Stdio::null()).kill_on_drop(true);
    command
}

/// Version 5 has a program of that name; before it, another one printed words with their times.
fn sphinx_command(folder: &Path) -> (&'static str, Command) {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let older = "pocketsphinx_continuous";
    if is_there("pocketsphinx") || !is_there(older) {
        let mut command = recogniser("pocketsphinx", folder);
        command.arg("single");
        return ("pocketsphinx", command);
    }
    let mut command = recogniser(older, folder);
    command.args(["-time", "yes", "-logfn", "/dev/null", "-infile"]);
    (older, command)
}

async fn sound(file: &Path, folder: &Path) -> Result<(), String> {
    let mut command = ffmpeg::ffmpeg(folder, 3600);
    command.arg("-vn");
    ffmpeg::input(&mut command, file);
    command.args([
        "-map",
        "0:a:0",
        "-af",
        "aresample=16000:async=1:first_pts=0",
        "-ac",
        "1",
        "-c:a",
        "pcm_s16le",
        "speech.wav",
    ]);
    ffmpeg::output(command, LIMIT, 1 << 16)
        .await
        .map(|_| ())
        .map_err(|broken| format!("the sound could not be decoded: {}", broken.reason))
}

/// SRT, whisper.cpp's JSON, or the words with times of pocketsphinx.
fn cues(said: &[u8]) -> Vec<Cue> {
    let cues = parse(said);
    if !cues.is_empty() {
        return cues;
    }
    let Ok(json) = serde_json::from_slice::<Value>(said) else {
        return sentences(String::from_utf8_lossy(said).lines().filter_map(timed));
    };
    if let Some(words) = json.get("w").and_then(Value::as_array) {
        return sentences(words.iter().filter_map(|word| {
            let number = |key: &str| word.get(key).and_then(Value::as_f64);
            Some((word.get("t")?.as_str()?.to_owned(), number("b")?, number("d")?))
        }));
    }
    let list = json.get("transcription").or_else(|| json.get("segments")).and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(|segment| {
            let text = segment.get("text")?.as_str()?.trim().to_owned();
            let millis =
                |key: &str| segment.pointer(&format!("/offsets/{key}")).and_then(Value::as_f64).map(|ms| ms / 1000.0);
            let start = millis("from").or_else(|| segment.get("start")?.as_f64())?;
            let end = millis("to").or_else(|| segment.get("end")?.as_f64())?;
            (end > start && !text.is_empty()).then_some(Cue { start, end, text })
        })
        .collect()
}

/// A line such as `workshop 1.850 2.480 0.228`: a word, its begin and its end in seconds.
fn timed(line: &str) -> Option<(String, f64, f64)> {
    let mut parts = line.split(' ');
    let (text, start, end) = (parts.next()?, parts.next()?.parse::<f64>().ok()?, parts.next()?.parse::<f64>().ok()?);
    parts.next()?.parse::<f64>().ok()?;
    (parts.next().is_none() && end > start).then(|| (text.to_owned(), start, end - start))
}

/// Words in rows, each with its begin and length in seconds: a pause or ten words end a row.
fn sentences(words: impl Iterator<Item = (String, f64, f64)>) -> Vec<Cue> {
    let mut cues: Vec<Cue> = vec![];
    let mut count = 0;
    for (text, start, length) in words {
        if text.starts_with(['<', '[']) {
            continue;
        }
        let text = text.split('(').next().unwrap_or(&text);
        match cues.last_mut().filter(|cue| start - cue.end < 0.35 && count < 10) {
            Some(cue) => {
                cue.text += " ";
                cue.text += text;
                cue.end = start + length;
                count += 1;
            }
            None => {
                cues.push(Cue { start, end: start + length, text: text.to_owned() });
                count = 1;
            }
        }
    }
    cues
}

/// A guess, where it is a safe one: Chinese by its letters, English by its small words.
pub fn language(text: &str) -> Option<&'static str> {
    let kana = text.chars().any(|c| matches!(u32::from(c), 0x3040..=0x30ff));
    let hangul = text.chars().any(|c| matches!(u32::from(c), 0xac00..=0xd7a3));
    if kana {
        return Some("ja");
    }
    if hangul {
        return Some("ko");
    }
    if has_cjk(text) {
        return Some("zh");
    }
    const SMALL: [&str; 16] = [
        "the", "and", "of", "to", "is", "you", "that", "it", "we", "for", "are", "this", "with", "have", "your", "from",
    ];
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let small = words.iter().filter(|word| SMALL.contains(word)).count();
    (words.len() >= 6 && small * 8 >= words.len()).then_some("en")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognisers_may_speak_in_several_ways() {
        let whisper = br#"{"transcription":[{"offsets":{"from":0,"to":1500},"text":" Hello there."}]}"#;
        assert_eq!(cues(whisper), [Cue { start: 0.0, end: 1.5, text: "Hello there.".into() }]);
        let sphinx = br#"{"b":0,"w":[{"t":"<s>","b":0,"d":0.1},{"t":"hello","b":0.2,"d":0.3},{"t":"there(2)","b":0.5,"d":0.3}]}"#;
        assert_eq!(cues(sphinx), [Cue { start: 0.2, end: 0.8, text: "hello there".into() }]);
        let older =
            b"hello there\n<s> 0.000 0.100 0.9\nhello 0.200 0.500 0.7\nthere(2) 0.500 0.800 0.3\n</s> 0.8 0.9 1.0\n";
        assert_eq!(cues(older), [Cue { start: 0.2, end: 0.8, text: "hello there".into() }]);
        assert!(cues(b"no words").is_empty());
    }

    #[test]
    fn a_language_is_guessed_only_where_that_is_safe() {
        assert_eq!(language("welcome back to the workshop, this is for you"), Some("en"));
        assert_eq!(language("今天"), Some("zh"));
        assert_eq!(language("ok"), None);
    }
}
