//! What a template reads, and what is wrong with it, found on its syntax tree before anything runs.

use std::fmt;
use std::ops::Range;

use compact_str::CompactString;
use minijinja::Error;
use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::machinery::{Span, parse, parse_expr};

use super::paths::assured;
use super::shape::Shape;

/// A template's whole text, prose and all, and one piece of it between braces. The parser builds a
/// tree as deep as such a piece is long, and every walk over it takes stack.
const MAX_TEMPLATE: usize = 64 << 10;
const MAX_PIECE: usize = 4096;

/// A template with braces, or a bare expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Syntax {
    Template,
    Expression,
}

/// What may be read at a place of the workflow.
pub trait Names {
    /// The shape of a first name such as `inputs`; none where there is no such name here.
    fn root(&self, name: &str) -> Option<Shape>;
    /// All first names.
    fn roots(&self) -> Vec<String>;
    /// The shape of a step that can be read from here.
    fn step(&self, id: &str) -> Option<Shape>;
    /// The ids of those steps.
    fn steps(&self) -> Vec<String>;
    /// Why there is no such first name here, where there is more to say than that; asked of `steps`
    /// too.
    fn why_not(&self, _name: &str) -> Option<String> {
        None
    }
}

/// One part of a path such as `steps.clip[0].path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Name(CompactString),
    Index(i64),
    /// A subscript that is only known when the template runs.
    Computed,
}

/// As it stands behind another part.
impl fmt::Display for Part {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Part::Name(name) => write!(out, ".{name}"),
            Part::Index(index) => write!(out, "[{index}]"),
            Part::Computed => out.write_str("[…]"),
        }
    }
}

/// A place where the template reads a value from its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub path: Vec<Part>,
    /// Bytes of the template's text.
    pub range: Range<usize>,
    /// Under `is defined` or `default`.
    pub guarded: bool,
    /// How many parts of the path the text asks to be defined somewhere.
    pub asked: usize,
}

/// Something wrong at a place of the template's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub range: Range<usize>,
    pub code: &'static str,
    pub message: String,
    pub help: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Analysis {
    pub reads: Vec<Read>,
    pub problems: Vec<Problem>,
    /// What an expression, or a template that is a single `{{ … }}`, gives; none for other templates,
    /// which give text.
    pub shape: Option<Shape>,
    /// The paths that are defined wherever this expression holds.
    pub assures: Vec<Vec<Part>>,
}

