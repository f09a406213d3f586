//! What must be found out about the media before a prompt can be carried out: how loud they are, and
//! what is said in them.

use std::sync::Arc;
use std::time::Duration;

use super::captions::{Cue, parse, spread};
use super::op::{BLACK, BLACK_PICTURE, Facts, Reading, Transcript, WordsWanted};
use super::probe::{self, Kind};
use super::routes::App;
use super::silence::{self, Levels, Wanted};
use super::store::{Medium, Session};
use super::{ffmpeg, speech};

pub async fn gather(app: &Arc<App>, session: &Session, reading: &Reading) -> Facts {
    let needs = reading.needs();
    let mut facts = Facts { cjk: *app.cjk.get_or_init(|| cjk(app)).await, ..Facts::default() };
    if let Some(mood) = needs.music {
        facts.made.extend(made(app, session, mood.file(), "audio/wav", move || mood.wav()).await);
    }
    for effect in &needs.effects {
        let effect = *effect;
        if facts.made.iter().all(|medium| medium.name != effect.file()) {
            facts.made.extend(made(app, session, effect.file(), "audio/wav", move || effect.wav()).await);
        }
    }
    if needs.black {
        facts.made.extend(made(app, session, BLACK.to_owned(), "image/png", || BLACK_PICTURE.to_vec()).await);
    }
    for medium in reading.footage(session) {
        if needs.levels {
            facts.levels.insert(medium.name.clone(), levels(app, medium).await);
        }
        if let Some(wanted) = &needs.words {
            facts.words.insert(medium.name.clone(), words(app, session, medium, wanted).await);
        }
    }
    facts
}

/// What this editor computes as a medium, unless the session has it already.
async fn made(
    app: &App,
    session: &Session,
    name: String,
    mime: &str,
    make: impl FnOnce() -> Vec<u8> + Send + 'static,
) -> Option<Medium> {
    if session.medium(&name).is_some() {
        return None;
    }
    let bytes = tokio::task::spawn_blocking(make).await.ok()?;
    let sha256 = crate::draft::sha256_hex(&bytes);
    let place = app.store.media(&sha256);
    if !place.exists() {
        let temp = app.store.temp().ok()?;
        std::fs::write(temp.path(), &bytes).ok()?;
        temp.as_file().sync_all().ok()?;
        temp.persist(&place).ok()?;
    }
    let probe = probe::probe(&place).await.ok()?;
    let link = app.store.new_link(&place, mime, &sha256).ok()?;
    Some(Medium { name, link, sha256, bytes: bytes.len() as u64, probe, made: true })
}

/// The sound's levels, measured once per content.
async fn levels(app: &App, medium: &Medium) -> Result<Levels, String> {
    if medium.probe.channels == 0 {
        return Err(format!("`{}` has no sound", medium.name));
    }
    let kept = app.store.levels(&medium.sha256);
    if let Ok(bytes) = tokio::fs::read(&kept).await {
        let levels = bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        return Ok(Levels(levels.collect()));
    }
    let length = medium.probe.duration.max(medium.probe.sound);
    let found = silence::measure(&app.store.media(&medium.sha256), length).await?;
    let bytes: Vec<u8> = found.0.iter().flat_map(|level| level.to_le_bytes()).collect();
    // Only a saving: without it the sound is measured again.
    if let Ok(temp) = app.store.temp()
        && std::fs::write(temp.path(), bytes).is_ok()
    {
        let _ = temp.persist(kept);
    }
    Ok(found)
}

/// The words of a medium, from the best source that there is: a caption file, captions inside it, a
/// transcript, a recogniser.
async fn words(app: &App, session: &Session, medium: &Medium, wanted: &WordsWanted) -> Result<Transcript, String> {
    let texts: Vec<&Medium> = session.media.iter().filter(|other| other.probe.kind == Kind::Text).collect();
    let language = wanted.language.as_deref();
    if medium.probe.kind == Kind::Image {
        return lines(app, &texts, wanted).await;
    }
    let read = async |file: &Medium| tokio::fs::read(app.store.media(&file.sha256)).await.unwrap_or_default();
    if let Some(name) = &wanted.file {
        let file = texts
            .iter()
            .find(|file| file.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| format!("there is no caption file `{name}` in this session; upload it"))?;
        return transcript(app, medium, file, read(file).await).await;
    }
    let is_txt = |file: &Medium| file.name.to_ascii_lowercase().ends_with(".txt");
    if let Some(file) = sidecar(&texts, medium, language, |file| !is_txt(file)) {
        return checked(transcript(app, medium, file, read(file).await).await?, language);
    }
    if let Some(index) = medium.probe.subtitles {
        let cues = inside(app, medium, index).await;
        if !cues.is_empty() {
            return checked(Transcript { cues, from: format!("the captions inside `{}`", medium.name) }, language);
        }
    }
    if let Some(file) = sidecar(&texts, medium, language, is_txt) {
        return checked(transcript(app, medium, file, read(file).await).await?, language);
    }
    let file = app.store.media(&medium.sha256);
    if medium.probe.channels == 0 {
        return Err(format!("`{}` has no sound, and no caption file lies beside it", medium.name));
    }
    match speech::recognise(app, &file, language).await {
        Some(result) => checked(result?, language),
        None => Err(format!(
            "there are no words for `{0}`\nupload a caption file such as `{1}.srt` or `{1}.vtt`, or a transcript `{1}.txt`, beside it \
             (what lies there is sent with the footage: `flow resume RUN --from` the upload); \
             or let `flow setup speech` set up a recogniser",
            medium.name,
            medium.stem()
        )),
    }
}

