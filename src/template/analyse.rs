//! What a template reads, and what is wrong with it, found on its syntax tree before anything runs.

use std::collections::BTreeSet;
use std::ops::Range;

use minijinja::Error;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, CompareOpKind, Expr, Stmt};
use minijinja::machinery::{Span, parse, parse_expr};
use minijinja::value::ValueKind;

use super::filters::{NAMES, TESTS};
use super::shape::Shape;
use crate::text::nearest;

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
    /// Why there is no such first name here, where there is more to say than that.
    fn why_not(&self, _name: &str) -> Option<String> {
        None
    }
}

/// One part of a path such as `steps.clip[0].path`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Name(String),
    Index(i64),
    /// A subscript that is only known when the template runs.
    Computed,
}

/// A place where the template reads a value from its context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    pub path: Vec<Part>,
    /// Bytes of the template's text.
    pub range: Range<usize>,
    /// Under `is defined` or `default`, or in a template that asks whether this is defined.
    pub guarded: bool,
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
}

impl Problem {
    pub fn shifted(mut self, by: usize) -> Problem {
        self.range = self.range.start + by..self.range.end + by;
        self
    }

    fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

impl Read {
    /// The first two names of the path, as in `steps.talk`.
    pub fn names(&self) -> (&str, Option<&str>) {
        let name = |part: Option<&Part>| -> Option<String> {
            match part {
                Some(Part::Name(name)) => Some(name.clone()),
                _ => None,
            }
        };
        debug_assert!(name(self.path.first()).is_some(), "a path begins with a name");
        let first = match &self.path[0] {
            Part::Name(name) => name.as_str(),
            _ => "",
        };
        let second = match self.path.get(1) {
            Some(Part::Name(name)) => Some(name.as_str()),
            _ => None,
        };
        (first, second)
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
            problem(range, "template_syntax", format!("the template does not parse: {detail}"))
        }
        minijinja::ErrorKind::OutOfFuel => problem(range, "template_limit", "the template does more than one may")
            .help("a template may not loop or expand without end"),
        _ => problem(range, "template_failed", detail),
    }
}

/// Reads the tree of `text` and checks it against the names that stand there. An unparsable text is
/// one problem.
pub fn analyse(text: &str, syntax: Syntax, names: &dyn Names) -> Analysis {
    let mut walk = Walk { names, locals: Vec::new(), asked: BTreeSet::new(), nodes: 0, out: Analysis::default() };
    if text.len() > 64 << 10 {
        walk.out.problems.push(problem(0..0, "template_limit", "a template may have at most 65536 characters"));
        return walk.out;
    }
    match syntax {
        Syntax::Expression => {
            if let Some(at) = text.find("{{") {
                let bare = text.replace("{{", "").replace("}}", "");
                let range = at..at + 2;
                let braces = problem(range, "braces_in_expression", "an expression stands without braces")
                    .help(format!("write {}", bare.trim()));
                walk.out.problems.push(braces);
                return walk.out;
            }
            match parse_expr(text) {
                Ok(expr) => {
                    walk.asked(&expr);
                    walk.expr(&expr, false);
                }
                Err(error) => walk.out.problems.push(template_problem(&error)),
            }
        }
        Syntax::Template if !text.contains("{{") && !text.contains("{%") && !text.contains("{#") => {}
        Syntax::Template => match parse(text, "<template>", Default::default()) {
            Ok(Stmt::Template(template)) => {
                walk.body_asked(&template.children);
                walk.body(&template.children);
            }
            Ok(_) => {}
            Err(error) => walk.out.problems.push(template_problem(&error)),
        },
    }
    walk.out
}

struct Walk<'n> {
    names: &'n dyn Names,
    locals: Vec<(String, Shape)>,
    /// `steps.x` paths that the text asks to be defined somewhere.
    asked: BTreeSet<String>,
    nodes: usize,
    out: Analysis,
}

