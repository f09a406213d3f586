#!/usr/bin/env bash
# Checks and tests the recipes, and writes what a pull request changes in their plans into the job's
# summary.
set -uo pipefail
summary=${GITHUB_STEP_SUMMARY:-/dev/null}
worst=0
paths=()
while IFS= read -r line; do
    # A line is one path where there is such a file, and otherwise several with blanks between.
    if [ -e "$line" ]; then words=("$line"); else read -r -a words <<< "$line"; fi
    # find would take such a name for an option.
    for word in ${words[@]+"${words[@]}"}; do
        case $word in [-\(\),!]*) paths+=("./$word") ;; *) paths+=("$word") ;; esac
    done
done <<< "${FLOW_ACTION_RECIPES:-workflows}"
[ ${#paths[@]} -gt 0 ] || paths=(workflows)
flow check --format github -- "${paths[@]}" || worst=$?
if [ -n "$(find "${paths[@]}" -name '*.test.y*ml' -print 2>/dev/null)" ]; then
    flow test --report junit=flow-tests.xml -- "${paths[@]}" || worst=$(( worst > $? ? worst : $? ))
fi
base=${FLOW_ACTION_BASE:-}
if [ -n "$base" ] && ! git cat-file -e "$base^{commit}" 2>/dev/null; then
    echo "::notice::what this pull request changes is not shown: its base is not in this checkout. Add \`with: { fetch-depth: 0 }\` to actions/checkout."
elif [ -n "$base" ]; then
    while IFS= read -r -d '' recipe; do
        case $recipe in *.test.yaml | *.test.yml) continue ;; *.yaml | *.yml) ;; *) continue ;; esac
        changes=$(flow plan --diff "$base" -- "$recipe" 2>/dev/null) || continue
        [ "$changes" = "the plan is the same" ] && continue
        # Indented by four, so that nothing a recipe says is taken for markup, and its name without what
        # could be. In the drawing, flow writes everything but letters as numbers.
        {
            printf '### %s\n\n' "$(basename "$recipe" | tr '\n\r<>[]()*`|#!&\\@' '                ')"
            printf '%s\n' "$changes" | sed 's/^/    /'
            if drawing=$(flow plan --format mermaid -- "$recipe" 2>/dev/null); then
                printf '\n<details><summary>The plan now</summary>\n\n```mermaid\n%s\n```\n\n</details>\n' "$drawing"
            fi
            echo
        } >> "$summary"
    done < <(git diff -z --relative --name-only --diff-filter=AM "$base" -- "${paths[@]}" 2>/dev/null)
fi
exit "$worst"
