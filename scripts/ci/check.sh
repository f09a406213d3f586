#!/usr/bin/env bash
# Checks and tests the recipes, and writes what a pull request changes in their plans into the job's
# summary.
set -uo pipefail
recipes=${FLOW_ACTION_RECIPES:-workflows}
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
worst=0
read -r -a paths <<< "$recipes"
flow check --format github -- "${paths[@]}" || worst=$?
if [ -n "$(find -- "${paths[@]}" -name '*.test.y*ml' -print -quit 2>/dev/null)" ]; then
    flow test --report junit=flow-tests.xml -- "${paths[@]}" || worst=$(( worst > $? ? worst : $? ))
fi
if [ -n "${FLOW_ACTION_BASE:-}" ]; then
    while IFS= read -r -d '' recipe; do
        changes=$(flow plan "$recipe" --diff "$FLOW_ACTION_BASE" 2>/dev/null) || continue
        [ "$changes" = "the plan is the same" ] && continue
        # Indented by four, so that nothing a recipe says is taken for markup.
        # In the drawing, flow writes everything but letters as numbers.
        {
            printf '### %s\n\n' "$(basename "$recipe")"; printf '%s\n' "$changes" | sed 's/^/    /'
            if drawing=$(flow plan "$recipe" --format mermaid 2>/dev/null); then
                printf '\n<details><summary>The plan now</summary>\n\n```mermaid\n%s\n```\n\n</details>\n' "$drawing"
            fi
            echo
        } >> "$summary"
    done < <(git diff -z --name-only --diff-filter=AM "$FLOW_ACTION_BASE" -- "${paths[@]}" 2>/dev/null | grep -z '\.ya\?ml$' | grep -zv '\.test\.ya\?ml$')
fi
exit "$worst"
