//! The published prompts that are done, on real footage: each is carried out and rendered small, and what its
//! case says of the file is measured in it. The footage has the names and lengths that the cases speak of.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Mutex, Semaphore};

use super::client::{Client, media, run};

#[derive(Debug, Clone, Deserialize)]
struct Case {
    prompt: String,
    #[serde(default)]
    with: Vec<String>,
    #[serde(default)]
    bare: bool,
    #[serde(default)]
    after: Vec<String>,
    /// What is measured, a line each; the words are read in [`Film::check`].
    #[serde(default)]
    file: Vec<String>,
}

/// Frames a second of all footage here, and the size to which pictures are brought before they are compared.
const RATE: f64 = 30.0;
const WIDE: usize = 64;
const HIGH: usize = 36;
const SAMPLES: f64 = 8000.0;

/// What is in a file: small grey pictures, and sound.
struct Film {
    path: PathBuf,
    pictures: Vec<u8>,
    sound: Vec<i16>,
    size: String,
}

fn ffmpeg(arguments: &[&str]) -> Vec<u8> {
    let output = std::process::Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

impl Film {
    fn open(path: &Path) -> Film {
        let name = path.to_str().unwrap();
        let scale = format!("scale={WIDE}:{HIGH}:flags=area:out_range=tv,format=yuv420p,extractplanes=y");
        let pictures = ffmpeg(&["-i", name, "-map", "0:v", "-vf", &scale, "-f", "rawvideo", "-"]);
        let probe =
            |entries: &str| run("ffprobe", &["-v", "error", "-show_entries", entries, "-of", "csv=p=0:s=x", name]);
        let heard = probe("stream=codec_type").contains("audio");
        let raw = if heard {
            ffmpeg(&["-i", name, "-map", "0:a", "-ac", "1", "-ar", "8000", "-f", "s16le", "-"])
        } else {
            vec![]
        };
        let sound = raw.chunks_exact(2).map(|two| i16::from_le_bytes([two[0], two[1]])).collect();
        let size = probe("stream=width,height").lines().find(|line| line.contains('x')).unwrap_or_default().to_owned();
        Film { path: path.to_owned(), pictures, sound, size }
    }

    fn seconds(&self) -> f64 {
        (self.pictures.len() / (WIDE * HIGH)) as f64 / RATE
    }

    /// The frame at a time, or the only one of a picture.
    fn frame(&self, at: f64) -> &[u8] {
        let last = self.pictures.len() / (WIDE * HIGH) - 1;
        let index = ((at * RATE).round() as usize).min(last);
        &self.pictures[index * WIDE * HIGH..(index + 1) * WIDE * HIGH]
    }

    fn band<'a>(frame: &'a [u8], band: &str) -> &'a [u8] {
        let rows = match band {
            "top" => 0..HIGH * 24 / 100,
            "middle" => HIGH * 40 / 100..HIGH * 60 / 100,
            "low" => HIGH * 78 / 100..HIGH,
            _ => 0..HIGH,
        };
        &frame[rows.start * WIDE..rows.end * WIDE]
    }

    /// Decibels below full scale around a time.
    fn level(&self, at: f64) -> f64 {
        let from = (((at - 0.1) * SAMPLES).max(0.0) as usize).min(self.sound.len());
        let to = (((at + 0.1) * SAMPLES) as usize).min(self.sound.len());
        let sum: f64 = self.sound[from..to].iter().map(|one| f64::from(*one).powi(2)).sum();
        10.0 * (sum / (to - from).max(1) as f64 / 32768f64.powi(2)).max(1e-12).log10()
    }

    fn loudness(&self) -> f64 {
        let name = self.path.to_str().unwrap();
        let told = run("ffmpeg", &["-nostdin", "-i", name, "-map", "0:a", "-af", "ebur128", "-f", "null", "-"]);
        let told = &told[told.rfind("I:").unwrap() + 2..];
        told.split_whitespace().next().unwrap().parse().unwrap()
    }

    /// Measures one line; what was found is told where it is not as the line says.
    fn check(&self, line: &str, others: &HashMap<String, Film>) -> Result<(), String> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |at: usize| words[at].parse::<f64>().unwrap_or_else(|_| panic!("`{line}`: no number at {at}"));
        let expect = |good: bool, found: String| if good { Ok(()) } else { Err(format!("`{line}`: found {found}")) };
        let mean = |frame: &[u8]| frame.iter().map(|one| f64::from(*one)).sum::<f64>() / frame.len() as f64;
        // Neighbours differ where there is something to see.
        let detail = |frame: &[u8]| mean(&frame.windows(2).map(|two| two[0].abs_diff(two[1])).collect::<Vec<u8>>());
        match words[0] {
            "lasts" => {
                let sound = self.sound.len() as f64 / SAMPLES;
                let near = |one: f64| (one - number(1)).abs() < 0.06;
                expect(
                    near(self.seconds()) && (self.sound.is_empty() || near(sound)),
                    format!("{} and {sound}", self.seconds()),
                )
            }
            "is" => expect(self.size == words[1], self.size.clone()),
            // shows|differs BAND NAME SECONDS at SECONDS
            "shows" | "differs" => {
                let other = others.get(words[2]).unwrap_or(self).frame(number(3));
                let (ours, other) = (Film::band(self.frame(number(5)), words[1]), Film::band(other, words[1]));
                let apart =
                    ours.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / ours.len() as f64;
                expect(if words[0] == "shows" { apart < 3.0 } else { apart > 1.5 }, format!("{apart:.2} apart"))
            }
            "black" => {
                let light = mean(self.frame(number(2)));
                expect(light < 24.0, format!("{light:.1}"))
            }
            "brighter" => {
                let (one, other) = (mean(self.frame(number(2))), mean(self.frame(number(4))));
                expect(one > other + 2.0, format!("{one:.1} and {other:.1}"))
            }
            "smooth" | "detailed" => {
                let (band, middle) = (
                    detail(Film::band(self.frame(number(3)), words[1])),
                    detail(Film::band(self.frame(number(3)), "middle")),
                );
                let smooth = band < middle * 0.35;
                expect(smooth == (words[0] == "smooth"), format!("{band:.2} beside {middle:.2}"))
            }
            "level" => {
                let level = self.level(number(4));
                expect(
                    if words[1] == "above" { level > number(2) } else { level < number(2) },
                    format!("{level:.1} dB"),
                )
            }
            "loudness" => {
                let loudness = self.loudness();
                expect((loudness - number(1)).abs() < 1.2, format!("{loudness}"))
            }
            other => panic!("`{other}` is no measure"),
        }
    }
}

