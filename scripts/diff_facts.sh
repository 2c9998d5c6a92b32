#!/bin/sh
# What a change of the facts changes: sh scripts/diff_facts.sh COMMAND [BASE]
# COMMAND is follicle-graph; BASE the commit to compare with (default: where this branch left main,
# on main the commit before). Prints nothing when the facts are the same; never fails the build.
set -u
command=$1
facts=src/follicle_graph/knowledge
base=${2:-$(git merge-base HEAD origin/main 2>/dev/null || git merge-base HEAD main 2>/dev/null || true)}
[ "$base" = "$(git rev-parse HEAD 2>/dev/null)" ] && base=$(git rev-parse --verify --quiet HEAD~1 || true)
[ -n "$base" ] || { echo "no commit to compare the facts with"; exit 0; }
git diff --quiet "$base" -- "$facts" && exit 0
old=$(mktemp -d)
trap 'rm -rf "$old"' EXIT
git archive "$base" "$facts" | tar -x -C "$old" || exit 0
echo "The facts changed since $base:"
"$command" diff "$old/$facts" "$facts" || echo "the states cannot be compared"
