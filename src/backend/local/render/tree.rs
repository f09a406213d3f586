//! Choosing frames by number. A flat sum of ranges fails above a hundred of them, and costs a look at
//! every range for every frame; a balanced tree of comparisons does neither.

/// An expression in `n` that is 1 inside one of the half-open ranges, which must be in order.
pub fn select(ranges: &[(u64, u64)]) -> String {
    match ranges {
        [] => "0".into(),
        [(from, to)] => format!("gte(n,{from})*lt(n,{to})"),
        _ => {
            let (left, right) = ranges.split_at(ranges.len() / 2);
            format!("if(lt(n,{}),{},{})", right[0].0, select(left), select(right))
        }
    }
}

/// An expression in `variable` that is the one of the last step at or before it; the first step counts
/// from the start.
pub fn steps(variable: &str, steps: &[(String, String)]) -> String {
    match steps {
        [] => "1".into(),
        [(_, value)] => value.clone(),
        _ => {
            let (left, right) = steps.split_at(steps.len() / 2);
            format!(
                "if(lt({variable},{}),{},{})",
                right[0].0,
                self::steps(variable, left),
                self::steps(variable, right)
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tree_is_as_deep_as_the_logarithm() {
        let ranges: Vec<(u64, u64)> = (0..900).map(|n| (n * 10, n * 10 + 5)).collect();
        let text = select(&ranges);
        let mut depth: u32 = 0;
        let mut deepest = 0;
        for c in text.chars() {
            depth = depth + u32::from(c == '(') - u32::from(c == ')');
            deepest = deepest.max(depth);
        }
        assert!(deepest <= 12, "{deepest}");
        assert_eq!(select(&[(3, 9), (12, 20)]), "if(lt(n,12),gte(n,3)*lt(n,9),gte(n,12)*lt(n,20))");
    }
}