/// Footage of the cases' names in a folder; small, since what is measured does not need more.
fn footage(folder: &Path) {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let sample = |name: &str| media(name).to_str().unwrap().to_owned();
    let quick = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-g", "30", "-pix_fmt", "yuv420p"];
    let make = |before: &[&str], name: &str| {
        let out = path(name);
        ffmpeg(&[before, &quick, &[&out]].concat());
    };
    make(&["-i", &sample("talk.mov"), "-vf", "scale=320:180", "-c:a", "copy"], "talk.mov");
    make(&["-i", &sample("broll.mp4"), "-vf", "scale=320:180", "-c:a", "copy"], "broll.mp4");
    make(&["-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=20", "-f", "lavfi", "-i", "sine=220:d=20"], "waves.mp4");
    for (name, times) in [("long.mov", "4"), ("interview.mov", "21")] {
        ffmpeg(&["-stream_loop", times, "-i", &path("talk.mov"), "-c", "copy", &path(name)]);
    }
    for (name, number) in (1..=5).map(|number| (format!("clip{number}.mp4"), number)) {
        let picture = format!("color=c=0x{0:02x}{0:02x}{0:02x}:s=320x180:r=30:d=8", number * 40);
        make(&["-f", "lavfi", "-i", &picture, "-f", "lavfi", "-i", &format!("sine={}:d=8", number * 200)], &name);
        let still = format!("color=c=0x{0:02x}{0:02x}{0:02x}:s=640x360", number * 40);
        ffmpeg(&["-f", "lavfi", "-i", &still, "-frames:v", "1", &path(&format!("photo{number}.jpg"))]);
    }
    ffmpeg(&["-f", "lavfi", "-i", "testsrc=s=640x360", "-frames:v", "1", &path("product.jpg")]);
    for name in ["music.mp3", "logo.png", "talk.srt"] {
        std::fs::copy(media(name), folder.join(name)).unwrap();
    }
    std::fs::write(
        folder.join("captions.txt"),
        "The harbour on the first morning\nThe bridge where we met again\nThe evening with all of the family\n",
    )
    .unwrap();
    for (name, times) in [("long.srt", 5), ("interview.srt", 22)] {
        std::fs::write(folder.join(name), repeated(&std::fs::read_to_string(media("talk.srt")).unwrap(), times))
            .unwrap();
    }
}

