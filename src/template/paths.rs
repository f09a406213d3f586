//! Paths such as `steps.clip[0].path`: what they read, whether it exists there, and whether it is
//! asked for before it is read.

use std::ops::Range;

use minijinja::machinery::ast::{BinOpKind, Expr, Stmt};

use super::analyse::{Part, Read, Walk, problem, span};
use super::shape::Shape;
use crate::text::nearest;

impl Walk<'_> {
    /// A name with its attributes and subscripts, read from the context as a whole.
    pub(super) fn path(&mut self, expr: &Expr<'_>, guarded: bool) -> Shape {
        let mut parts = Vec::new();
        let mut base = expr;
        loop {
            match base {
                Expr::GetAttr(attr) => {
                    // The mark stands under the name itself, which is the end of what is read.
                    let whole = span(&base.span());
                    let start = whole.end.saturating_sub(attr.name.len()).max(whole.start);
                    parts.push((Part::Name(attr.name.into()), start..whole.end));
                    base = &attr.expr;
                }
                Expr::GetItem(item) => {
                    let part = subscript(&item.subscript_expr);
                    if !matches!(item.subscript_expr, Expr::Const(_)) {
                        self.expr(&item.subscript_expr, false);
                    }
                    parts.push((part, span(&base.span())));
                    base = &item.expr;
                }
                _ => break,
            }
        }
        parts.reverse();
        let Expr::Var(var) = base else {
            let shape = self.expr(base, guarded);
            return self.fields(shape, &parts, "");
        };
        if let Some((_, shape)) = self.locals.iter().rev().find(|(name, _)| name == var.id) {
            let shape = shape.clone();
            return self.fields(shape, &parts, var.id);
        }
        let path: Vec<Part> =
            std::iter::once(Part::Name(var.id.into())).chain(parts.iter().map(|(part, _)| part.clone())).collect();
        let at = span(&expr.span());
        let range = span(&base.span()).start..at.end;
        let mut read = Read { path, range: range.clone(), guarded, asked: 0 };
        read.asked = self.asked.iter().map(|other| read.shared(other)).max().unwrap_or(0);
        self.out.reads.push(read);
        if var.id == "steps" {
            return self.step(&parts, &range);
        }
        match self.names.root(var.id) {
            Some(shape) => self.fields(shape, &parts, var.id),
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
        if let Some(why) = self.names.why_not("steps") {
            self.fail(problem(range.clone(), "not_known_yet", "steps have not run when this is read").help(why));
            return Shape::Any;
        }
        let Some((Part::Name(id), at)) = parts.first() else {
            self.fail(
                problem(range.clone(), "bare_steps", "`steps` can only be read by a step's id")
                    .help("write steps.<id>, such as steps.talk.media"),
            );
            return Shape::Any;
        };
        match self.names.step(id) {
            Some(shape) => self.fields(shape, &parts[1..], &format!("steps.{id}")),
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
    fn fields(&mut self, mut shape: Shape, parts: &[(Part, Range<usize>)], base: &str) -> Shape {
        for (index, (part, at)) in parts.iter().enumerate() {
            // What it is called is only told where something is wrong.
            let of = || written(base, &parts[..index]);
            shape = match (shape, part) {
                (Shape::Any, _) => return Shape::Any,
                (Shape::Record(fields), Part::Name(name)) => match fields.iter().find(|(field, _)| field == name) {
                    Some((_, shape)) => shape.clone(),
                    None => {
                        let of = of();
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
                (Shape::Mapping(item), Part::Name(_)) => (*item).clone(),
                (Shape::List(item), Part::Index(_) | Part::Computed) => (*item).clone(),
                (shape @ Shape::List(_), Part::Name(name)) => {
                    let of = of();
                    let message = format!("`{of}` is {}, and has no `{name}`", shape.what());
                    self.fail(
                        problem(at.clone(), "unknown_field", message)
                            .help(format!("read one of its items: `{of}[0].{name}`")),
                    );
                    return Shape::Any;
                }
                (shape, _) => {
                    let message = format!("`{}` is {}, and holds nothing further", of(), shape.what());
                    self.fail(problem(at.clone(), "unknown_field", message));
                    return Shape::Any;
                }
            };
        }
        shape
    }

    pub(super) fn body_asked(&mut self, statements: &[Stmt<'_>]) {
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
    pub(super) fn asked(&mut self, expr: &Expr<'_>) {
        match expr {
            Expr::Test(test) if matches!(test.name, "defined" | "undefined") => {
                self.asked.extend(asked_path(&test.expr));
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

/// A path as people write it.
fn written(base: &str, parts: &[(Part, Range<usize>)]) -> String {
    parts.iter().fold(base.to_owned(), |path, (part, _)| format!("{path}{part}"))
}

/// A path of names and constant subscripts.
fn asked_path(expr: &Expr<'_>) -> Option<Vec<Part>> {
    let (base, part) = match expr {
        Expr::Var(var) => return Some(vec![Part::Name(var.id.into())]),
        Expr::GetAttr(attr) => (&attr.expr, Part::Name(attr.name.into())),
        Expr::GetItem(item) => (&item.expr, subscript(&item.subscript_expr)),
        _ => return None,
    };
    let mut path = asked_path(base)?;
    path.push(part);
    Some(path)
}

fn subscript(expr: &Expr<'_>) -> Part {
    match expr {
        Expr::Const(value) => match (value.value.as_str(), i64::try_from(value.value.clone())) {
            (Some(name), _) => Part::Name(name.into()),
            (None, Ok(index)) => Part::Index(index),
            _ => Part::Computed,
        },
        _ => Part::Computed,
    }
}

/// The steps that are defined wherever `expr` holds: those that it asks for, by themselves or beside
/// other conditions.
pub(super) fn assured(expr: &Expr<'_>, out: &mut Vec<Vec<Part>>) {
    match expr {
        Expr::Test(test) if test.name == "defined" => out.extend(asked_path(&test.expr)),
        Expr::BinOp(op) if matches!(op.op, BinOpKind::ScAnd) => {
            assured(&op.left, out);
            assured(&op.right, out);
        }
        _ => {}
    }
}

fn shown(names: &[String]) -> String {
    match names.len() {
        0..=8 => names.join(", "),
        more => format!("{} and {} more", names[..8].join(", "), more - 8),
    }
}
