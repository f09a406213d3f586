#!/usr/bin/env bash
# Runs one recipe. What the person wrote comes through the environment and is never read as shell.
set -uo pipefail
out=${FLOW_ACTION_OUT:-flow-out}
words=(run "$FLOW_ACTION_RUN" --backend "${FLOW_ACTION_BACKEND:-local}" --out "$out" --json --yes
    --report "junit=flow-run.xml" --report "html=flow-run.html")
while IFS= read -r line; do
    [ -n "$line" ] && words+=(--input "$line")
done <<< "${FLOW_ACTION_INPUTS:-}"
[ -n "${FLOW_ACTION_BUDGET:-}" ] && words+=(--budget "$FLOW_ACTION_BUDGET")
flow "${words[@]}" > flow-run.json
ended=$?
echo "summary=flow-run.json" >> "${GITHUB_OUTPUT:-/dev/null}"
{
    printf '### %s\n\n' "$(basename "$FLOW_ACTION_RUN")"
    flow show last 2>/dev/null | sed 's/^/    /'
} >> "${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$ended"
