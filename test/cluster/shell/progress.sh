# shellcheck shell=bash
# What a person sees while something takes long, and when it fails. All of it goes to standard error, so that standard
# output stays free for what a script answers.

say() {
  printf '%s\n' "$*" >&2
}

# fail SENTENCE: ends the script. The sentence names the remedy.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

elapsed_since() {
  local seconds=$(($(date +%s) - $1))
  printf '%dm%02ds' $((seconds / 60)) $((seconds % 60))
}

# step TITLE LOG COMMAND...: runs a command with its output in LOG, and shows every 15 seconds that it is alive.
step() {
  local title=$1 log=$2 started status=0 worker beat=0
  shift 2
  started=$(date +%s)
  say "  $title ..."
  # A process group of its own, so that an interrupt ends the compiler too and not only the script.
  set -m
  "$@" >>"$log" 2>&1 </dev/null &
  worker=$!
  set +m
  # shellcheck disable=SC2064
  trap "kill -TERM -- -$worker 2>/dev/null; exit 130" INT TERM
  # The worker is a child, so its id cannot be given to another process before the wait below.
  while kill -0 "$worker" 2>/dev/null; do
    sleep 0.2
    beat=$((beat + 1))
    ((beat % 75)) || say "    still $title, $(elapsed_since "$started"), $(wc -l <"$log") lines in $log"
  done
  wait "$worker" || status=$?
  trap - INT TERM
  if ((status)); then
    tail -n 15 "$log" | sed 's/^/    | /' >&2
    fail "$title failed with status $status after $(elapsed_since "$started"): read $log, then run the same command again"
  fi
  say "  $title: done in $(elapsed_since "$started")"
}

# wait_until SECONDS COMMAND...: polls until the command succeeds; its status says whether it did in time.
wait_until() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < deadline)) || return 1
    sleep 0.2
  done
}
