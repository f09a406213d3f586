//! Random workflows: sessions, nested branches, groups, loops, used workflows, needs and reads.

/// One step of a generated workflow.
#[derive(Debug, Clone)]
pub struct Step {
    pub id: String,
    pub kind: Kind,
    pub session: Option<&'static str>,
    pub needs: Option<Vec<String>>,
    /// What its own text reads: the name as the oracle knows it, and the expression.
    pub reads: Vec<(String, String)>,
    pub when: bool,
    pub repeated: bool,
}

#[derive(Debug, Clone)]
pub enum Kind {
    Upload,
    Edit,
    Check,
    Export,
    Branch(Vec<Vec<Step>>),
    Group(Vec<Step>),
    Use,
}

/// A name that a later step may read or need.
#[derive(Clone)]
struct Name {
    id: String,
    reads: Vec<(String, String)>,
    needed: bool,
}

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % below
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.next(100) < percent
    }
}

/// The same seed gives the same steps.
pub fn steps(seed: u64) -> Vec<Step> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let (mut next, mut names) = (0, Vec::new());
    let count = 2 + random.next(7);
    let mut steps = list(&mut random, count, 0, false, &mut next, &mut names);
    if random.chance(15) {
        upwards(&mut random, &mut steps);
    }
    steps
}

/// Makes one step read one that stands below it, which is a cycle or not.
fn upwards(random: &mut Random, steps: &mut [Step]) {
    let count = steps.len();
    let from = random.next(count);
    let to = random.next(count);
    let id = steps[to].id.clone();
    if let Kind::Upload | Kind::Edit | Kind::Check | Kind::Export = steps[from].kind {
        steps[from].needs.get_or_insert_default().push(id);
    }
}

fn list(
    random: &mut Random,
    count: usize,
    depth: usize,
    looped: bool,
    next: &mut usize,
    names: &mut Vec<Name>,
) -> Vec<Step> {
    (0..count).map(|_| step(random, depth, looped, next, names)).collect()
}

fn step(random: &mut Random, depth: usize, looped: bool, next: &mut usize, names: &mut Vec<Name>) -> Step {
    let id = format!("s{next}");
    *next += 1;
    let mut reads = Vec::new();
    if !names.is_empty() && random.chance(25) {
        let name = &names[random.next(names.len())];
        let (known, expression) = &name.reads[random.next(name.reads.len())];
        reads.push((known.clone(), expression.clone()));
    }
    let needed: Vec<String> = names.iter().filter(|name| name.needed).map(|name| name.id.clone()).collect();
    let needs = random.chance(22).then(|| {
        let count = random.next(3).min(needed.len());
        (0..count).map(|_| needed[random.next(needed.len())].clone()).collect()
    });
    let session = random.chance(30).then(|| ["main", "two", "three"][random.next(3)]);
    let when = random.chance(15);
    // A loop in a loop would repeat its index, and with it the names of exports.
    let repeated = random.chance(12) && !looped;
    let deep = depth < 3;
    let kind = match random.next(if deep { 14 } else { 9 }) {
        0..=1 => Kind::Upload,
        2..=4 => Kind::Edit,
        5..=6 => Kind::Check,
        7..=8 => Kind::Export,
        9..=11 => {
            let cases = 1 + random.next(3);
            let outer = names.len();
            let mut all = Vec::new();
            let mut inner = Vec::new();
            for _ in 0..cases {
                let count = 1 + random.next(3);
                all.push(list(random, count, depth + 1, looped || repeated, next, names));
                inner.extend(names.drain(outer..));
            }
            // Ids inside cases are read bare from below the branch, and never needed there.
            names.extend(inner.into_iter().map(|name| Name { needed: false, ..name }));
            Kind::Branch(all)
        }
        12 => {
            let outer = names.len();
            let count = 1 + random.next(3);
            let steps = list(random, count, depth + 1, looped || repeated, next, names);
            names.truncate(outer);
            Kind::Group(steps)
        }
        _ => Kind::Use,
    };
    let when = when && !matches!(kind, Kind::Branch(_));
    let repeated = repeated && !matches!(kind, Kind::Branch(_));
    let reads = if matches!(kind, Kind::Group(_)) && !when { Vec::new() } else { reads };
    names.push(Name { id: id.clone(), reads: readable(&id, &kind, repeated), needed: true });
    Step { id, kind, session, needs, reads, when, repeated }
}