/// Words for pictures: the lines of a text, one for each picture in their order.
async fn lines(app: &App, texts: &[&Medium], wanted: &WordsWanted) -> Result<Transcript, String> {
    let file = match &wanted.file {
        Some(name) => texts.iter().find(|file| file.name.eq_ignore_ascii_case(name)),
        None => texts.first().filter(|_| texts.len() == 1),
    };
    let file = file.ok_or(
        "there are no words for the pictures\nupload a text such as `captions.txt` with a line for each of them, \
         or put words on one, such as `put \"Paris\" at 3 s`",
    )?;
    let bytes = tokio::fs::read(app.store.media(&file.sha256)).await.unwrap_or_default();
    let cue = |text: String| Cue { start: 0.0, end: 0.0, text };
    let cues = if file.name.to_ascii_lowercase().ends_with(".txt") {
        let text = super::captions::decode(&bytes);
        text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| cue(line.to_owned())).collect()
    } else {
        parse(&bytes)
    };
    Ok(Transcript { cues, from: format!("`{}`, one for each picture", file.name) })
}

/// The file that belongs to a medium by its name, else the only one that belongs to none.
fn sidecar<'a>(
    texts: &[&'a Medium],
    medium: &Medium,
    language: Option<&str>,
    fits: impl Fn(&Medium) -> bool,
) -> Option<&'a Medium> {
    let files: Vec<&Medium> = texts.iter().copied().filter(|file| fits(file)).collect();
    let stem = medium.stem().to_lowercase();
    let own = |file: &Medium, tag: &str| {
        let name = file.stem().to_lowercase();
        if tag.is_empty() {
            name == stem
        } else {
            name.strip_prefix(&stem).is_some_and(|rest| rest.starts_with(&format!(".{tag}")))
        }
    };
    let tagged = language.and_then(|tag| files.iter().find(|file| own(file, tag)));
    let plain = files.iter().find(|file| own(file, ""));
    let any_tag = files.iter().find(|file| file.stem().to_lowercase().starts_with(&format!("{stem}.")));
    let found = match language {
        Some(_) => tagged.or(plain),
        None => plain.or(any_tag),
    };
    let only = (files.len() == 1).then(|| &files[0]);
    found.or(only).copied()
}

async fn transcript(app: &App, medium: &Medium, file: &Medium, bytes: Vec<u8>) -> Result<Transcript, String> {
    if !file.name.to_ascii_lowercase().ends_with(".txt") {
        return Ok(Transcript { cues: parse(&bytes), from: format!("`{}`", file.name) });
    }
    let levels = levels(app, medium).await?;
    let found = silence::find(&levels, Wanted::default())?;
    let mut speech = vec![];
    let mut at = 0.0;
    for (from, to) in found.silent.iter().copied().chain([(medium.probe.duration, medium.probe.duration)]) {
        if from > at + 0.05 {
            speech.push((at, from));
        }
        at = to;
    }
    let text = super::captions::decode(&bytes);
    Ok(Transcript { cues: spread(&text, &speech), from: format!("`{}`, with times that are approximate", file.name) })
}

/// Words in another language than the one that was asked for are no captions.
fn checked(transcript: Transcript, language: Option<&str>) -> Result<Transcript, String> {
    let text: String = transcript.cues.iter().map(|cue| cue.text.to_lowercase() + " ").collect();
    let spoken = speech::language(&text);
    match (language, spoken) {
        (Some(wanted), Some(spoken)) if wanted != spoken => Err(format!(
            "captions in `{wanted}` are wanted, and the words from {} are in `{spoken}`; this editor does not translate: upload a caption file in `{wanted}`",
            transcript.from
        )),
        _ => Ok(transcript),
    }
}

/// A subtitle stream as SRT.
async fn inside(app: &App, medium: &Medium, index: usize) -> Vec<Cue> {
    let mut command = ffmpeg::ffmpeg(&app.store.root, 600);
    ffmpeg::input(&mut command, &app.store.media(&medium.sha256));
    command.args(["-map", &format!("0:s:{index}"), "-f", "srt", "pipe:1"]);
    ffmpeg::output(command, Duration::from_secs(600), 16 << 20).await.map(|bytes| parse(&bytes)).unwrap_or_default()
}

/// Without such a font ffmpeg draws empty boxes and reports success.
async fn cjk(app: &App) -> bool {
    if ffmpeg::find("fc-list").is_none() {
        return true;
    }
    let mut command = ffmpeg::program("fc-list", &app.store.root);
    command.args([":lang=zh", "family"]);
    ffmpeg::output(command, Duration::from_secs(20), 1 << 20).await.is_ok_and(|fonts| !fonts.is_empty())
}
