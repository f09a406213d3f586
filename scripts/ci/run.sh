#!/usr/bin/env bash
# Runs one recipe. What the person wrote comes through the environment and is never read as shell.
set -uo pipefail
out=${FLOW_ACTION_OUT:-flow-out}
words=(run "--backend=${FLOW_ACTION_BACKEND:-local}" "--out=$out" --json --yes
    --report "junit=flow-run.xml" --report "html=flow-run.html" --report "markdown=flow-run.md")
while IFS= read -r line; do
    [ -n "$line" ] && words+=("--input=$line")
done <<< "${FLOW_ACTION_INPUTS:-}"
[ -n "${FLOW_ACTION_BUDGET:-}" ] && words+=("--budget=$FLOW_ACTION_BUDGET")
rm -f flow-run.md
# What follows the two hyphens is a file, whatever it begins with.
flow "${words[@]}" -- "$FLOW_ACTION_RUN" > flow-run.json
ended=$?
echo "summary=flow-run.json" >> "${GITHUB_OUTPUT:-/dev/null}"
# What stopped before it began left no report; its messages stand in the log.
if [ -f flow-run.md ]; then cat flow-run.md >> "${GITHUB_STEP_SUMMARY:-/dev/null}"; fi
exit "$ended"