impl Walk<'_> {
    fn fail(&mut self, found: Problem) {
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
                let item = match shape {
                    Shape::List(item) => *item,
                    _ => Shape::Any,
                };
                self.bind(&each.target, item);
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

    fn expr(&mut self, expr: &Expr<'_>, guarded: bool) -> Shape {
        self.nodes += 1;
        if self.nodes == 2000 {
            self.fail(problem(span(&expr.span()), "template_limit", "the template is too long to evaluate"));
        }
        if self.nodes >= 2000 {
            return Shape::Any;
        }
        match expr {
            Expr::Var(_) | Expr::GetAttr(_) | Expr::GetItem(_) => self.path(expr, guarded),
            Expr::Const(value) => match value.value.kind() {
                ValueKind::Number => Shape::Number,
                ValueKind::String => Shape::Text,
                ValueKind::Bool => Shape::Bool,
                _ => Shape::Any,
            },
            Expr::Slice(slice) => {
                for part in [&slice.start, &slice.stop, &slice.step].into_iter().flatten() {
                    self.expr(part, false);
                }
                self.expr(&slice.expr, guarded)
            }
            Expr::UnaryOp(op) => {
                let shape = self.expr(&op.expr, guarded);
                if matches!(op.op, ast::UnaryOpKind::Not) { Shape::Bool } else { shape }
            }
            Expr::BinOp(op) => self.binary(op, &expr.span(), guarded),
            Expr::Compare(compare) => {
                let mut left = self.expr(&compare.expr, guarded);
                for op in &compare.ops {
                    let right = self.expr(&op.expr, guarded);
                    let ordered = !matches!(op.op, CompareOpKind::In | CompareOpKind::NotIn);
                    if ordered {
                        self.comparable(&left, &right, &expr.span());
                    }
                    left = right;
                }
                Shape::Bool
            }
            Expr::IfExpr(choice) => {
                self.expr(&choice.test_expr, false);
                let shape = self.expr(&choice.true_expr, guarded);
                match &choice.false_expr {
                    Some(other) if self.expr(other, guarded) == shape => shape,
                    _ => Shape::Any,
                }
            }
            Expr::Filter(filter) => self.filter(filter, &expr.span(), guarded),
            Expr::Test(test) => {
                if !TESTS.contains(&test.name) {
                    let near = nearest(test.name, TESTS.iter().copied());
                    let found =
                        problem(span(&expr.span()), "unknown_test", format!("there is no test `{}`", test.name));
                    self.fail(Problem { help: near.map(|near| format!("did you mean `{near}`?")), ..found });
                }
                self.expr(&test.expr, guarded || matches!(test.name, "defined" | "undefined"));
                self.args(&test.args);
                Shape::Bool
            }
            Expr::Call(call) => {
                let function = match &call.expr {
                    Expr::Var(var) => var.id,
                    _ => "",
                };
                if function != "range" {
                    self.fail(
                        problem(span(&expr.span()), "unknown_function", "only the function `range` may be called")
                            .help("use a filter: `value | upper` instead of `value.upper()`"),
                    );
                }
                self.args(&call.args);
                Shape::list(Shape::Number)
            }
            Expr::List(list) => {
                let shapes: Vec<Shape> = list.items.iter().map(|item| self.expr(item, false)).collect();
                Shape::list(shapes.into_iter().next().unwrap_or(Shape::Any))
            }
            Expr::Tuple(tuple) => {
                tuple.items.iter().for_each(|item| drop(self.expr(item, false)));
                Shape::Any
            }
            Expr::Map(map) => {
                map.keys.iter().chain(&map.values).for_each(|item| drop(self.expr(item, false)));
                Shape::Any
            }
        }
    }

    fn args(&mut self, args: &[CallArg<'_>]) {
        for arg in args {
            match arg {
                CallArg::Pos(expr) | CallArg::Kwarg(_, expr) | CallArg::PosSplat(expr) | CallArg::KwargSplat(expr) => {
                    self.expr(expr, false);
                }
            }
        }
    }

    fn binary(&mut self, op: &ast::BinOp<'_>, at: &Span, guarded: bool) -> Shape {
        let left = self.expr(&op.left, guarded);
        let right = self.expr(&op.right, guarded);
        match op.op {
            BinOpKind::ScAnd | BinOpKind::ScOr => {
                if left == right {
                    left
                } else {
                    Shape::Any
                }
            }
            BinOpKind::Concat => Shape::Text,
            BinOpKind::Eq | BinOpKind::Ne | BinOpKind::Lt | BinOpKind::Lte | BinOpKind::Gt | BinOpKind::Gte => {
                self.comparable(&left, &right, at);
                Shape::Bool
            }
            BinOpKind::In => Shape::Bool,
            BinOpKind::Add if left == Shape::Text || right == Shape::Text => {
                if left != right && left != Shape::Any && right != Shape::Any {
                    let message = format!("{} and {} cannot be added", left.what(), right.what());
                    self.fail(problem(span(at), "type_mismatch", message).help("join texts with `~`"));
                }
                Shape::Text
            }
            BinOpKind::Add => {
                if left == right {
                    left
                } else {
                    Shape::Any
                }
            }
            // A repeated text can be as large as one likes, so what is multiplied must be known to be
            // a number.
            _ => {
                for (shape, side) in [(left, &op.left), (right, &op.right)] {
                    if shape != Shape::Number && (shape != Shape::Any || matches!(op.op, BinOpKind::Mul)) {
                        let message = format!("this is {}, and a number is needed", shape.what());
                        let found = problem(span(&side.span()), "type_mismatch", message);
                        self.fail(found.help("make it a number with `| float` or `| int`"));
                    }
                }
                Shape::Number
            }
        }
    }

    fn comparable(&mut self, left: &Shape, right: &Shape, at: &Span) {
        let scalar = |shape: &Shape| matches!(shape, Shape::Text | Shape::Number | Shape::Bool);
        let listed = |shape: &Shape| matches!(shape, Shape::List(_) | Shape::Record(_) | Shape::Mapping(_));
        let differ = (scalar(left) && scalar(right) && left != right)
            || (listed(left) && scalar(right))
            || (scalar(left) && listed(right));
        if differ {
            let message = format!("this compares {} with {}", left.what(), right.what());
            let help = if listed(left) || listed(right) {
                "compare the number of items: `… | length`"
            } else {
                "write numbers without quotes and texts with them"
            };
            self.fail(problem(span(at), "type_mismatch", message).help(help));
        }
    }

    fn filter(&mut self, filter: &ast::Filter<'_>, at: &Span, guarded: bool) -> Shape {
        if !NAMES.contains(&filter.name) {
            let near = nearest(filter.name, NAMES.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the filters are {}", NAMES.join(", ")),
            };
            self.fail(problem(span(at), "unknown_filter", format!("there is no filter `{}`", filter.name)).help(help));
        }
        let replaces = matches!(filter.name, "default" | "d");
        let of = filter.expr.as_ref().map_or(Shape::Any, |expr| self.expr(expr, guarded || replaces));
        self.args(&filter.args);
        match filter.name {
            "length" | "count" | "abs" | "int" | "float" | "round" | "seconds" => Shape::Number,
            "sum" | "min" | "max" | "first" | "last" => match of {
                Shape::List(item) => *item,
                _ => Shape::Any,
            },
            "stem" | "basename" | "ext" | "slug" | "clock" | "upper" | "lower" | "title" | "capitalize" | "trim"
            | "replace" | "join" | "string" | "tojson" => Shape::Text,
            "bool" => Shape::Bool,
            "default" | "d" | "sort" | "reverse" | "unique" | "select" | "reject" | "selectattr" | "rejectattr"
            | "list" => of,
            "split" => Shape::list(Shape::Text),
            _ => Shape::Any,
        }
    }

    /// A name with its attributes and subscripts, read from the context as a whole.
    fn path(&mut self, expr: &Expr<'_>, guarded: bool) -> Shape {
        let mut parts = Vec::new();
        let mut base = expr;
        loop {
            match base {
                Expr::GetAttr(attr) => {
                    parts.push((Part::Name(attr.name.to_owned()), span(&base.span())));
                    base = &attr.expr;
                }
                Expr::GetItem(item) => {
                    let part = match &item.subscript_expr {
                        Expr::Const(value) => match (value.value.as_str(), i64::try_from(value.value.clone())) {
                            (Some(name), _) => Part::Name(name.to_owned()),
                            (None, Ok(index)) => Part::Index(index),
                            _ => Part::Computed,
                        },
                        other => {
                            self.expr(other, false);
                            Part::Computed
                        }
                    };
                    parts.push((part, span(&base.span())));
                    base = &item.expr;
                }
                _ => break,
            }
        }
        parts.reverse();
        let Expr::Var(var) = base else {
            let shape = self.expr(base, guarded);
            return self.fields(shape, &parts, String::new());
        };
        if let Some((_, shape)) = self.locals.iter().rev().find(|(name, _)| name == var.id) {
            let shape = shape.clone();
            return self.fields(shape, &parts, var.id.to_owned());
        }
        let path: Vec<Part> =
            std::iter::once(Part::Name(var.id.to_owned())).chain(parts.iter().map(|(part, _)| part.clone())).collect();
        let at = span(&expr.span());
        let range = span(&base.span()).start..at.end;
        let guarded = guarded || self.asked.contains(&key(&path));
        self.out.reads.push(Read { path, range: range.clone(), guarded });
        if var.id == "steps" {
            return self.step(&parts, &range);
        }
        match self.names.root(var.id) {
            Some(shape) => self.fields(shape, &parts, var.id.to_owned()),
            None => {
                let roots = self.names.roots();
                let why = self.names.why_not(var.id);
                let near =
                    nearest(var.id, roots.iter().map(String::as_str)).map(|near| format!("did you mean `{near}`?"));
                let help = why.or(near).unwrap_or_else(|| format!("what can be read here is {}", roots.join(", ")));
                let found = problem(span(&base.span()), "undefined_name", format!("there is no `{}` here", var.id));
                self.fail(found.help(help));
                Shape::Any
            }
        }
    }

    fn step(&mut self, parts: &[(Part, Range<usize>)], range: &Range<usize>) -> Shape {
        let Some((Part::Name(id), at)) = parts.first() else {
            self.fail(
                problem(range.clone(), "bare_steps", "`steps` can only be read by a step's id")
                    .help("write steps.<id>, such as steps.talk.media"),
            );
            return Shape::Any;
        };
        match self.names.step(id) {
            Some(shape) => self.fields(shape, &parts[1..], format!("steps.{id}")),
            None => {
                let ids = self.names.steps();
                let near = nearest(id, ids.iter().map(String::as_str));
                let help = match near {
                    Some(near) => format!("did you mean `steps.{near}`?"),
                    None if ids.is_empty() => "there is no step to read here".to_owned(),
                    None => format!("the steps are {}", shown(&ids)),
                };
                self.fail(
                    problem(at.clone(), "unknown_step", format!("there is no step `{id}` to read here")).help(help),
                );
                Shape::Any
            }
        }
    }

    /// Follows attributes and subscripts into a shape.
    fn fields(&mut self, mut shape: Shape, parts: &[(Part, Range<usize>)], mut of: String) -> Shape {
        for (part, at) in parts {
            shape = match (shape, part) {
                (Shape::Any, _) => return Shape::Any,
                (Shape::Record(fields), Part::Name(name)) => match fields.iter().find(|(field, _)| field == name) {
                    Some((_, shape)) => shape.clone(),
                    None => {
                        let names: Vec<String> = fields.iter().map(|(name, _)| name.clone()).collect();
                        let help = match nearest(name, names.iter().map(String::as_str)) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None if names.is_empty() => format!("`{of}` holds nothing"),
                            None => format!("`{of}` has {}", shown(&names)),
                        };
                        let what = if of == "inputs" {
                            "input"
                        } else if of == "vars" {
                            "variable"
                        } else {
                            "field"
                        };
                        let message = match what {
                            "field" => format!("`{of}` has no `{name}`"),
                            _ => format!("there is no {what} `{name}`"),
                        };
                        self.fail(problem(at.clone(), "unknown_field", message).help(help));
                        return Shape::Any;
                    }
                },
                (Shape::Record(_) | Shape::Mapping(_), Part::Computed) => Shape::Any,
                (Shape::Mapping(item), Part::Name(_)) => *item,
                (Shape::List(item), Part::Index(_) | Part::Computed) => *item,
                (shape @ Shape::List(_), Part::Name(name)) => {
                    let message = format!("`{of}` is {}, and has no `{name}`", shape.what());
                    self.fail(
                        problem(at.clone(), "unknown_field", message)
                            .help(format!("read one of its items: `{of}[0].{name}`")),
                    );
                    return Shape::Any;
                }
                (shape, _) => {
                    let message = format!("`{of}` is {}, and holds nothing further", shape.what());
                    self.fail(problem(at.clone(), "unknown_field", message));
                    return Shape::Any;
                }
            };
            match part {
                Part::Name(name) => of = format!("{of}.{name}"),
                Part::Index(index) => of = format!("{of}[{index}]"),
                Part::Computed => of += "[…]",
            }
        }
        shape
    }

    fn body_asked(&mut self, statements: &[Stmt<'_>]) {
        for statement in statements {
            match statement {
                Stmt::EmitExpr(emit) => self.asked(&emit.expr),
                Stmt::IfCond(cond) => {
                    self.asked(&cond.expr);
                    self.body_asked(&cond.true_body);
                    self.body_asked(&cond.false_body);
                }
                Stmt::ForLoop(each) => self.body_asked(&each.body),
                Stmt::WithBlock(with) => self.body_asked(&with.body),
                _ => {}
            }
        }
    }

    /// Notes the steps that an expression asks for with `is defined`.
    fn asked(&mut self, expr: &Expr<'_>) {
        match expr {
            Expr::Test(test) if matches!(test.name, "defined" | "undefined") => {
                if let Some(key) = asked_key(&test.expr) {
                    self.asked.insert(key);
                }
            }
            Expr::UnaryOp(op) => self.asked(&op.expr),
            Expr::BinOp(op) => {
                self.asked(&op.left);
                self.asked(&op.right);
            }
            Expr::IfExpr(choice) => {
                self.asked(&choice.test_expr);
                self.asked(&choice.true_expr);
                if let Some(other) = &choice.false_expr {
                    self.asked(other);
                }
            }
            _ => {}
        }
    }
}

/// `steps.x` of a path, whatever is read of it.
fn key(path: &[Part]) -> String {
    path.iter()
        .take(2)
        .map(|part| match part {
            Part::Name(name) => name.as_str(),
            _ => "?",
        })
        .collect::<Vec<_>>()
        .join(".")
}

fn asked_key(expr: &Expr<'_>) -> Option<String> {
    match expr {
        Expr::GetAttr(attr) => match &attr.expr {
            Expr::Var(var) => Some(format!("{}.{}", var.id, attr.name)),
            other => asked_key(other),
        },
        Expr::GetItem(item) => match (&item.expr, &item.subscript_expr) {
            (Expr::Var(var), Expr::Const(value)) => value.value.as_str().map(|name| format!("{}.{name}", var.id)),
            (other, _) => asked_key(other),
        },
        _ => None,
    }
}

fn shown(names: &[String]) -> String {
    match names.len() {
        0..=8 => names.join(", "),
        more => format!("{} and {} more", names[..8].join(", "), more - 8),
    }
}
