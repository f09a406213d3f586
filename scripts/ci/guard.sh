#!/usr/bin/env bash
# Refuses what would hand a token to a stranger's recipe: recipes of a pull request are its author's
# words, so they never meet a secret, and run on the embedded backend alone.
set -euo pipefail
event=${FLOW_ACTION_EVENT:-}
if [ "$event" = pull_request_target ]; then
    echo "::error::flow does not run on pull_request_target: it would give a stranger's recipe the rights of this repository. Use pull_request."
    exit 2
fi
# Reviews and their comments check out the pull request as well.
case $event in pull_request | pull_request_review | pull_request_review_comment) proposed=true ;; *) proposed=${FLOW_ACTION_FORK:-} ;; esac
if [ "$proposed" = true ] && [ "${FLOW_ACTION_BACKEND:-local}" != local ]; then
    echo "::error::pull requests run on the embedded backend: take \`backend\` out, or run it on push."
    exit 2
fi
if [ "${FLOW_ACTION_FORK:-}" = true ] && [ -n "${NEMO_TOKEN:-}" ]; then
    echo "::error::a fork's pull request must not see NEMO_TOKEN: take it out of this job's environment."
    exit 2
fi
