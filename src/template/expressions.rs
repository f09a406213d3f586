//! The type of every expression, and what of it cannot be: filters that do not exist, texts that are
//! added to numbers, lists that are compared with them.

use minijinja::machinery::Span;
use minijinja::machinery::ast::{self, BinOpKind, CallArg, CompareOpKind, Expr};
use minijinja::value::ValueKind;

use super::analyse::{Problem, Walk, problem, span};
use super::filters::{NAMES, TESTS};
use super::shape::Shape;
use crate::text::nearest;

impl Walk<'_> {
    pub(super) fn expr(&mut self, expr: &Expr<'_>, guarded: bool) -> Shape {
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
                self.expr(&slice.expr, false)
            }
            Expr::UnaryOp(op) => {
                let not = matches!(op.op, ast::UnaryOpKind::Not);
                let shape = self.expr(&op.expr, guarded && not);
                if not { Shape::Bool } else { shape }
            }
            Expr::BinOp(op) => self.binary(op, &expr.span(), guarded),
            Expr::Compare(compare) => {
                let mut left = self.expr(&compare.expr, false);
                for op in &compare.ops {
                    let right = self.expr(&op.expr, false);
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
            Expr::Filter(filter) => self.filter(filter, &expr.span()),
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

    fn args(&mut self, args: &[CallArg<'_>]) -> Vec<Shape> {
        args.iter()
            .map(|arg| match arg {
                CallArg::Pos(expr) | CallArg::Kwarg(_, expr) | CallArg::PosSplat(expr) | CallArg::KwargSplat(expr) => {
                    self.expr(expr, false)
                }
            })
            .collect()
    }

    fn binary(&mut self, op: &ast::BinOp<'_>, at: &Span, guarded: bool) -> Shape {
        // What is missing can be asked for, and not be added to or compared.
        let guarded = guarded && matches!(op.op, BinOpKind::ScAnd | BinOpKind::ScOr);
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

    fn filter(&mut self, filter: &ast::Filter<'_>, at: &Span) -> Shape {
        if !NAMES.contains(&filter.name) {
            let near = nearest(filter.name, NAMES.iter().copied());
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the filters are {}", NAMES.join(", ")),
            };
            self.fail(problem(span(at), "unknown_filter", format!("there is no filter `{}`", filter.name)).help(help));
        }
        let replaces = matches!(filter.name, "default" | "d");
        // Only `default` takes what is missing: `steps.x.reply | upper | default('')` fails at `upper`.
        let of = filter.expr.as_ref().map_or(Shape::Any, |expr| self.expr(expr, replaces));
        let args = self.args(&filter.args);
        match filter.name {
            "length" | "count" | "abs" | "int" | "float" | "round" | "seconds" => Shape::Number,
            "sum" | "min" | "max" | "first" | "last" => of.item(),
            "stem" | "basename" | "ext" | "slug" | "clock" | "upper" | "lower" | "title" | "capitalize" | "trim"
            | "replace" | "join" | "string" | "tojson" => Shape::Text,
            "bool" => Shape::Bool,
            "default" | "d" if args.first().is_none_or(|other| *other != of) => Shape::Any,
            "default" | "d" | "sort" | "reverse" | "unique" | "select" | "reject" | "selectattr" | "rejectattr"
            | "list" => of,
            "split" => Shape::list(Shape::Text),
            _ => Shape::Any,
        }
    }
}