impl Problem {
    pub fn shifted(mut self, by: usize) -> Problem {
        self.range = self.range.start + by..self.range.end + by;
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

impl Read {
    /// The first two names of the path, as in `steps.talk`.
    pub fn names(&self) -> (&str, Option<&str>) {
        let name = |at: usize| match self.path.get(at) {
            Some(Part::Name(name)) => Some(name.as_str()),
            _ => None,
        };
        (name(0).expect("a path begins with a name"), name(1))
    }

    /// How many parts of the path are defined where another path is.
    pub fn shared(&self, other: &[Part]) -> usize {
        self.path.iter().zip(other).take_while(|(one, other)| one == other).count()
    }
}

pub(super) fn problem(range: Range<usize>, code: &'static str, message: impl Into<String>) -> Problem {
    Problem { range, code, message: message.into(), help: None }
}

pub(super) fn span(span: &Span) -> Range<usize> {
    span.start_offset as usize..span.end_offset as usize
}

/// minijinja's own error in our words.
pub(super) fn template_problem(error: &Error) -> Problem {
    let range = error.range().unwrap_or(0..0);
    let detail = error.detail().map(str::to_owned).unwrap_or_else(|| error.kind().to_string());
    match error.kind() {
        minijinja::ErrorKind::SyntaxError => {
            problem(range, "template_syntax", format!("the template does not parse: {detail}")).help(
                "templates look like {{ inputs.title }}, conditions like state.duration > 60 and inputs.title != ''",
            )
        }
        minijinja::ErrorKind::OutOfFuel => problem(range, "template_limit", "the template does more than one may")
            .help("a template may not loop or expand without end"),
        _ => problem(range, "template_failed", detail),
    }
}

/// Reads the tree of `text` and checks it against the names that stand there. An unparsable text is
/// one problem.
pub fn analyse(text: &str, syntax: Syntax, names: &dyn Names) -> Analysis {
    let mut walk = Walk { names, locals: Vec::new(), asked: Vec::new(), nodes: 0, out: Analysis::default() };
    if let Err(found) = bounded(text, syntax) {
        walk.out.problems.push(found);
        return walk.out;
    }
    match syntax {
        Syntax::Expression => {
            if let Some(at) = text.find("{{") {
                let bare = text.replace("{{", "").replace("}}", "");
                let bare = bare.split_whitespace().collect::<Vec<_>>().join(" ");
                let range = at..at + 2;
                let braces = problem(range, "braces_in_expression", "an expression stands without braces")
                    .help(format!("write {bare}"));
                walk.out.problems.push(braces);
                return walk.out;
            }
            match parse_expr(text) {
                Ok(expr) => {
                    walk.asked(&expr);
                    assured(&expr, &mut walk.out.assures);
                    let shape = walk.expr(&expr, false);
                    walk.out.shape = Some(shape);
                }
                Err(error) => walk.out.problems.push(template_problem(&error)),
            }
        }
        Syntax::Template if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") => {}
        Syntax::Template => match parse(text, "<template>", Default::default()) {
            Ok(Stmt::Template(template)) => {
                walk.body_asked(&template.children);
                match template.children.as_slice() {
                    [Stmt::EmitExpr(emit)] if text.trim().starts_with("{{") && text.trim().ends_with("}}") => {
                        walk.out.shape = Some(walk.expr(&emit.expr, false));
                    }
                    children => walk.body(children),
                }
            }
            Ok(_) => {}
            Err(error) => walk.out.problems.push(template_problem(&error)),
        },
    }
    walk.out
}

fn bounded(text: &str, syntax: Syntax) -> Result<(), Problem> {
    if text.len() > MAX_TEMPLATE {
        let message = format!("a template may have at most {MAX_TEMPLATE} bytes");
        return Err(problem(0..0, "template_limit", message).help("say it in fewer words, or in several steps"));
    }
    let longest = match syntax {
        Syntax::Expression => text.len(),
        Syntax::Template => {
            text.split('{').skip(1).map(|piece| piece.find('}').unwrap_or(piece.len())).max().unwrap_or(0)
        }
    };
    if longest > MAX_PIECE && (syntax == Syntax::Expression || text.contains("{{") || text.contains("{%")) {
        let message = format!("an expression may have at most {MAX_PIECE} bytes");
        return Err(problem(0..0, "template_limit", message).help("put parts of it into `vars`"));
    }
    Ok(())
}

pub(super) struct Walk<'n> {
    pub names: &'n dyn Names,
    pub locals: Vec<(String, Shape)>,
    /// Paths that the text asks to be defined somewhere.
    pub asked: Vec<Vec<Part>>,
    pub nodes: usize,
    pub out: Analysis,
}

impl Walk<'_> {
    pub(super) fn fail(&mut self, found: Problem) {
        self.out.problems.push(found);
    }

    fn body(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt<'_>) {
        let depth = self.locals.len();
        match statement {
            Stmt::EmitRaw(_) => {}
            Stmt::EmitExpr(emit) => {
                self.expr(&emit.expr, false);
            }
            Stmt::IfCond(cond) => {
                self.expr(&cond.expr, false);
                self.body(&cond.true_body);
                self.body(&cond.false_body);
            }
            Stmt::ForLoop(each) => {
                let shape = self.expr(&each.iter, false);
                self.bind(&each.target, shape.item());
                self.locals.push(("loop".into(), Shape::Any));
                if let Some(filter) = &each.filter_expr {
                    self.expr(filter, false);
                }
                self.body(&each.body);
                self.locals.truncate(depth);
                self.body(&each.else_body);
            }
            Stmt::Set(set) => {
                let shape = self.expr(&set.expr, false);
                self.bind(&set.target, shape);
                return;
            }
            Stmt::WithBlock(with) => {
                for (target, value) in &with.assignments {
                    let shape = self.expr(value, false);
                    self.bind(target, shape);
                }
                self.body(&with.body);
            }
            _ => self.fail(
                problem(0..0, "template_statement", "this kind of template statement is not part of the language")
                    .help("`if`, `for`, `set` and `with` are"),
            ),
        }
        self.locals.truncate(depth);
    }

    fn bind(&mut self, target: &Expr<'_>, shape: Shape) {
        match target {
            Expr::Var(var) => self.locals.push((var.id.to_owned(), shape)),
            Expr::Tuple(tuple) => tuple.items.iter().for_each(|item| self.bind(item, Shape::Any)),
            Expr::List(list) => list.items.iter().for_each(|item| self.bind(item, Shape::Any)),
            _ => {}
        }
    }
}