/// The ways to read a step.
fn readable(id: &str, kind: &Kind, repeated: bool) -> Vec<(String, String)> {
    let whole = |expression: String| (id.to_owned(), expression);
    if repeated {
        return vec![whole(format!("steps.{id} is defined")), whole(format!("steps.{id}[0] is defined"))];
    }
    match kind {
        Kind::Upload => vec![whole(format!("steps.{id}.media | default('') != ''"))],
        Kind::Edit => vec![whole(format!("steps['{id}'].reply | default('') != ''"))],
        Kind::Check => vec![whole(format!("steps.{id}.passed is defined"))],
        Kind::Export => vec![whole(format!("steps.{id}.path | default('') != ''"))],
        Kind::Branch(_) => vec![(format!("{id}#taken"), format!("steps.{id}.taken is defined"))],
        Kind::Use => {
            vec![whole(format!("steps.{id}.out | default('') != ''")), whole(format!("steps.{id}.ed is defined"))]
        }
        Kind::Group(steps) => {
            let plain =
                |step: &&Step| !matches!(step.kind, Kind::Branch(_) | Kind::Group(_) | Kind::Use) && !step.repeated;
            let inner = steps.iter().filter(plain);
            let inner = inner.map(|step| (format!("{id}.{}", step.id), format!("steps.{id}.{} is defined", step.id)));
            inner.chain([whole(format!("steps.{id} is defined"))]).collect()
        }
    }
}

/// The workflow as a file.
pub fn yaml(steps: &[Step]) -> String {
    let mut out = "flow: 1\nsteps:\n".to_owned();
    write(steps, 1, false, &mut out);
    out
}

/// In a loop the names of exports have its index: two of one name would be another mistake.
fn write(steps: &[Step], depth: usize, looped: bool, out: &mut String) {
    let pad = "  ".repeat(depth);
    for step in steps {
        *out += &format!("{pad}{}:\n", step.id);
        let read = step.reads.first().map_or("true", |(_, expression)| expression).replace('"', "'");
        let shown = if step.reads.is_empty() { String::new() } else { format!("{{{{ {read} }}}}") };
        let mut line = |text: String| *out += &format!("{pad}  {text}\n");
        if let Some(session) = step.session {
            line(format!("session: {session}"));
        }
        if let Some(needs) = &step.needs {
            line(format!("needs: [{}]", needs.join(", ")));
        }
        if step.repeated {
            line("for_each: [a, b]".into());
        }
        let group = matches!(step.kind, Kind::Group(_));
        if step.when {
            line(format!("when: \"{}\"", if group { &read } else { "state.duration > 3" }));
        }
        match &step.kind {
            Kind::Upload => line(format!("upload: \"{}{shown}.mov\"", step.id)),
            Kind::Edit => line(format!("edit: \"Add a title {shown}.\"")),
            Kind::Check => line(format!("check: \"{read} or state.duration > 1\"")),
            Kind::Export => {
                let index = if looped || step.repeated { "-{{ index }}-" } else { "" };
                line(format!("export: \"{}{index}{{{{ workflow.name }}}}{shown}.mp4\"", step.id));
            }
            Kind::Use => {
                line("use: used.yaml".into());
                line(format!("with: {{ x: \"x{shown}\" }}"));
            }
            Kind::Group(steps) => {
                line("steps:".into());
                write(steps, depth + 2, looped || step.repeated, out);
            }
            Kind::Branch(cases) => {
                line("branch:".into());
                for (index, case) in cases.iter().enumerate() {
                    let when = if index == 0 { read.clone() } else { format!("state.duration > {index}") };
                    *out += &format!("{pad}    - when: \"{when}\"\n{pad}      steps:\n");
                    write(case, depth + 4, looped, out);
                }
            }
        }
    }
}