/// Subtitles again and again, each time later by the length of the footage.
fn repeated(text: &str, times: u32) -> String {
    let length = 27.179;
    let shift = |stamp: &str, by: f64| {
        let numbers: Vec<f64> = stamp.trim().split([':', ',']).map(|part| part.parse().unwrap()).collect();
        let all = numbers[0] * 3600.0 + numbers[1] * 60.0 + numbers[2] + numbers[3] / 1000.0 + by;
        let whole = all.floor();
        format!(
            "{:02}:{:02}:{:02},{:03.0}",
            whole as u64 / 3600,
            whole as u64 / 60 % 60,
            whole as u64 % 60,
            ((all - whole) * 1000.0).floor()
        )
    };
    let mut out = String::new();
    for time in 0..times {
        let by = f64::from(time) * length;
        for line in text.lines() {
            match line.split_once("-->") {
                Some((from, to)) => out += &format!("{} --> {}\n", shift(from, by), shift(to, by)),
                None => out += &format!("{line}\n"),
            }
        }
        out += "\n";
    }
    out
}

fn cases() -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/local/found.yaml");
    let all: Vec<Case> = serde_yaml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    all.into_iter().filter(|case| !case.file.is_empty()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_of_the_file_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = tempfile::tempdir().unwrap();
    footage(folder.path());
    let mut sources = HashMap::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if [".mov", ".mp4", ".jpg", ".png"].iter().any(|ending| name.ends_with(ending)) {
            sources.insert(name, Film::open(&path));
        }
    }
    let client = Arc::new(Client::on(store.path()).await);
    let (sources, films) = (Arc::new(sources), Arc::new(Mutex::new(HashMap::<String, Arc<Film>>::new())));
    let (room, broken) = (Arc::new(Semaphore::new(2)), Arc::new(Mutex::new(vec![])));
    let mut all = tokio::task::JoinSet::new();
    for (number, case) in cases().into_iter().enumerate() {
        let (client, sources, films) = (client.clone(), sources.clone(), films.clone());
        let (room, broken, folder) = (room.clone(), broken.clone(), folder.path().to_owned());
        all.spawn(async move {
            let _turn = room.acquire_owned().await.unwrap();
            if let Err(why) = carried_out(&client, &folder, &case, number, &sources, &films).await {
                broken.lock().await.push(format!("{}\n{why}", case.prompt));
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
    let broken = broken.lock().await;
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}

async fn carried_out(
    client: &Client,
    folder: &Path,
    case: &Case,
    number: usize,
    sources: &HashMap<String, Film>,
    films: &Mutex<HashMap<String, Arc<Film>>>,
) -> Result<(), String> {
    let session = client.open().await;
    let names = if case.bare { None } else { Some("talk.mov") };
    let files: Vec<PathBuf> =
        names.into_iter().chain(case.with.iter().map(String::as_str)).map(|name| folder.join(name)).collect();
    let (status, answer) = client.upload(&session, &files).await;
    if status != 200 {
        return Err(format!("{answer}"));
    }
    for prompt in case.after.iter().chain([&case.prompt]) {
        if let Some((_, why)) = client.edit(&session, prompt).await.error {
            return Err(why);
        }
    }
    // Prompts with the same outcome share one render.
    let draft = client.draft(&session).await;
    let known = films.lock().await.get(&draft.to_string()).cloned();
    let film = match known {
        Some(film) => film,
        None => {
            let file = folder.join(format!("out{number}.mp4"));
            client.render(&session, json!({"format": "mp4", "resolution": "180p", "quality": "medium"}), &file).await;
            let film = Arc::new(Film::open(&file));
            films.lock().await.insert(draft.to_string(), film.clone());
            film
        }
    };
    let mut wrong: Vec<String> = vec![];
    for line in &case.file {
        if let Some(size) = line.strip_prefix("full size ") {
            let file = folder.join(format!("full{number}.jpg"));
            client.render(&session, json!({"format": "jpg"}), &file).await;
            let found = Film::open(&file).size;
            if found != size {
                wrong.push(format!("`{line}`: found {found}"));
            }
        } else {
            wrong.extend(film.check(line, sources).err());
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{}\n{}", wrong.join("\n"), short(&draft))) }
}

/// The draft on few lines, for the one who looks why.
fn short(draft: &Value) -> String {
    draft.to_string().chars().take(600).collect()
}
