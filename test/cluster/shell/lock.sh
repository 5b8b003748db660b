# shellcheck shell=bash
# One at a time: a lock that the kernel gives back when its holder ends, however it ends.

# hold_lock FILE WHAT: sets lock_descriptor. Says so when somebody else has it, and waits.
hold_lock() {
  mkdir -p "$(dirname "$1")"
  exec {lock_descriptor}>"$1"
  flock -n "$lock_descriptor" || {
    say "  another $2 is running: waiting for it"
    flock "$lock_descriptor"
  }
}
